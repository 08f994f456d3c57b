using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Engine;
using Tollgate.Server.Shards;
using Tollgate.Storage.HighWater;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Server.Tests.Shards;

/// <summary>A data folder with its environments, on SQLite.</summary>
public class InstallationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Root => Path.Combine(_folder.Path, "data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_first_start_makes_live_and_test_and_the_next_finds_them()
    {
        string id;
        await using (Installation first = await Open())
        {
            first.Environments.Keys.ShouldBe(["live", "test"]);
            id = first.Id;
            await Fill(first.Find("test")!);
        }

        await using Installation second = await Open();
        second.Id.ShouldBe(id);
        EnvironmentHost test = second.Find("test")!;
        (await test.Shard.Read((books, _) => World.Used(books).ToString(), Cancel)).ShouldBe("1");
        Reply again = await test.Submit(new Submission([World.Event("e1", at: Recent())]), Cancel);
        ((Engine.Metering.UsageReported)again.Outcomes[0].Answer!).Duplicate.ShouldBeTrue();
        second.Environments.Values.SelectMany(environment => environment.VerifyJournal(cancel: Cancel)).ShouldAllBe(result => result.Sound);
    }

    [Fact]
    public async Task An_environment_can_be_made_once_and_stays()
    {
        await using (Installation first = await Open())
        {
            (EnvironmentHost? made, Rejection? rejection) = await first.Create(World.Environment("trial", clock: "2023-11-01T00:00:00Z"), Cancel);
            rejection.ShouldBeNull();
            (await made!.Shard.Read((books, _) => books.Clock, Cancel)).ShouldBe(World.At("2023-11-01T00:00:00Z"));
            (await first.Create(World.Environment("trial"), Cancel)).Rejection!.Code.ShouldBe("environment_exists");
            (await first.Create(World.Environment("../x"), Cancel)).Rejection!.Code.ShouldBe("environment_id_invalid");
            (await first.Create(World.Environment("bad") with { AcceptanceWindowDays = 0 }, Cancel)).Rejection!.Code.ShouldBe("acceptance_window_invalid");
        }

        await using Installation second = await Open();
        second.Environments.Keys.ShouldBe(["live", "test", "trial"]);
    }

    [Fact]
    public async Task A_folder_that_was_left_half_made_is_no_environment_and_can_be_made()
    {
        await using (Installation first = await Open())
        {
        }

        Directory.CreateDirectory(Path.Combine(Root, "environments", "half"));
        await using Installation second = await Open();
        second.Find("half").ShouldBeNull();
        (await second.Create(World.Environment("half"), Cancel)).Rejection.ShouldBeNull();
    }

    [Fact]
    public async Task Two_servers_on_one_folder_are_refused()
    {
        await using Installation first = await Open();
        await Should.ThrowAsync<DataFolderException>(Open());
    }

    [Fact]
    public async Task An_old_copy_of_a_journal_is_refused_and_says_why()
    {
        string copy = Path.Combine(_folder.Path, "copy.db");
        string journal;
        await using (Installation first = await Open())
        {
            await Fill(first.Find("test")!);
            journal = DataFolder.JournalPath(first.Root, StreamId.OfShard("test", 0));
        }

        Copy(journal, copy);
        await using (Installation second = await Open())
            await second.Find("test")!.Submit(new Submission([World.Event("e2", at: Recent())]), Cancel);

        File.Delete(journal + "-wal");
        File.Delete(journal + "-shm");
        File.Copy(copy, journal, overwrite: true);
        StoreBehindHighWaterException refusal = await Should.ThrowAsync<StoreBehindHighWaterException>(Open());
        refusal.Message.ShouldContain("test/shard-0");
    }

    [Fact]
    public async Task An_environment_that_is_gone_as_a_whole_is_missed()
    {
        await using (Installation first = await Open())
            (await first.Create(World.Environment("trial"), Cancel)).Rejection.ShouldBeNull();
        SqliteConnection.ClearAllPools();
        Directory.Delete(Path.Combine(Root, "environments", "trial"), recursive: true);
        StoreBehindHighWaterException refusal = await Should.ThrowAsync<StoreBehindHighWaterException>(Open());
        refusal.Message.ShouldContain("trial/control is missing");
    }

    [Fact]
    public async Task Rows_of_a_history_that_was_given_up_are_dropped()
    {
        string copy = Path.Combine(_folder.Path, "copy.db");
        string journal;
        await using (Installation first = await Open())
        {
            await Fill(first.Find("test")!);
            journal = DataFolder.JournalPath(first.Root, StreamId.OfShard("test", 0));
        }

        Copy(journal, copy);
        await using (Installation second = await Open())
        {
            await second.Find("test")!.Submit(new Submission([World.Contract("ctr_lost", account: "b")]), Cancel);
            await CaughtUp(second.Find("test")!);
        }

        // What the refusal to start tells an operator who accepts the loss. No connection of the one that ended may hold the file.
        SqliteConnection.ClearAllPools();
        File.Delete(journal + "-wal");
        File.Delete(journal + "-shm");
        File.Copy(copy, journal, overwrite: true);
        File.Delete(Path.Combine(Root, "high-water", "test.shard-0.mark"));
        await using Installation third = await Open();
        EnvironmentHost test = third.Find("test")!;
        (await test.Submit(new Submission([World.Contract("ctr_new", account: "b")]), Cancel)).Outcomes.Single().Rejection.ShouldBeNull();
        await CaughtUp(test);
        test.Projections.Contract("ctr_lost").ShouldBeNull();
        test.Projections.Contract("ctr_new").ShouldNotBeNull();
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("eu-1", true)]
    [InlineData("abcdefghijklmnopqrstuvwxyz-0123", true)]
    [InlineData("abcdefghijklmnopqrstuvwxyz-01234", false)]
    [InlineData("a_b", false)]
    [InlineData("1a", false)]
    [InlineData("-a", false)]
    [InlineData("A", false)]
    [InlineData("..", false)]
    [InlineData("a/b", false)]
    [InlineData("", false)]
    public void What_names_an_environment_also_stands_in_a_key(string id, bool valid)
    {
        StreamId.IsEnvironmentName(id).ShouldBe(valid);
        Access.ApiKey.TryRead(Access.ApiKey.Make(id), out string environment).ShouldBe(valid);
        environment.ShouldBe(valid ? id : "");
    }

    /// <summary>A list waits two seconds for its rows and no longer; on a machine with much else to do they take longer than that.</summary>
    /// <summary>With whatever of it still stands in its write-ahead log.</summary>
    private static void Copy(string database, string to)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "VACUUM INTO $to";
        command.Parameters.AddWithValue("$to", to);
        command.ExecuteNonQuery();
    }

    private static Task CaughtUp(EnvironmentHost environment) => BadDays.Running.Until(() => environment.Fresh(Cancel));

    private async Task<Installation> Open() => await Installation.Open(SqliteStore.Open(Root), TimeProvider.System, NullLogger.Instance, error => throw error);

    private static async Task Fill(EnvironmentHost environment)
    {
        await environment.Control(new Submission(World.Commands), Cancel);
        await environment.Submit(new Submission([World.Contract(), World.Event("e1", at: Recent())]), Cancel);
    }

    private static Engine.Time.RecordedAt Recent() => new((DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks) / 10);
}
