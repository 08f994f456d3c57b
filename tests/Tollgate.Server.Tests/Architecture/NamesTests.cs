using System.Text.RegularExpressions;

namespace Tollgate.Server.Tests.Architecture;

/// <summary>A name says what a thing does. The suffixes refused here say only that it does something.</summary>
public sealed partial class NamesTests
{
    [Fact]
    public void No_file_project_or_folder_has_an_empty_name() => EmptyNames(Repository.Files).ShouldBeEmpty();

    [Fact]
    public void No_type_has_an_empty_name() =>
        Repository.Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal))
            .SelectMany(file => EmptyTypes(Repository.Read(file)).Select(type => $"{file}: {type}"))
            .ShouldBeEmpty();

    [Theory]
    [InlineData("src/Tollgate.Server/InvoiceManager.cs")]
    [InlineData("src/Tollgate.Server/StringHelpers.cs")]
    [InlineData("console/src/dateUtils.ts")]
    [InlineData("console/src/InvoiceDto.tsx")]
    [InlineData("src/Tollgate.Common/Clock.cs")]
    [InlineData("src/Tollgate.Server/Shared/Clock.cs")]
    [InlineData("src/Tollgate.Abstractions/Tollgate.Abstractions.csproj")]
    public void A_planted_file_is_found(string file) => EmptyNames([file, "src/Tollgate.Engine/Rating/Price.cs"]).ShouldBe([file]);

    [Theory]
    [InlineData("class", "Manager")]
    [InlineData("sealed record", "Helper")]
    [InlineData("static class", "Util")]
    [InlineData("interface", "Processor")]
    [InlineData("record struct", "Info")]
    [InlineData("enum", "Data")]
    [InlineData("delegate void", "Handler")]
    [InlineData("struct", "Dto")]
    public void A_planted_type_is_found(string kind, string suffix) =>
        EmptyTypes($"public {kind} Usage{suffix}<T>();").ShouldBe(["Usage" + suffix]);

    [Fact]
    public void A_word_that_only_ends_alike_is_fine() => EmptyTypes("class Metadata; class Handle; record Dataset;").ShouldBeEmpty();

    private static IEnumerable<string> EmptyNames(IEnumerable<string> files) =>
        files.Where(file => SourceFile().IsMatch(file))
            .Where(file => EmptyName().IsMatch(Path.GetFileNameWithoutExtension(file)) || EmptyFolder().IsMatch(file));

    private static IEnumerable<string> EmptyTypes(string source) =>
        TypeDeclaration().Matches(source).Select(match => match.Groups["name"].Value).Where(name => EmptyName().IsMatch(name));

    [GeneratedRegex(@"\.(cs|csproj|ts|tsx)$")]
    private static partial Regex SourceFile();

    [GeneratedRegex("(Manager|Helper|Util|Processor|Info|Data|Dto|Handler)s?$")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"(^|/)([\w.]+\.)?(Common|Shared|Abstractions)/", RegexOptions.IgnoreCase)]
    private static partial Regex EmptyFolder();

    [GeneratedRegex(@"^[^/""]*\b(class|struct|interface|enum|record|delegate\s+[\w<>\[\]?]+)\s+(?<name>[A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();
}
