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
    private readonly IReadOnlyList<string> _meters;
    private readonly Limit _limit;
    private readonly bool _closed;

    /// <summary>What reservations hold, and behind them room for the request.</summary>
    private readonly Tally[] _more;
    private readonly Money _before;

    /// <param name="meters">Those whose usage is capped.</param>
    /// <param name="target">Where the request is counted.</param>
    /// <param name="limit">How the request stands to the units of the period.</param>
    /// <param name="held">What reservations hold in the period.</param>
    public SpendRoom(string name, Money cap, ContractBook contract, PeriodBook totals, IReadOnlyList<string> meters, TallyTarget target, in Limit limit, IReadOnlyList<Tally> held, in Standing standing)
        : base(name, Reason.SpendCapExceeded, standing.ResetsAt)
    {
        _cap = cap;
        _contract = contract;
        _totals = totals;
        _meters = meters;
        _limit = limit;
        _closed = standing.Closed;
        _more = [.. held, new Tally(target, Quantity.Zero, Quantity.Zero)];
        _before = Cost(Quantity.Zero);
    }

    public override Quantity Passing(Quantity asked)
    {
        if (Fits(asked))
            return asked;
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

    public override LimitState After(Quantity taken)
    {
        // What is held is not spent yet; it is only not left any more.
        Money spent = Money.Zero;
        Tally more = RequestOf(taken);
        foreach (string meter in _meters)
            spent += PeriodSpend.With(_contract, _totals, meter, more);
        Money left = _closed ? Money.Zero : _cap - Cost(taken);
        return new SpendLimit(Name, _cap, spent, Money.Max(left, Money.Zero), ResetsAt);
    }

    private bool Fits(Quantity units)
    {
        if (units.IsZero)
            return true;
        try
        {
            Money cost = Cost(units);
            // Of a closed period nobody knows any more what it cost.
            return cost <= _before || (!_closed && cost <= _cap);
        }
        catch (NumberOutOfRangeException)
        {
            return false;
        }
    }

    private Money Cost(Quantity units)
    {
        _more[^1] = RequestOf(units);
        Money sum = Money.Zero;
        foreach (string meter in _meters)
            sum += PeriodSpend.With(_contract, _totals, meter, _more, null);
        return sum;
    }

    private Tally RequestOf(Quantity units)
    {
        Quantity covered = _closed ? Quantity.Min(units, _limit.Available ?? Quantity.Zero) : Quantity.Min(units, _limit.Available ?? units);
        return new Tally(_more[^1].Target, units, covered);
    }
}
