using System.Collections.Immutable;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Contracts;

// Which marks the usage of each period has passed.
public sealed partial class ContractBook
{
    /// <summary>Whether counting the tally would raise an alert: one comparison where usage is below the first mark.</summary>
    internal bool IsAlertDue(in Tally tally)
    {
        TallyTarget target = tally.Target;
        ImmutableArray<UsageMark> marks = Marks(target);
        if (marks.IsEmpty)
            return false;
        PeriodBook book = BookOf(target);
        Quantity reached = book.Meter(target.Meter).Used + tally.Value;
        foreach (UsageMark mark in marks)
        {
            if (reached < mark.At)
                return false;
            if (!book.HasPassed(target.Meter, mark))
                return true;
        }

        return false;
    }

    /// <summary>The marks of the meter and period that a tally goes to, the lowest first.</summary>
    internal ImmutableArray<UsageMark> Marks(TallyTarget target)
    {
        PlanMeter meter = _meters[target.Meter];
        if (target.AfterCutoff)
            return meter.MarksOfClosed;
        // What a plan includes in the rest of a period is not what it includes in a whole one.
        return IsFirst || meter.Right is not { } right || target.PeriodStart != From ? meter.Marks : Thresholds.Marks(Included(PeriodAt(From), right), right.Entitlement);
    }

    /// <summary>What was counted so far where a tally goes to.</summary>
    internal Quantity Used(TallyTarget target) => BookOf(target).Meter(target.Meter).Used;

    internal bool IsPassed(TallyTarget target, in UsageMark mark) => BookOf(target).HasPassed(target.Meter, mark);

    internal void Apply(AlertRaised raised)
    {
        if (raised.Kind == AlertKind.BurnRate)
            TellBurnRate(raised);
        else
            Book(raised.AfterCutoff ? _late : _open, raised.PeriodStart).Pass(new PassedMark(raised.Meter ?? SpendAlerts.AllMeters, raised.Kind, raised.Threshold));
    }

    /// <summary>The totals that a tally goes to; empty ones when nothing was counted there.</summary>
    internal PeriodBook Totals(TallyTarget target) => BookOf(target);

    private PeriodBook BookOf(TallyTarget target)
    {
        if (target.AfterCutoff)
            return _late.GetValueOrDefault(target.PeriodStart) ?? PeriodBook.Empty;
        return _counting is not null && target.PeriodStart == _countingFrom
            ? _counting
            : _open.GetValueOrDefault(target.PeriodStart) ?? PeriodBook.Empty;
    }
}
