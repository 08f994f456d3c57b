using System.Diagnostics;
using System.Globalization;

namespace Tollgate.Storage.Postgres.Private;

/// <summary>
/// The programs <c>initdb</c> and <c>postgres</c> of this machine. They refuse to run as root: root starts them as the user <c>postgres</c>, or
/// as <c>nobody</c> where there is none.
/// </summary>
internal sealed class PostgresPrograms
{
    /// <summary>Names the folder of the programs; <c>build/steps.sh</c> sets it where it has unpacked them for a user without rights.</summary>
    public const string FolderVariable = "TOLLGATE_POSTGRES_BIN";

    private const string DebianFolder = "/usr/lib/postgresql";

    private readonly string _folder;
    private readonly string? _libraries;

    private PostgresPrograms(string folder)
    {
        _folder = folder;
        _libraries = LibrariesBeside(folder);
        RunAs = System.Environment.IsPrivilegedProcess ? SystemUser.Find("postgres") ?? SystemUser.Find("nobody") : null;
        if (System.Environment.IsPrivilegedProcess && RunAs is null)
            throw new PrivatePostgresException("PostgreSQL refuses to run as root, and this machine has neither a user 'postgres' nor 'nobody'. Start Tollgate as another user.");
    }

    /// <summary>Whom the programs run as; null for whoever runs this one.</summary>
    public SystemUser? RunAs { get; }

    /// <exception cref="PrivatePostgresException">There are none.</exception>
    public static PostgresPrograms Find()
    {
        string? named = System.Environment.GetEnvironmentVariable(FolderVariable);
        if (!string.IsNullOrEmpty(named))
        {
            return Holds(named)
                ? new(named)
                : throw new PrivatePostgresException($"{FolderVariable} names {named}, and the programs initdb and postgres are not there.");
        }

        return Places().FirstOrDefault(Holds) is { } folder
            ? new(folder)
            : throw new PrivatePostgresException(
                "The programs of a PostgreSQL server (initdb, postgres) are not on this machine. Install them (Debian: apt-get install postgresql-15; ./run does it by itself), "
                + $"name their folder in {FolderVariable}, or name a database that is there with --store \"Host=...\".");
    }

    /// <summary>A command line that runs a program as the right user, in a session of its own: a Ctrl-C in the terminal is not for it.</summary>
    public ProcessStartInfo Start(string program, params string[] arguments) => Run(Path.Combine(_folder, program), arguments);

    /// <inheritdoc cref="Start"/>
    public ProcessStartInfo Run(string path, params string[] arguments)
    {
        ProcessStartInfo start = new("setsid") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        if (RunAs is { } user)
        {
            foreach (string part in (string[])["setpriv", $"--reuid={user.Uid}", $"--regid={user.Gid}", "--clear-groups"])
                start.ArgumentList.Add(part);
        }

        start.ArgumentList.Add(path);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        if (_libraries is not null)
            start.Environment["LD_LIBRARY_PATH"] = _libraries;
        // Messages are looked at by people and by this program.
        start.Environment["LC_ALL"] = "C";
        return start;
    }

    public string PathOf(string program) => Path.Combine(_folder, program);

    private static IEnumerable<string> Places()
    {
        if (Ask("pg_config", "--bindir") is { Length: > 0 } told)
            yield return told;
        foreach (string folder in (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            // The programs look for their own parts beside the real file.
            string file = Path.Combine(folder, "postgres");
            if (File.Exists(file))
                yield return Path.GetDirectoryName(File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file)!;
        }

        if (!Directory.Exists(DebianFolder))
            yield break;
        foreach (string version in Directory.GetDirectories(DebianFolder).OrderByDescending(folder => double.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out double number) ? number : 0))
            yield return Path.Combine(version, "bin");
    }

    private static bool Holds(string folder) => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"));

    /// <summary>Debian packages that were unpacked somewhere else than at the root have their libraries beside them.</summary>
    private static string? LibrariesBeside(string folder)
    {
        int at = folder.IndexOf(DebianFolder, StringComparison.Ordinal);
        if (at <= 0)
            return null;
        string root = folder[..at];
        return string.Join(
            Path.PathSeparator,
            new[] { "usr/lib", "lib" }
                .Select(part => Path.Combine(root, part))
                .Where(Directory.Exists)
                .SelectMany(part => Directory.GetDirectories(part, "*-linux-gnu*")));
    }

    internal static string? Ask(string program, params string[] arguments)
    {
        try
        {
            using Process asked = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            asked.ErrorDataReceived += (_, _) => { };
            asked.BeginErrorReadLine();
            string answer = asked.StandardOutput.ReadToEnd().Trim();
            asked.WaitForExit();
            return asked.ExitCode == 0 ? answer : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}

/// <summary>A user of this machine.</summary>
internal sealed record SystemUser(string Name, int Uid, int Gid)
{
    public static SystemUser? Find(string name) =>
        int.TryParse(PostgresPrograms.Ask("id", "-u", name), CultureInfo.InvariantCulture, out int uid)
        && int.TryParse(PostgresPrograms.Ask("id", "-g", name), CultureInfo.InvariantCulture, out int gid)
            ? new(name, uid, gid)
            : null;
}
