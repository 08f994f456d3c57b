using Tollgate.Engine.Catalog;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Entitlements;

/// <summary>A limit that stands on a request beside the units of the billing period.</summary>
/// <param name="reason">Why it denies.</param>
internal abstract class StandingLimit(string name, Reason reason, EffectiveAt resetsAt)
{
    public string Name => name;

    public Reason Reason => reason;

    public EffectiveAt ResetsAt => resetsAt;

    /// <summary>How many of so many units it lets pass.</summary>
    public abstract Quantity Passing(Quantity asked);

    /// <summary>How it stands once so many units have been taken, or are held; null where there is nothing to tell. It lets them pass, and only one of the two is above zero.</summary>
    public abstract LimitState? After(Quantity taken, Quantity held);
}

/// <summary>So many units in a calendar window, of everybody or of the request's subject.</summary>
/// <param name="left">What may be used in it still: nothing in one that is forgotten, or does not count the subject, since nobody knows what was.</param>
internal sealed class WindowRoom(WindowLimit limit, CalendarWindow window, Quantity used, Quantity left)
    : StandingLimit(LimitNames.Of(limit), Reason.QuotaExceeded, window.End)
{
    public static WindowRoom Of(WindowLimit limit, WindowCounter counter, CalendarWindow window, string? subject, Quantity held)
    {
        Quantity used = counter.Used(window, subject);
        return new(limit, window, used, counter.IsForgotten(window) || counter.IsUncounted(window, subject) ? Quantity.Zero : Quantity.Max(limit.Units - used - held, Quantity.Zero));
    }

    public override Quantity Passing(Quantity asked) => Quantity.Min(asked, left);

    public override LimitState After(Quantity taken, Quantity held) => new UnitLimit(Name, limit.Units, used + taken, left - taken - held, ResetsAt);
}

/// <summary>A window of each subject, asked for none: who may not be told apart is let through by no quota.</summary>
internal sealed class SubjectMissing(WindowLimit limit, EffectiveAt resetsAt) : StandingLimit(LimitNames.Of(limit), Reason.ConditionNotMet, resetsAt)
{
    public override Quantity Passing(Quantity asked) => Quantity.Zero;

    public override LimitState? After(Quantity taken, Quantity held) => null;
}

/// <summary>No more units than these in a billing period, whatever is available and whatever the enforcement lets pass.</summary>
/// <param name="left">What more may be used, less what is held.</param>
internal sealed class CapRoom(Quantity cap, Quantity used, Quantity left, EffectiveAt resetsAt) : StandingLimit(LimitNames.Cap, Reason.QuotaExceeded, resetsAt)
{
    public static CapRoom Of(Quantity cap, in PeriodUnits units)
    {
        Quantity used = units.Limit.Consumed;
        // Of a closed period nobody knows any more how much was used.
        return new(cap, used, units.Standing.Closed ? Quantity.Zero : Quantity.Max(cap - used - units.Limit.Held, Quantity.Zero), units.Period.End);
    }

    public override Quantity Passing(Quantity asked) => Quantity.Min(asked, left);

    public override LimitState After(Quantity taken, Quantity held) => new UnitLimit(Name, cap, used + taken, left - taken - held, ResetsAt);
}

/// <summary>So much overage in a billing period.</summary>
/// <param name="remaining">What the units of the period let pass still; null is all.</param>
/// <param name="over">What is overage already.</param>
/// <param name="left">What more may be, less what is held to become it.</param>
internal sealed class OverageRoom(Quantity cap, Quantity? remaining, Quantity over, Quantity left, EffectiveAt resetsAt)
    : StandingLimit(LimitNames.OverageCap, Reason.QuotaExceeded, resetsAt)
{
    public static OverageRoom Of(Quantity cap, in PeriodUnits units)
    {
        Limit limit = units.Limit;
        // Of a closed period nobody knows any more how much of its overage there was.
        Quantity left = units.Standing.Closed ? Quantity.Zero : Quantity.Max(cap - units.Standing.Over, Quantity.Zero);
        return new(cap, limit.Remaining, limit.Exceeded, left, units.Period.End);
    }

    public override Quantity Passing(Quantity asked)
    {
        Quantity beyond = Beyond(asked);
        return beyond <= left ? asked : asked - beyond + left;
    }

    public override LimitState After(Quantity taken, Quantity held) => new UnitLimit(Name, cap, over + Beyond(taken), left - Beyond(taken + held), ResetsAt);

    private Quantity Beyond(Quantity units) => Limit.Beyond(units, remaining);
}
