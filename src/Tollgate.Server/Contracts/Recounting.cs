using Tollgate.Engine;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Contracts;

/// <summary>
/// Amends a contract of which usage is counted already: what the journal has of it is counted again under the new terms beside the loop, what comes meanwhile in the loop, when the amendment is
/// decided. When something else changed the contract in the meantime, it is done anew.
/// </summary>
internal static class Recounting
{
    private const int MostTries = 5;

    public static async Task Amend(Gate gate, AmendContract command, Func<Outcome, KeptAnswer> answer)
    {
        if (await gate.FirstAnswer(Stream.Shard) is { } first)
        {
            await gate.Send(first, repeated: true);
            return;
        }

        RequestKey? key = gate.Key();
        for (int tried = 1; ; tried++)
        {
            Reply reply = await Once(gate, command, key, answer);
            if (tried < MostTries && reply.Outcomes is [{ Rejection.Kind: RejectionKind.Stale }])
                continue;
            await gate.Send(reply.Kept ?? answer(reply.Outcomes[0]), reply.Repeated);
            return;
        }
    }

    private static async Task<Reply> Once(Gate gate, AmendContract command, RequestKey? key, Func<Outcome, KeptAnswer> answer)
    {
        StreamLoop<Books> shard = gate.Host.Shard;
        RecordedAt real = gate.Services.RealTime;
        FactTail? tail = null;
        try
        {
            (Retally? retally, AsOf seen, EffectiveAt from, string account) = await shard.Read((books, asOf) =>
            {
                RecordedAt now = books.Time(real);
                EffectiveAt at = command.EffectiveAt ?? new EffectiveAt(now.Microseconds);
                if (Amending.Recount(books, command with { EffectiveAt = at }, now) is not { } begun)
                    return ((Retally?)null, asOf, at, "");
                tail = new FactTail(begun.AccountId);
                shard.Follow(tail);
                return ((Retally?)begun, asOf, at, begun.AccountId);
            }, gate.Cancel);
            if (retally is not null)
            {
                await Task.Run(() => Count(gate.Host.Usage, retally, account, seen, gate.Cancel), gate.Cancel);
                command = command with { EffectiveAt = from, Counted = new RetallyRun(retally, () => tail!.Facts) };
            }

            return await gate.Send(Stream.Shard, new Submission([command], key, key is null ? null : (outcomes, _) => answer(outcomes[0])));
        }
        finally
        {
            if (tail is not null)
                await shard.Leave(tail);
        }
    }

    private static void Count(UsageLookup usage, Retally retally, string account, AsOf seen, CancellationToken cancel)
    {
        foreach (Moved moved in Before(usage, retally, account, seen))
        {
            cancel.ThrowIfCancellationRequested();
            if (moved.Fact is OverageCovered covered)
                retally.Expect(covered, moved.Position);
        }

        foreach (Moved moved in Before(usage, retally, account, seen))
        {
            cancel.ThrowIfCancellationRequested();
            retally.Count(moved.Fact, moved.Next, moved.Position);
        }
    }

    private static IEnumerable<Moved> Before(UsageLookup usage, Retally retally, string account, AsOf seen) =>
        usage.Movements(account, 0, seen.Seq, retally.From).TakeWhile(moved => moved.Position.Seq < seen.Seq || !(moved.Position.Ordinal >= seen.Ordinal));
}
