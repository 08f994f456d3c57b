using System.Collections.Immutable;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Outbox;

/// <summary>
/// Hands charges to billing, each in one batch, in the order in which their invoices became final; and notes what billing says of them. Saying again what is
/// known changes nothing.
/// </summary>
public static class Handing
{
    /// <summary>The most charges of which something is said at one go.</summary>
    public const int MostAtOnce = 10_000;

    public static Outcome Decide(Books books, CutBatch command, RecordedAt at)
    {
        OutboxBook outbox = books.Outbox;
        if (outbox.Watermark != command.After)
            return Moved(outbox);
        // With nothing new behind the batch before, it carries what is sent once more, and ends where that one ended.
        bool isNew = command.Charges > 0 && (command.After is not { } after || command.Through.CompareTo(after) > 0);
        if (!command.TakenBack.IsEmpty && !TakingBack.Waiting(books).ToHashSet().IsSupersetOf(command.TakenBack))
            return Moved(outbox);
        if (!isNew && command.TakenBack.IsEmpty && outbox.Again.Count == 0)
            return new Rejection(RejectionKind.Conflict, "outbox_empty", "No charge waits to be sent.");
        ImmutableArray<PlacedCharge> again = [.. outbox.Again.Values.Take(MostAtOnce)];
        var batched = new ChargesBatched(
            outbox.Batches.Count + 1,
            command.After,
            isNew ? command.Through : command.After ?? default,
            (isNew ? command.Charges : 0) + command.TakenBack.Sum(document => TakingBack.Charges(books, document)),
            again,
            at)
        {
            TakenBack = command.TakenBack,
        };
        return Outcome.Of(new Batch(batched.Number, batched.After, batched.Through, batched.Charges, again, 0, at, null, null) { TakenBack = batched.TakenBack }, batched);
    }

    public static Outcome Decide(Books books, NoteBatchWritten command, RecordedAt at)
    {
        if (command.Number < 1 || command.Number > books.Outbox.Batches.Count)
            return Missing(command.Number);
        Batch batch = books.Outbox.Batches[command.Number - 1];
        if (batch.IsWritten)
        {
            return batch.Digest == command.Digest
                ? Outcome.Of(batch)
                : new Rejection(RejectionKind.Conflict, "batch_written_otherwise", $"The batch {batch.Number} was written at {batch.WrittenAt} with the digest {batch.Digest}, and this is {command.Digest}. Compare the two manifests.", "/digest");
        }

        var written = new BatchWritten(command.Number, command.Digest, at);
        return Outcome.Of(batch with { WrittenAt = at, Digest = command.Digest }, written);
    }

    public static Outcome Decide(Books books, AcknowledgeCharges command, RecordedAt at)
    {
        if (RefuseUnsent(books.Outbox, command.Charges) is { } refused)
            return refused;
        ImmutableArray<PlacedCharge> taken = [.. Distinct(command.Charges).Where(charge => books.Outbox.StateOf(charge) != ChargeState.Acknowledged)];
        return taken.IsEmpty ? Outcome.Of(new ChargesNoted(0)) : Outcome.Of(new ChargesNoted(taken.Length), new ChargesAcknowledged(taken, command.Reference, at));
    }

    public static Outcome Decide(Books books, RejectCharges command, RecordedAt at)
    {
        if (RefuseUnsent(books.Outbox, command.Charges) is { } refused)
            return refused;
        foreach ((int place, PlacedCharge charge) in command.Charges.Index())
        {
            if (books.Outbox.StateOf(charge) == ChargeState.Acknowledged)
                return new Rejection(RejectionKind.Conflict, "charge_acknowledged", $"Billing has taken the charge '{charge.Id}'; what was taken is corrected by another charge.", $"/charge_ids/{place}");
        }

        ImmutableArray<PlacedCharge> dead = [.. Distinct(command.Charges).Where(charge => books.Outbox.StateOf(charge) != ChargeState.Dead)];
        return dead.IsEmpty ? Outcome.Of(new ChargesNoted(0)) : Outcome.Of(new ChargesNoted(dead.Length), new ChargesRejected(dead, command.Reason, at));
    }

    public static Outcome Decide(Books books, RequeueCharges command, RecordedAt at)
    {
        IReadOnlyDictionary<string, DeadCharge> dead = books.Outbox.Dead;
        foreach ((int place, string id) in command.Charges.Index())
        {
            if (!dead.ContainsKey(id))
                return new Rejection(RejectionKind.Conflict, "charge_not_dead", $"The charge '{id}' is not dead, so that it is not sent again.", $"/charge_ids/{place}");
        }

        IEnumerable<DeadCharge> chosen = command.Charges.IsEmpty ? dead.Values.Take(MostAtOnce) : command.Charges.Distinct(StringComparer.Ordinal).Select(id => dead[id]);
        ImmutableArray<PlacedCharge> again = [.. chosen.Select(one => one.Charge)];
        return again.IsEmpty ? Outcome.Of(new ChargesNoted(0)) : Outcome.Of(new ChargesNoted(again.Length), new ChargesRequeued(again, at));
    }

    private static Rejection Moved(OutboxBook outbox) => new(RejectionKind.Conflict, "outbox_moved", $"Another batch was made meanwhile: the last is number {outbox.Batches.Count}. Ask again.");

    public static Rejection Missing(int number) => new(RejectionKind.NotFound, "batch_not_found", $"There is no batch {number}.");

    private static Rejection? RefuseUnsent(OutboxBook outbox, ImmutableArray<PlacedCharge> charges)
    {
        foreach ((int place, PlacedCharge charge) in charges.Index())
        {
            if (outbox.BatchOf(charge) is null)
                return new Rejection(RejectionKind.Conflict, "charge_not_sent", $"The charge '{charge.Id}' is in no batch yet, so that billing cannot have it.", $"/charge_ids/{place}");
        }

        return null;
    }

    private static IEnumerable<PlacedCharge> Distinct(ImmutableArray<PlacedCharge> charges) => charges.DistinctBy(charge => charge.Id, StringComparer.Ordinal);
}
