using System.Collections.Immutable;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Orders;

/// <summary>A revision with what has come of it so far.</summary>
/// <param name="Tries">How often it was tried.</param>
/// <param name="DecidedAt">When it was tried last, or set aside.</param>
public sealed record OrderRevision(OrderTerms Terms, OrderOutcome Outcome, int Tries, RecordedAt ReceivedAt, RecordedAt DecidedAt);

/// <summary>An order with every revision that came of it. It never changes: a fact makes another.</summary>
public sealed record Order(string Id, ImmutableArray<OrderRevision> Revisions)
{
    /// <summary>The newest revision.</summary>
    public OrderRevision Latest => Revisions.MaxBy(revision => revision.Terms.Revision)!;

    /// <summary>The newest revision that was done; null when none was.</summary>
    public OrderRevision? Applied => Revisions.Where(revision => revision.Outcome.State == OrderState.Applied).MaxBy(revision => revision.Terms.Revision);

    /// <summary>The one that waits in the inbox; null when none does.</summary>
    public OrderRevision? Waiting => Latest is { Outcome.State: OrderState.Waiting } latest ? latest : null;

    public OrderRevision? Find(int revision) => Revisions.FirstOrDefault(known => known.Terms.Revision == revision);

    /// <summary>What its lines made and have not taken back, by line.</summary>
    public IReadOnlyDictionary<string, OrderedChange> Standing()
    {
        SortedDictionary<string, OrderedChange> standing = new(StringComparer.Ordinal);
        foreach (OrderedChange done in Revisions.OrderBy(revision => revision.Terms.Revision).SelectMany(revision => revision.Outcome.Done))
        {
            if (done.Act == OrderedAct.Made)
                standing[done.Line] = done;
            else if (done.Act != OrderedAct.Amended)
                standing.Remove(done.Line);
        }

        return standing;
    }

    /// <summary>The order once a revision is in it: those that wait and are older wait no longer.</summary>
    internal Order With(OrderReceived received)
    {
        var revision = new OrderRevision(received.Order, received.Outcome, received.Outcome.State == OrderState.Refused ? 0 : 1, received.At, received.At);
        return this with { Revisions = [.. Revisions.Select(older => Behind(older, received)), revision] };
    }

    internal Order With(OrderRetried retried) => this with
    {
        Revisions =
        [
            .. Revisions.Select(known => known.Terms.Revision != retried.Revision
                ? known
                : known with { Outcome = retried.Outcome, Tries = known.Tries + 1, DecidedAt = retried.At }),
        ],
    };

    private static OrderRevision Behind(OrderRevision older, OrderReceived newer) =>
        older.Outcome.State != OrderState.Waiting || older.Terms.Revision > newer.Order.Revision
            ? older
            : older with { Outcome = older.Outcome with { State = OrderState.Superseded }, DecidedAt = newer.At };
}
