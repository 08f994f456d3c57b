using System.Collections.Immutable;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>Where a grant comes from. What costs the customer nothing burns before what was paid for.</summary>
public enum GrantSource
{
    Purchase,
    Promotion,
    Commit,
    TopUp,

    /// <summary>Given by the operator as an exception.</summary>
    Support,
}

/// <summary>A lot of units issued to an account, as agreed: terms alone, no balance.</summary>
/// <param name="Feature">The metered feature whose units they are; null for a wallet.</param>
/// <param name="Amount">Units; of a recurring grant, those of each time.</param>
/// <param name="Priority">Lower burns first.</param>
/// <param name="EffectiveAt">Covers consumption from this instant on.</param>
/// <param name="ExpiresAt">Exclusive; null never expires.</param>
/// <param name="Recurrence">Null issues once.</param>
/// <param name="Rollover">Null rolls nothing over.</param>
/// <param name="Dimensions">Burns for usage with these values alone; empty for any.</param>
/// <param name="CostBasis">What was paid for it, in the account's currency; it prices nothing.</param>
/// <param name="PendingPayment">It cannot be spent before it is paid.</param>
/// <param name="Author">Who gave it, for people.</param>
public sealed record Grant(
    string Id,
    string? Feature,
    Units Amount,
    int Priority,
    GrantSource Source,
    EffectiveAt EffectiveAt,
    EffectiveAt? ExpiresAt,
    Recurrence? Recurrence,
    Rollover? Rollover,
    ImmutableSortedDictionary<string, string> Dimensions,
    Money? CostBasis,
    bool PendingPayment,
    string? Reason,
    string? Author,
    ImmutableSortedDictionary<string, string> ExternalIds
)
{
    public const int DefaultPriority = 100;

    /// <summary>The currency or credit that is held; null for units of a feature.</summary>
    public string? Wallet { get; init; }

    /// <summary>Of a wallet: pays for these features alone; empty for any.</summary>
    public ImmutableArray<string> Features { get; init; } = [];

    /// <summary>Of a wallet: pays for what these meters count alone; empty for any.</summary>
    public ImmutableArray<string> Meters { get; init; } = [];

    /// <summary>It pays for anything, and so for what is owed too.</summary>
    public bool IsUnscoped => Features.IsEmpty && Meters.IsEmpty && Dimensions.IsEmpty;

    public bool IsPaid => Source is GrantSource.Purchase or GrantSource.Commit or GrantSource.TopUp;
}

/// <summary>Issues the amount again at each boundary, in the local calendar of the account's zone.</summary>
/// <param name="Anchor">The boundaries are whole units away from it; not after the grant's <see cref="Grant.EffectiveAt"/>.</param>
public sealed record Recurrence(PeriodUnit Every, EffectiveAt Anchor);

/// <summary>
/// What goes over a recurring grant's boundary: <c>min(max, max(remaining, min))</c> units, as a lot of their own that ends at the next boundary.
/// </summary>
/// <param name="Again">What rolled over once and is still left rolls over with the rest.</param>
public sealed record Rollover(Units Min, Units Max, bool Again)
{
    /// <param name="remaining">Units left at the boundary.</param>
    public Units Of(Units remaining) => Units.Min(Max, Units.Max(remaining, Min));
}
