using System.Diagnostics;

namespace Tollgate.Simulator.Tests;

/// <summary>The planted bugs can be planted. Whether they are caught, <c>tests/planted/run</c> tells.</summary>
public sealed class PlantedTests
{
    [Fact]
    public void Every_planted_bug_still_applies()
    {
        string[] patches = [.. Repository.Files.Where(file => file.StartsWith("tests/planted/", StringComparison.Ordinal) && file.EndsWith(".patch", StringComparison.Ordinal))];
        patches.Length.ShouldBeGreaterThanOrEqualTo(24);
        patches.Select(Refusal).OfType<string>().ShouldBeEmpty("mend the patch, or plant the same bug in what took the place of its code");
    }

    private static string? Refusal(string patch)
    {
        var git = new ProcessStartInfo("git", ["-c", "safe.directory=*", "apply", "--check", patch])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(git)!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : $"{patch}: {error}";
    }
}
