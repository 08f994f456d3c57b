using Tollgate.Engine.Contracts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Entitlements;

/// <summary>
/// So much money for the usage of a billing period: a request passes when all of it together costs no more than the cap, or no more than it does without the request. What is held for reservations
/// counts as if it were settled.
/// </summary>
internal sealed class SpendRoom : StandingLimit
{
    private readonly Money _cap;
    private readonly ContractBook _contract;
    private readonly PeriodBook _totals;
    private readonly TallyTarget _target;
    private readonly Properties _properties;
    private readonly Quantity? _coverable;
    private readonly bool _closed;
    private readonly IReadOnlyList<Tally> _held;

    private readonly Money _spent;

    /// <summary>The cap that the whole of a request needs that this one does not let pass.</summary>
    private Money? _needed;

    /// <summary>With what is held.</summary>
    private readonly Money _committed;

    /// <param name="units">As the request finds them.</param>
    /// <param name="meters">Those whose usage is capped.</param>
    /// <param name="held">What reservations hold in the period.</param>
    public SpendRoom(string name, Money cap, in PeriodUnits units, IReadOnlyList<string> meters, Tally[] held)
        : base(name, Reason.SpendCapExceeded, units.Period.End)
    {
        _cap = cap;
        _contract = units.Contract;
        _totals = units.Totals;
        _target = units.Target;
        _properties = units.Properties;
        _coverable = units.Coverable;
        _closed = units.Standing.Closed;
        _held = held;
        foreach (string meter in meters)
        {
            Money spent = PeriodSpend.Of(_contract, _totals, meter);
            _spent += spent;
            _committed += held.Length == 0 ? spent : PeriodSpend.With(_contract, _totals, meter, held, null);
        }
    }

    public override Quantity Passing(Quantity asked)
    {
        if (Fits(asked))
            return asked;
        _needed ??= Needed(asked);
        // A price need not rise with the quantity: what is found fits, and nobody promises that it is the most that would.
        Int128 step = asked.Scaled % Quantity.One.Scaled == 0 ? Quantity.One.Scaled : 1;
        Int128 low = 0;
        Int128 high = asked.Scaled / step;
        while (high - low > 1)
        {
            Int128 middle = low + ((high - low) / 2);
            if (Fits(Quantity.FromScaled(middle * step)))
                low = middle;
            else
                high = middle;
        }

        return Quantity.FromScaled(low * step);
    }

    public override LimitState After(Quantity taken, Quantity held)
    {
        // What is held is not spent yet; it is only not left any more.
        Money used = Cost(taken, []);
        if (_closed)
            return new SpendLimit(Name, _cap, _spent + used, Money.Zero, ResetsAt);
        Money left = _cap - _spent - (held.IsZero ? used : Cost(taken + held, []));
        if (_held.Count > 0)
            left = Money.Min(left, _cap - _committed - Cost(taken + held, _held));
        return new SpendLimit(Name, _cap, _spent + used, Money.Max(left, Money.Zero), ResetsAt) { Needed = _needed };
    }

    /// <summary>Of the whole request, which is asked for before any part of it.</summary>
    private Money? Needed(Quantity asked)
    {
        if (_closed)
            return null;
        try
        {
            return Money.Max(_committed + Cost(asked, _held), _spent + Cost(asked, []));
        }
        catch (NumberOutOfRangeException)
        {
            return null;
        }
    }

    private bool Fits(Quantity units)
    {
        if (units.IsZero)
            return true;
        try
        {
            Money behind = Cost(units, _held);
            // What is held may never be used: then these units cost what they cost alone, which may be more.
            Money alone = _held.Count == 0 ? behind : Cost(units, []);
            // Of a closed period nobody knows any more what it cost.
            return (behind <= Money.Zero && alone <= Money.Zero) || (!_closed && _committed + behind <= _cap && _spent + alone <= _cap);
        }
        catch (NumberOutOfRangeException)
        {
            return false;
        }
    }

    /// <summary>What units of the request add to what is used and held.</summary>
    private Money Cost(Quantity units, IReadOnlyList<Tally> besides)
    {
        Quantity covered = Quantity.Min(units, _coverable ?? (_closed ? Quantity.Zero : units));
        return LiveCost.OfOne(_contract, _totals, besides, _contract.Tallied(_target, units, covered, _totals, _properties));
    }
}
