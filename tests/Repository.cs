using System.Diagnostics;

namespace Tollgate.Tests;

/// <summary>The repository as it is committed: what the architecture rules read.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Every file git tracks, relative to <see cref="Root"/> with forward slashes; those deleted but not yet committed are left out.</summary>
    public static IReadOnlyList<string> Files { get; } = ListFiles();

    public static string PathOf(string file) => Path.Combine(Root, file);

    public static string Read(string file) => File.ReadAllText(PathOf(file));

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Tollgate.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No Tollgate.slnx above {AppContext.BaseDirectory}: the tests run inside the repository.");
    }

    private static List<string> ListFiles()
    {
        // The folder may belong to another user (a container, root): reading it is safe, so git is told that it is.
        var git = new ProcessStartInfo("git", ["-c", "safe.directory=*", "ls-files", "-z"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(git)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException("git ls-files failed: the architecture rules need the repository, not an archive of it.");
        return [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(PathOf(file)))];
    }
}
