using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>A grant with its lots, in the order in which they were made: one, or of a recurring grant one for each time it issued and rolled over.</summary>
public sealed class GrantBook(Grant grant, RecordedAt issuedAt, RecordedAt? paidAt = null, RecordedAt? voidedAt = null)
{
    private readonly List<Lot> _lots = [];
    private int _ended;

    public Grant Grant { get; } = grant;

    public RecordedAt IssuedAt { get; } = issuedAt;

    public IReadOnlyList<Lot> Lots => _lots;

    /// <summary>The lots from the first on that has not ended: of a grant that recurred a thousand times, the last few.</summary>
    internal IEnumerable<Lot> Open
    {
        get
        {
            while (_ended < _lots.Count && _lots[_ended].HasEnded)
                _ended++;
            return _lots.Skip(_ended);
        }
    }

    /// <summary>When it was paid, of one that waits or waited for its payment.</summary>
    public RecordedAt? PaidAt { get; internal set; } = paidAt;

    public RecordedAt? VoidedAt { get; private set; } = voidedAt;

    /// <summary>Why it was voided, for people.</summary>
    public string? VoidReason { get; internal set; }

    /// <summary>Who voided it, for people.</summary>
    public string? VoidAuthor { get; internal set; }

    /// <summary>How it stands, as far as what fell due is recorded. One that recurs has a lot that has not ended until it is over.</summary>
    public GrantState State =>
        VoidedAt is not null ? GrantState.Voided
        : _lots.TrueForAll(lot => lot.HasEnded) ? GrantState.Ended
        : Grant.PendingPayment && PaidAt is null ? GrantState.Pending
        : GrantState.Active;

    internal void Add(Lot lot) => _lots.Add(lot);

    internal void Void(GrantVoided voided)
    {
        (VoidedAt, VoidReason, VoidAuthor) = (voided.At, voided.Reason, voided.Author);
        foreach (Lot lot in _lots)
            lot.HasEnded = true;
    }

    internal GrantBook Copy()
    {
        var copy = new GrantBook(Grant, IssuedAt, PaidAt, VoidedAt) { VoidReason = VoidReason, VoidAuthor = VoidAuthor };
        foreach (Lot lot in _lots)
            copy.Add(lot.Copy());
        return copy;
    }
}

/// <summary>How a grant stands.</summary>
public enum GrantState
{
    /// <summary>It waits for its payment.</summary>
    Pending,

    /// <summary>It can be spent, or will be from its begin on; also when nothing is left.</summary>
    Active,

    /// <summary>Its time is over.</summary>
    Ended,
    Voided,
}
