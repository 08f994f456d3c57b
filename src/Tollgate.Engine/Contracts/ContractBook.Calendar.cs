using Tollgate.Engine.Catalog;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

// The billing periods of the contract, under whatever terms.
public sealed partial class ContractBook
{
    /// <summary>The first version's; the others ask it.</summary>
    private ContractCalendar? _calendar;

    /// <summary>Its periods, as if the contract went on.</summary>
    internal ContractCalendar Calendar => First._calendar!;

    /// <summary>Whether invoices were opened already at boundaries that other terms would move.</summary>
    /// <param name="plan">From then on.</param>
    internal bool WouldMoveOpened(EffectiveAt from, Plan plan)
    {
        ContractCalendar then = CalendarOf(Parts.Where(part => part.From != from).Select(part => (part.From, part.Plan)).Append((from, plan)).OrderBy(part => part.Item1));
        for (long boundary = NextInvoice - 1; boundary > 0; boundary--)
        {
            EffectiveAt date = Calendar.Period(boundary - 1).End;
            if (date <= from)
                return false;
            if (date != then.Period(boundary - 1).End)
                return true;
        }

        return false;
    }

    private ContractCalendar CalendarOf(IEnumerable<(EffectiveAt From, Plan Plan)> plans) => new(
        [.. plans.Select(part => (part.From, part.Plan.Period, part.Plan.Anchor))],
        Zone,
        Started.Contract.TrialEndsAt,
        Started.Contract.BillingAnchor
    );
}
