using System.Globalization;
using System.Security.Cryptography;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Installation;

/// <summary>
/// The folder that holds an embedded installation. Whoever has it open is the only server on it: the lock is the operating system's and goes with
/// the process, however it ends.
/// </summary>
public sealed class DataFolder : IDisposable
{
    private const int SecretLength = 32;

    private readonly FileStream _lock;
    private int _holders = 1;

    private DataFolder(string path, FileStream held, string installationId, byte[] secret)
    {
        Root = path;
        _lock = held;
        InstallationId = installationId;
        Secret = secret;
    }

    /// <summary>Its absolute path.</summary>
    public string Root { get; }

    /// <summary>32 hex digits, made with the folder; every journal in it carries them.</summary>
    public string InstallationId { get; }

    /// <summary>32 random bytes, made with the folder: what keyed hashes and seals of this installation are derived from.</summary>
    public ReadOnlyMemory<byte> Secret { get; }

    /// <summary>Opens the folder for the one server, and makes it (for its owner only) when it is not there.</summary>
    /// <exception cref="DataFolderException">It is in use, cannot be written, is no folder, or has lost its secret.</exception>
    public static DataFolder Open(string path)
    {
        string root = Path.GetFullPath(path);
        if (File.Exists(root))
            throw new DataFolderException($"The data folder {root} is a file. Name a folder, or a place where one can be made.");
        try
        {
            DurableFile.CreateFolder(root);
            FileStream held = Lock(root);
            try
            {
                (string id, byte[] secret) = ReadOrMake(root);
                return new(root, held, id, secret);
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderException($"The data folder {root} cannot be written: {e.Message} Check its owner and rights and the free space, or name another folder.", e);
        }
    }

    /// <summary>The installation's id, to read beside a running server; no lock is taken.</summary>
    /// <exception cref="DataFolderException">There is no installation.</exception>
    public static string ReadInstallationId(string path)
    {
        string file = InstallationFile(Path.GetFullPath(path));
        try
        {
            string id = File.ReadAllText(file).Trim();
            return IsInstallationId(id) ? id : throw new DataFolderException($"{file} does not hold an installation's id. Restore it from a backup of this folder.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderException($"There is no installation to read in {Path.GetFullPath(path)}: {e.Message}", e);
        }
    }

    /// <summary>The installation's secret, to read beside a running server; no lock is taken.</summary>
    /// <exception cref="DataFolderException">It is not there.</exception>
    public static byte[] ReadSecret(string path)
    {
        string file = Path.Combine(Path.GetFullPath(path), "secret");
        try
        {
            byte[] secret = File.ReadAllBytes(file);
            return secret.Length == SecretLength ? secret : throw new DataFolderException($"{file} is not {SecretLength} bytes long. Restore it from a backup of this folder.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderException($"The installation's secret {file} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Where a stream's journal lies: <c>environments/live/control.db</c>, <c>environments/live/shard-0.db</c>.</summary>
    public static string JournalPath(string root, StreamId stream) => Path.Combine(EnvironmentPath(root, stream.Environment), stream.Name + ".db");

    public string JournalPath(StreamId stream) => JournalPath(Root, stream);

    public string ProjectionsPath(string environment) => Path.Combine(EnvironmentFolder(environment), "projections.db");

    /// <summary>What is on its way to webhooks, and what became of it.</summary>
    public string DeliveriesPath(string environment) => Path.Combine(EnvironmentFolder(environment), "deliveries.db");

    public string SnapshotsPath(StreamId stream) => Path.Combine(EnvironmentFolder(stream.Environment), "snapshots", stream.Name);

    /// <summary>Where a stream's index of ids lies.</summary>
    public static string IndexPath(string root, StreamId stream) => Path.Combine(EnvironmentPath(root, stream.Environment), "index", stream.Name);

    public string IndexPath(StreamId stream) => IndexPath(Root, stream);

    /// <summary>The keys that receipts are signed with. Whichever the store, they lie here, as the secret does: who can read the store cannot sign.</summary>
    public static string ReceiptKeysPath(string root) => Path.Combine(root, "receipt-keys");

    /// <summary>The folder of the private PostgreSQL, where there is one.</summary>
    public static string PrivatePostgres(string root) => Path.Combine(root, "postgres");

    public string PrivatePostgresPath => PrivatePostgres(Root);

    /// <summary>The folder of high-water marks. On another disk or machine it sees more; see docs/operating.</summary>
    public string HighWaterPath => Path.Combine(Root, "high-water");

    /// <summary>The environments that have a folder, in ordinal order.</summary>
    public IReadOnlyList<string> Environments()
    {
        string all = Path.Combine(Root, "environments");
        if (!Directory.Exists(all))
            return [];
        return [.. Directory.EnumerateDirectories(all).Select(folder => Path.GetFileName(folder)).Where(StreamId.IsEnvironmentName).Order(StringComparer.Ordinal)];
    }

    /// <summary>Makes an environment's folder when it is not there.</summary>
    /// <exception cref="DataFolderException">It cannot be made.</exception>
    public string CreateEnvironment(string environment)
    {
        string folder = EnvironmentFolder(environment);
        try
        {
            DurableFile.CreateFolder(folder);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderException($"The folder {folder} cannot be made: {e.Message}", e);
        }
    }

    /// <summary>For another holder: the folder stays locked until each of them has disposed it.</summary>
    public DataFolder Share()
    {
        Interlocked.Increment(ref _holders);
        return this;
    }

    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            _lock.Dispose();
    }

    private string EnvironmentFolder(string environment) => EnvironmentPath(Root, environment);

    private static string EnvironmentPath(string root, string environment) => StreamId.IsEnvironmentName(environment)
        ? Path.Combine(root, "environments", environment)
        : throw new ArgumentException($"'{environment}' cannot name an environment's folder.", nameof(environment));

    private static string InstallationFile(string root) => Path.Combine(root, "installation");

    private static FileStream Lock(string root)
    {
        string file = Path.Combine(root, "lock");
        string holder = Path.Combine(root, "server.pid");
        FileStream held;
        try
        {
            held = new(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(file) && e is not (FileNotFoundException or DirectoryNotFoundException))
        {
            string pid = File.Exists(holder) ? File.ReadAllText(holder).Trim() : "unknown";
            throw new DataFolderException($"The data folder {root} is in use by another server (process {pid}). Stop it first, or start this one with another folder.", e);
        }

        // Beside the lock and not in it: nobody else can read a file that is locked.
        File.WriteAllText(holder, System.Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return held;
    }

    private static (string Id, byte[] Secret) ReadOrMake(string root)
    {
        string secretFile = Path.Combine(root, "secret");
        string idFile = InstallationFile(root);
        if (!File.Exists(idFile))
        {
            if (Directory.Exists(Path.Combine(root, "environments")))
                throw new DataFolderException($"The data folder {root} holds environments but no installation id. Restore the files 'installation' and 'secret' from a backup of this folder.");
            // The secret first: a crash between the two leaves no installation, and the next start makes both.
            DurableFile.Replace(secretFile, RandomNumberGenerator.GetBytes(SecretLength));
            DurableFile.Replace(idFile, System.Text.Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("N") + "\n"));
        }

        if (!File.Exists(secretFile) || new FileInfo(secretFile).Length != SecretLength)
            throw new DataFolderException($"{secretFile} is not the secret of this installation (it is missing, or not {SecretLength} bytes long). Restore it from a backup: without it, keys and ids of decisions that were given out cannot be checked.");
        return (ReadInstallationId(root), File.ReadAllBytes(secretFile));
    }

    private static bool IsInstallationId(string text) => text.Length == 32 && text.All(char.IsAsciiHexDigitLower);
}
