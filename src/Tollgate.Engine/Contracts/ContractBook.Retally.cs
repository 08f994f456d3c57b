using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

// What is needed to count usage again under terms that were learnt of later.
public sealed partial class ContractBook
{
    /// <summary>All versions, in the order in which they were recorded, whether they hold any time or not.</summary>
    internal IEnumerable<ContractBook> Versions => First._later.Prepend(First);

    /// <summary>The start of the earliest period that usage can still change: it is open, or billed so lately that what was billed is kept.</summary>
    internal EffectiveAt KeptFrom()
    {
        if (First._billed.Count == 0)
            return FinalThrough ?? BillableTime.Start;
        long boundary = First._billed.Keys[0];
        return boundary == 0 ? Billing.DateOf(First, 0) : First._calendar.Period(boundary - 1).Start;
    }

    /// <summary>From when on usage is counted otherwise, when these terms end at an instant: what they include of a period may be a part by its days.</summary>
    internal EffectiveAt DependsOnItsEndFrom(EffectiveAt end) => !IsFirst && _onChange == AllowanceOnChange.Prorated && PeriodAt(end) is var part && part.Start == From ? part.Start : end;

    /// <summary>Usage of periods that stands in no snapshot: of a book that counts again.</summary>
    internal IEnumerable<CarriedPeriod> CarryPeriods() =>
        _open.Select(period => period.Value.Carry(period.Key, afterCutoff: false)).Concat(_late.Select(period => period.Value.Carry(period.Key, afterCutoff: true)));

    /// <summary>So much of what was just counted grants have given.</summary>
    internal void Grant(TallyTarget target, Quantity units) => Book(target.AfterCutoff ? _late : _open, target.PeriodStart).Burn(target.Meter, units);

    /// <summary>A reservation holds units of an instant, or, below zero, does not any more. Those of a period that was closed meanwhile went with it.</summary>
    internal void Reserve(string meter, EffectiveAt time, Quantity fromAllowance, Quantity beyond)
    {
        EffectiveAt start = PeriodAt(time).Start;
        if (!(FinalThrough > start))
            Book(_open, start).Reserve(meter, fromAllowance, beyond);
    }

    /// <summary>Nothing is held of its periods.</summary>
    internal void HoldNothing()
    {
        foreach (PeriodBook book in Versions.SelectMany(terms => terms._open.Values))
            book.HoldNothing();
    }

    /// <summary>Puts what was counted again in the place of what was counted at first. Alerts that were raised under the same terms stay raised.</summary>
    internal void Apply(UsageRetallied retallied)
    {
        var passed = new Dictionary<(int Version, EffectiveAt Start, bool IsLate), IReadOnlyList<PassedMark>>();
        foreach (ContractBook terms in Versions)
        {
            terms.Forget(terms._open, retallied, (start, book) => passed[(terms.Contract.Version, start, false)] = book.Passed);
            terms.Forget(terms._closed, retallied, (start, book) => passed[(terms.Contract.Version, start, false)] = book.Passed);
            terms.Forget(terms._late, retallied, (start, book) => passed[(terms.Contract.Version, start, true)] = book.Passed);
            terms._counting = null;
        }

        foreach (RetalliedPeriod counted in retallied.Periods)
        {
            ContractBook terms = Versions.First(terms => terms.Contract.Version == counted.Version);
            PeriodBook book = PeriodBook.From(counted.Period);
            foreach (PassedMark mark in passed.GetValueOrDefault((counted.Version, counted.Period.Start, counted.Period.AfterCutoff)) ?? [])
                book.Pass(mark);
            bool closed = terms.IsClosed(terms.PeriodAt(counted.Period.Start));
            if (closed && !counted.Period.AfterCutoff)
                book.Settle();
            (counted.Period.AfterCutoff ? terms._late : closed ? terms._closed : terms._open)[counted.Period.Start] = book;
        }
    }

    private void Forget(SortedList<EffectiveAt, PeriodBook> books, UsageRetallied retallied, Action<EffectiveAt, PeriodBook> before)
    {
        foreach ((EffectiveAt start, PeriodBook book) in books.Where(book => book.Key >= retallied.From && !(book.Key >= retallied.Until)).ToArray())
        {
            before(start, book);
            books.Remove(start);
        }
    }
}
