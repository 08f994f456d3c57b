using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Tollgate.Storage.Installation;

namespace Tollgate.Storage.Postgres.Private;

/// <summary>
/// The folder of a server of our own: <c>cluster</c>, which PostgreSQL made, the <c>password</c> of its one superuser, and its <c>log</c>. It
/// belongs to whoever the server runs as.
/// </summary>
internal sealed class PrivateFolder
{
    /// <summary>Where root keeps what lies below a folder that the server's user cannot enter.</summary>
    private const string OutsideRoot = "/var/lib/tollgate";

    private readonly PostgresPrograms _programs;
    private readonly string _root;

    private PrivateFolder(PostgresPrograms programs, string root)
    {
        _programs = programs;
        _root = root;
    }

    public string Cluster => Path.Combine(_root, "cluster");

    public string Log => Path.Combine(_root, "log");

    public string Password => File.ReadAllText(PasswordFile).Trim();

    private string PasswordFile => Path.Combine(_root, "password");

    private string ProcessFile => Path.Combine(Cluster, "postmaster.pid");

    /// <summary>Takes the folder, and makes a cluster in it when there is none.</summary>
    /// <exception cref="PrivatePostgresException">It cannot be made.</exception>
    public static PrivateFolder Open(string path, PostgresPrograms programs)
    {
        string root = Path.GetFullPath(path);
        try
        {
            if (Directory.Exists(root))
                root = Directory.ResolveLinkTarget(root, returnFinalTarget: true)?.FullName ?? root;
            else if (programs.RunAs is not null && !IsOpenToOthers(Path.GetDirectoryName(root)!))
                root = MakeOutside(root);
            DurableFile.CreateFolder(root);
            PrivateFolder folder = new(programs, root);
            if (!Directory.Exists(folder.Cluster))
                folder.MakeCluster();
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PrivatePostgresException($"The folder {path} of the private PostgreSQL cannot be made: {e.Message}", e);
        }
    }

    /// <summary>The server's process and port while one runs on the folder, whoever started it.</summary>
    public (int Process, int Port)? Running()
    {
        try
        {
            string[] lines = File.ReadAllLines(ProcessFile);
            // What a server leaves behind that was killed names a process that is gone, or by now is something else.
            return lines.Length > 3 && int.TryParse(lines[0], out int process) && int.TryParse(lines[3], out int port)
                && File.Exists($"/proc/{process}/cmdline") && Path.GetFileName(File.ReadAllText($"/proc/{process}/cmdline").Split('\0')[0]) == "postgres"
                ? (process, port)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What the server said last.</summary>
    public string EndOfLog()
    {
        try
        {
            return string.Join(' ', File.ReadAllLines(Log).TakeLast(4));
        }
        catch (IOException)
        {
            return "It said nothing.";
        }
    }

    private void MakeCluster()
    {
        DurableFile.Replace(PasswordFile, Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(32, lowercase: true)));
        // Made beside and renamed, so that one that was cut off in the middle is made anew.
        string beside = Cluster + ".new";
        if (Directory.Exists(beside))
            Directory.Delete(beside, recursive: true);
        HandOver(_root);
        Run(_programs.Start("initdb", "-D", beside, "-U", PrivatePostgres.User, "--pwfile", PasswordFile, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-instructions"));
        Directory.Move(beside, Cluster);
    }

    private void HandOver(string path)
    {
        if (_programs.RunAs is { } user && PostgresPrograms.Ask("chown", "-R", $"{user.Uid}:{user.Gid}", path) is null)
            throw new PrivatePostgresException($"{path} cannot be given to the user {user.Name}, whom the private PostgreSQL runs as.");
    }

    private static void Run(ProcessStartInfo start)
    {
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        StringBuilder said = new();
        process.ErrorDataReceived += (_, line) => said.Append(line.Data).Append(' ');
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new PrivatePostgresException($"The private PostgreSQL could not be made: initdb said: {said.ToString().Trim()}");
    }

    private static bool IsOpenToOthers(string? path)
    {
        for (DirectoryInfo? folder = path is null ? null : new(path); folder is not null; folder = folder.Parent)
        {
            if (folder.Exists && (folder.UnixFileMode & UnixFileMode.OtherExecute) == 0)
                return false;
        }

        return true;
    }

    private static string MakeOutside(string path)
    {
        Directory.CreateDirectory(OutsideRoot);
        string outside = Path.Combine(OutsideRoot, "postgres-" + RandomNumberGenerator.GetHexString(12, lowercase: true));
        DurableFile.CreateFolder(outside);
        DurableFile.CreateFolder(Path.GetDirectoryName(path)!);
        Directory.CreateSymbolicLink(path, outside);
        return outside;
    }
}
