using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Tollgate.Engine.Tests.Architecture;

/// <summary>
/// A throwaway copy of the Engine's project: its build settings and its banned list as they are, its sources replaced by one file with one
/// planted line for each case. It is built once, and every error is kept with the line it names.
/// </summary>
public sealed partial class PlantedBuild
{
    private const string Source = "Planted.cs";

    private readonly ILookup<int, string> _errors;

    public PlantedBuild()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tollgate-planted-");
        try
        {
            foreach (string file in Repository.Files.Where(BelongsToTheBuild))
            {
                string copy = Path.Combine(folder.FullName, file);
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(Repository.PathOf(file), copy);
            }

            string project = Path.Combine(folder.FullName, "src", "Tollgate.Engine");
            File.WriteAllLines(Path.Combine(project, Source), BannedApiTests.AllPlantedLines.Select(Declare));
            Output = Build(project);
            _errors = Errors().Matches(Output).DistinctBy(match => match.Value)
                .ToLookup(match => int.Parse(match.Groups["line"].Value), match => match.Groups["error"].Value);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public string Output { get; }

    /// <summary>What the compiler said of a planted line.</summary>
    public IEnumerable<string> ErrorsOf(string line) => _errors[Array.IndexOf(BannedApiTests.AllPlantedLines, line) + 1];

    private static bool BelongsToTheBuild(string file) =>
        !file.Contains('/')
        || file.StartsWith("build/", StringComparison.Ordinal)
        || (file.StartsWith("src/Tollgate.Engine/", StringComparison.Ordinal) && !file.EndsWith(".cs", StringComparison.Ordinal));

    // No using directives and one class a line: the line number alone names the case.
    private static string Declare(string line, int index) => $"static class Planted{index} {{ {line} }}";

    private static string Build(string project)
    {
        // Locked mode on the packages that building the tests has just restored needs no network. The planted lines have no style.
        string[] settings = ["-p:RestoreLockedMode=true", "-p:EnforceCodeStyleInBuild=false", "-clp:NoSummary"];
        var build = new ProcessStartInfo("dotnet", ["build", "--nologo", "--disable-build-servers", .. settings])
        {
            WorkingDirectory = project,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(build)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    [GeneratedRegex(@"Planted\.cs\((?<line>\d+),\d+\): error (?<error>.*)")]
    private static partial Regex Errors();
}
