using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Engine;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Environments;
using Tollgate.Server.Shards;
using Tollgate.Storage.HighWater;
using Tollgate.Storage.Index;
using Tollgate.Storage.Index.Runs;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Projections.Sqlite;
using Tollgate.Storage.Snapshots;

namespace Tollgate.Server.Tests.Shards;

/// <summary>A control stream and a shard together.</summary>
public class EnvironmentHostTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MemoryJournalStore _control = FaultyJournal.Store(StreamId.Control("test"));
    private readonly MemoryJournalStore _shard = FaultyJournal.Store(StreamId.OfShard("test", 0));
    private FaultyJournal _shardJournal = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_the_control_stream_says_is_adopted_when_it_is_answered()
    {
        await using EnvironmentHost host = await Open();
        Reply reply = await host.Control(new Submission([World.Environment(), .. World.Commands]), Cancel);
        reply.Outcomes.ShouldAllBe(outcome => outcome.Rejection == null);
        (await host.Shard.Peek((books, _) => books.Accounts.Count, Cancel)).ShouldBe(2);
        (await host.Submit(new Submission([World.Contract()]), Cancel)).Outcomes[0].Rejection.ShouldBeNull();
    }

    [Fact]
    public async Task A_crash_between_the_streams_is_healed_at_the_next_start()
    {
        await using (EnvironmentHost host = await Open())
        {
            await host.Control(new Submission([World.Environment(), .. World.Commands]), Cancel);
            // Past the shard: as if the process had ended here.
            await host.Register.Submit(new Submission([new RegisterAccount(World.Account("c"))]), Cancel);
            (await host.Shard.Read((books, _) => books.Account("c") is null, Cancel)).ShouldBeTrue();
        }

        await using EnvironmentHost next = await Open();
        (await next.Shard.Read((books, _) => books.Account("c") is null, Cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_shard_that_cannot_adopt_leaves_the_outcome_open_and_the_retry_completes_it()
    {
        await using EnvironmentHost host = await Open();
        await host.Control(new Submission([World.Environment(), .. World.Commands]), Cancel);
        var key = new RequestKey("POST /v1/accounts", "k", "hash");
        var request = new Submission([new RegisterAccount(World.Account("c"))], key, (_, _) => new KeptAnswer(201, "made"));
        _shardJournal.FailNext(new JournalUnavailableException("away"));
        await Should.ThrowAsync<StreamUnavailableException>(host.Control(request, Cancel));

        Reply retry = await host.Control(request, Cancel);
        retry.Repeated.ShouldBeTrue();
        retry.Kept.ShouldBe(new KeptAnswer(201, "made"));
        (await host.Shard.Read((books, _) => books.Account("c") is null, Cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task What_a_shard_could_not_adopt_it_adopts_later_though_nobody_asks_again()
    {
        await using EnvironmentHost host = await Open();
        await host.Control(new Submission([World.Environment(), .. World.Commands]), Cancel);
        _shardJournal.FailNext(new JournalUnavailableException("away"));
        await Should.ThrowAsync<StreamUnavailableException>(host.Control(new Submission([new RegisterAccount(World.Account("c"))]), Cancel));

        bool known = false;
        for (int i = 0; i < 200 && !known; i++)
        {
            await Task.Delay(50, Cancel);
            known = await host.Shard.Read((books, _) => books.Account("c") is not null, Cancel);
        }

        known.ShouldBeTrue();
    }

    [Fact]
    public async Task Many_at_once_are_adopted_in_order()
    {
        await using EnvironmentHost host = await Open();
        await host.Control(new Submission([World.Environment(), .. World.Commands]), Cancel);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => host.Control(new Submission([new RegisterAccount(World.Account($"n{i}"))]), Cancel)));
        (await host.Shard.Read((books, _) => books.Accounts.Count, Cancel)).ShouldBe(102);
    }

    [Fact]
    public async Task A_clock_that_is_moved_moves_for_the_shard_before_it_is_answered()
    {
        await using EnvironmentHost host = await Open();
        await host.Control(new Submission([World.Environment(clock: "2024-02-29T00:00:00Z"), .. World.Commands]), Cancel);
        (await host.Shard.Read((books, _) => books.Now, Cancel)).ShouldBe(World.At("2024-02-29T00:00:00Z"));
        await host.Control(new Submission([new AdvanceClock(World.At("2024-03-01T00:00:00Z"))]), Cancel);
        await host.Submit(new Submission([World.Contract() with { StartsAt = null }]), Cancel);
        (await host.Shard.Read((books, _) => books.Contracts["ctr_a"].Contract.StartsAt.ToString(), Cancel)).ShouldBe("2024-03-01T00:00:00Z");
        Reply back = await host.Control(new Submission([new AdvanceClock(World.At("2024-02-29T12:00:00Z"))]), Cancel);
        back.Outcomes[0].Rejection!.Code.ShouldBe("clock_goes_back");
        host.VerifyJournal(cancel: Cancel).ShouldAllBe(result => result.Sound);
    }

    [Fact]
    public async Task An_event_is_found_with_every_receipt_and_a_line_with_its_events()
    {
        await using EnvironmentHost host = await Open();
        await host.Control(new Submission([World.Environment(clock: "2026-03-10T12:00:00Z"), .. World.Commands]), Cancel);
        await host.Submit(new Submission([World.Event("before the contract", quantity: "2")]), Cancel);
        await host.Submit(new Submission([World.Contract(), World.Event("e1"), World.Event("e1", quantity: "3"), World.Event("other", account: "b")]), Cancel);

        FoundEvent found = (await host.Usage.Find("crm:c-a", "api", "e1", Cancel)).ShouldNotBeNull();
        found.Counted.Event.Id.ShouldBe("e1");
        found.Repetitions.ShouldHaveSingleItem().Repeated.Differing.ShouldNotBeNull();
        (await host.Usage.Find("a", "api", "never", Cancel)).ShouldBeNull();
        (await host.Usage.Find("nobody", "api", "e1", Cancel)).ShouldBeNull();

        UsageEntry[] entries = [.. host.Usage.Of("a", new(World.Now.Microseconds - 1), new(World.Now.Microseconds + 1))];
        entries.Select(entry => (entry.Counted.Event.Id, entry.Attributed is null, entry.Tallies[0].Target.ContractId))
            .ShouldBe([("before the contract", true, null), ("before the contract", false, "ctr_a"), ("e1", true, "ctr_a")]);
        host.Usage.Of("a", new(World.Now.Microseconds - 1), new(World.Now.Microseconds + 1), entries[1].Position).Count().ShouldBe(2);
        host.Usage.Of("a", new(World.Now.Microseconds + 1), new(World.Now.Microseconds + 2)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_projections_see_what_was_answered_after_a_moment()
    {
        await using EnvironmentHost host = await Open();
        await host.Control(new Submission([World.Environment(), .. World.Commands]), Cancel);
        await host.Submit(new Submission([World.Contract()]), Cancel);
        (await host.Fresh(Cancel)).ShouldBeTrue();
        host.Projections.Account("a").ShouldNotBeNull();
        host.Projections.Contract("ctr_a").ShouldNotBeNull();
    }

    [Fact]
    public async Task Projections_that_are_replaced_fill_again()
    {
        await using EnvironmentHost host = await Open();
        await host.Control(new Submission([World.Environment(), .. World.Commands]), Cancel);
        await host.Fresh(Cancel);
        host.Projections.Clear();
        await host.Control(new Submission([new RegisterAccount(World.Account("c"))]), Cancel);
        (await host.Fresh(Cancel)).ShouldBeTrue();
        host.Projections.Account("a").ShouldNotBeNull();
    }

    private async Task<EnvironmentHost> Open()
    {
        _shardJournal = FaultyJournal.On(_shard, StreamId.OfShard("test", 0));
        var projections = new EnvironmentProjections(() => SqliteProjections.Open(Path.Combine(_folder.Path, "projections.db"), "0123456789abcdef0123456789abcdef", "test"), "test", [], NullLogger.Instance);
        var storage = new EnvironmentStorage(
            "test",
            Storage(FaultyJournal.On(_control, StreamId.Control("test"))),
            [Storage(_shardJournal)],
            projections
        );
        var host = new EnvironmentHost(storage, new StreamSurroundings(new IndexKeys(new byte[32]), TimeProvider.System, NullLogger.Instance, error => throw error));
        await host.Start();
        return host;
    }

    private StreamStorage Storage(IJournal journal) => new(
        journal,
        new SnapshotStore(Path.Combine(_folder.Path, journal.Identity.Stream.Name), journal.Identity),
        new HighWaterMark(Path.Combine(_folder.Path, "marks"), journal.Identity.Stream),
        new MemoryRunFiles()
    );
}
