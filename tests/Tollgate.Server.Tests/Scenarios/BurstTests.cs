using Tollgate.Server.Tests.Crash;

namespace Tollgate.Server.Tests.Scenarios;

/// <summary>S4 over HTTP; <c>tests/burst</c> plays it at its full size.</summary>
[Collection(nameof(Alone))]
public sealed class BurstTests
{
    internal const string File = "S4-the-burst.yaml";

    [Fact]
    public Task On_SQLite() => ScenarioTests.Play(File);

    [Fact]
    public Task On_PostgreSQL() => ScenarioTests.Play(File, "--store", PostgresForTests.NewDatabase());
}
