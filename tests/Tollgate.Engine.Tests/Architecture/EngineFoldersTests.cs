namespace Tollgate.Engine.Tests.Architecture;

/// <summary>A folder of the Engine is a concept of the trade, and its README says what it is and is not.</summary>
public sealed class EngineFoldersTests
{
    [Fact]
    public void Every_folder_has_a_README() => WithoutReadme(Repository.Files).ShouldBeEmpty();

    [Fact]
    public void A_planted_folder_without_one_is_found() =>
        WithoutReadme(["src/Tollgate.Engine/Ledger/Wallet.cs", "src/Tollgate.Engine/Rating/Price.cs", "src/Tollgate.Engine/Rating/README.md"])
            .ShouldBe(["src/Tollgate.Engine/Ledger"]);

    private static IEnumerable<string> WithoutReadme(IReadOnlyList<string> files) =>
        files.Where(file => file.StartsWith("src/Tollgate.Engine/", StringComparison.Ordinal))
            .Select(file => file[..file.LastIndexOf('/')])
            .Where(folder => folder != "src/Tollgate.Engine")
            .Distinct()
            .Where(folder => !files.Contains(folder + "/README.md"));
}
