using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>A grant with its lots, in the order in which they were made: one, or of a recurring grant one for each time it issued and rolled over.</summary>
public sealed class GrantBook(Grant grant, RecordedAt issuedAt, RecordedAt? paidAt = null, RecordedAt? voidedAt = null)
{
    private readonly List<Lot> _lots = [];

    public Grant Grant { get; } = grant;

    public RecordedAt IssuedAt { get; } = issuedAt;

    public IReadOnlyList<Lot> Lots => _lots;

    /// <summary>When it was paid, of one that waits or waited for its payment.</summary>
    public RecordedAt? PaidAt { get; internal set; } = paidAt;

    public RecordedAt? VoidedAt { get; private set; } = voidedAt;

    internal void Add(Lot lot) => _lots.Add(lot);

    internal void Void(RecordedAt at)
    {
        VoidedAt = at;
        foreach (Lot lot in _lots)
            lot.HasEnded = true;
    }

    internal GrantBook Copy()
    {
        var copy = new GrantBook(Grant, IssuedAt, PaidAt, VoidedAt);
        foreach (Lot lot in _lots)
            copy.Add(lot.Copy());
        return copy;
    }
}
