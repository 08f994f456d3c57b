using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>Units that a grant issued at one time, with their balances.</summary>
/// <param name="rolledSince">Of rolled-over units: the start of the lot that they were issued in first; else null.</param>
/// <param name="number">The order in which the account's lots were made.</param>
public sealed class Lot(Grant grant, string id, EffectiveAt start, EffectiveAt? end, EffectiveAt? rolledSince, int number)
{
    /// <summary>Stands in the id of a lot of units that rolled over, before the start of the lot that they were issued in first.</summary>
    public const string RolledFrom = "/rolled/";

    private readonly Units[] _balances = new Units[(int)Balance.Voided + 1];

    // Made of units by a division of 128 bits, and every decision asks each lot: worked out again only when units have moved.
    private Quantity? _burnable;

    public Grant Grant { get; } = grant;

    /// <summary>The grant's id; of a recurring one with the lot's start behind it, as a plan's allowance is named.</summary>
    public string Id { get; } = id;

    public EffectiveAt Start { get; } = start;

    /// <summary>Exclusive; null never ends.</summary>
    public EffectiveAt? End { get; } = end;

    public EffectiveAt? RolledSince { get; } = rolledSince;

    public int Number { get; } = number;

    /// <summary>Its end was recorded: what was left is expired.</summary>
    public bool HasEnded
    {
        get;
        internal set
        {
            field = value;
            _burnable = null;
        }
    }

    /// <summary>It ended before its grant was paid, so that late usage finds nothing of it either.</summary>
    public bool EndedUnpaid { get; internal set; }

    /// <summary>Its grant asks for no dimensions. Kept here, since every decision asks each lot, and nearly all say so; so are two parts of the order of burning.</summary>
    internal bool ServesAll { get; } = grant.Dimensions.IsEmpty;

    internal int Priority { get; } = grant.Priority;

    internal bool IsPaid { get; } = grant.IsPaid;

    public Units this[Balance balance] => _balances[(int)balance];

    /// <summary>What usage of an instant inside the lot's window may burn: what is left, or was left at its end.</summary>
    public Units Burnable => EndedUnpaid ? Units.Zero : this[HasEnded ? Balance.Expired : Balance.Available];

    /// <summary>The same, of a grant of a feature's units.</summary>
    public Quantity BurnableQuantity => _burnable ??= Burnable.ToQuantity();

    /// <summary>It gives something still: when it has ended, until the period of its end is final.</summary>
    /// <param name="finalThrough">Periods that end here or earlier are final.</param>
    public bool IsOpen(EffectiveAt? finalThrough) => !HasEnded || !(End <= finalThrough);

    /// <summary>Whether usage of an instant falls into its window.</summary>
    public bool Covers(EffectiveAt at) => Start <= at && (End is not { } end || at < end);

    /// <summary>Whether usage of an instant came late for the lot that these units rolled over from.</summary>
    public bool CoversLate(EffectiveAt at) => RolledSince is { } since && since <= at && at < Start;

    /// <exception cref="InvalidOperationException">The balance does not hold so many.</exception>
    internal void Post(Balance from, Balance to, Units units)
    {
        if (units.IsNegative || (from != Balance.Issued && this[from] < units))
            throw new InvalidOperationException($"The lot '{Id}' has {this[from]} units {from}, so {units} cannot become {to}.");
        _balances[(int)from] -= units;
        _balances[(int)to] += units;
        _burnable = null;
    }

    internal void Restore(ReadOnlySpan<Units> balances)
    {
        balances.CopyTo(_balances);
        _burnable = null;
    }

    internal Units[] Balances() => [.. _balances];

    internal Lot Copy()
    {
        var copy = new Lot(Grant, Id, Start, End, RolledSince, Number) { HasEnded = HasEnded, EndedUnpaid = EndedUnpaid };
        copy.Restore(_balances);
        return copy;
    }
}
