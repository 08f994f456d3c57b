using System.Text.RegularExpressions;

namespace Tollgate.Server.Tests.Architecture;

/// <summary>What may be committed: files a person can read, finished, and free of any one machine.</summary>
public sealed partial class FilesTests
{
    private const int MostLines = 400;
    private const long MostBytes = 1_000_000;

    /// <summary>Source files that may be longer than <see cref="MostLines"/>, each with its reason.</summary>
    private static readonly Dictionary<string, string> LongForAReason = [];

    [Fact]
    public void No_source_file_is_too_long() =>
        Repository.Files.Where(IsSource).Where(file => IsTooLong(Repository.Read(file))).Except(LongForAReason.Keys).ShouldBeEmpty();

    [Fact]
    public void No_reason_outlives_its_long_file() =>
        LongForAReason.Keys.Where(file => !Repository.Files.Contains(file) || !IsTooLong(Repository.Read(file))).ShouldBeEmpty();

    [Fact]
    public void A_planted_long_file_is_found()
    {
        IsTooLong(string.Concat(Enumerable.Repeat("line\n", 400))).ShouldBeFalse();
        IsTooLong(string.Concat(Enumerable.Repeat("line\n", 401))).ShouldBeTrue();
    }

    [Fact]
    public void No_file_is_too_large() =>
        Repository.Files.Where(file => IsTooLarge(file, new FileInfo(Repository.PathOf(file)).Length)).ShouldBeEmpty();

    [Fact]
    public void A_planted_large_file_is_found()
    {
        IsTooLarge("docs/film.mp4", 1_000_001).ShouldBeTrue();
        IsTooLarge("samples/trace.csv", 1_000_001).ShouldBeFalse();
    }

    [Fact]
    public void Nothing_in_the_product_is_left_unfinished() =>
        Repository.Files.Where(file => IsSource(file) && IsProduct().IsMatch(file))
            .SelectMany(file => Found(Unfinished(), file)).ShouldBeEmpty();

    [Theory]
    [InlineData("throw new NotImplemented" + "Exception();")]
    [InlineData("// TO" + "DO: later")]
    [InlineData("// FIX" + "ME")]
    public void A_planted_unfinished_mark_is_found(string line) => Unfinished().IsMatch(line).ShouldBeTrue();

    [Fact]
    public void Nothing_names_a_machine_or_a_registry() =>
        Repository.Files.Where(file => !file.StartsWith("samples/", StringComparison.Ordinal))
            .SelectMany(file => Found(MachineOrRegistry(), file)).ShouldBeEmpty();

    [Theory]
    [InlineData("cd /wo" + "rk/tollgate")]
    [InlineData("\"/ro" + "ot/.nuget\"")]
    [InlineData("HOME=/ho" + "me/anna/src")]
    [InlineData("C:\\Us" + "ers\\anna")]
    [InlineData("https://api.nu" + "get.org/v3/index.json")]
    [InlineData("\"resolved\": \"https://registry.np" + "mjs.org/react/-/react-19.0.0.tgz\"")]
    [InlineData("\"resolved\"" + ": \"https://packages.example/react-19.0.0.tgz\"")]
    [InlineData("<add key=\"mirror\" " + "value=\"https://packages.example/index.json\" />")]
    public void A_planted_machine_or_registry_is_found(string line) => MachineOrRegistry().IsMatch(line).ShouldBeTrue();

    [Theory]
    [InlineData("https://example.com/work/page")]
    [InlineData("./work/folder")]
    [InlineData("/v1/workspaces")]
    public void An_address_that_only_looks_like_one_is_fine(string line) => MachineOrRegistry().IsMatch(line).ShouldBeFalse();

    private static bool IsSource(string file) => SourceFile().IsMatch(file) || file is "run" or "test" or ".ci/run";

    private static bool IsTooLong(string text) => text.AsSpan().TrimEnd('\n').Count('\n') + 1 > MostLines;

    private static bool IsTooLarge(string file, long bytes) => bytes > MostBytes && !file.StartsWith("samples/", StringComparison.Ordinal);

    private static IEnumerable<string> Found(Regex pattern, string file) =>
        pattern.Matches(Repository.Read(file)).Select(match => $"{file}: {match.Value}");

    [GeneratedRegex(@"\.(cs|ts|tsx|css|sql|sh)$")]
    private static partial Regex SourceFile();

    [GeneratedRegex("^(src|console|clients)/")]
    private static partial Regex IsProduct();

    [GeneratedRegex(@"\b(NotImplementedException|TODO|FIXME)\b")]
    private static partial Regex Unfinished();

    // An absolute path into someone's home or working folder; the well-known registries; any place a lock or configuration file fetches from.
    [GeneratedRegex(
        @"(?<![\w.~/-])/(work|root|home/\w+)/|[A-Z]:\\(Users)\\"
        + @"|api\.nuget\.org|registry\.npmjs\.org|registry\.yarnpkg\.com|""resolved""\s*:\s*""http|<add key=""[^""]*"" value=""http")]
    private static partial Regex MachineOrRegistry();
}
