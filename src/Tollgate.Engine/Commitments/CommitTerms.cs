using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Commitments;

/// <summary>
/// The terms of a commit, counted from where the contract takes it up. A term holds the billing periods that begin in it, so that whole periods count toward one term; the one in which the commit is taken up
/// counts toward the first.
/// </summary>
internal sealed class CommitTerms
{
    private readonly ContractBook _contract;
    private readonly EffectiveAt _start;

    /// <summary>Null when there is one term, the whole contract.</summary>
    private readonly BillingCalendar? _calendar;

    private CommitTerms(ContractBook contract, Commit commit, EffectiveAt start)
    {
        _contract = contract;
        _start = start;
        _calendar = commit.Term == CommitTerm.Contract ? null : new BillingCalendar(UnitOf(commit.Term), PeriodAnchor.Contract, contract.Zone, start);
    }

    /// <summary>Null when no version of the contract has the commit.</summary>
    public static CommitTerms? Of(ContractBook contract, string name)
    {
        EffectiveAt? trial = contract.Contract.TrialEndsAt;
        foreach (ContractBook part in contract.Parts)
        {
            EffectiveAt start = trial > part.From ? trial.Value : part.From;
            if (!(part.Until <= start) && part.Plan.Commits.FirstOrDefault(commit => commit.Name == name) is { } commit)
                return new CommitTerms(contract, commit, start);
        }

        return null;
    }

    /// <summary>When the contract takes the commit up.</summary>
    public EffectiveAt Start => _start;

    /// <summary>The term that a billing period counts toward; null before the commit is taken up.</summary>
    public long? Of(long period)
    {
        if (period < 0 || _contract.WholePeriod(period) is var whole && whole.End <= _start)
            return null;
        return _calendar is null ? 0 : _calendar.PeriodAt(whole.Start < _start ? _start : whole.Start).Index;
    }

    /// <summary>The first billing period of a term. The boundary of the same number begins it.</summary>
    public long First(long term) => term == 0 ? _contract.Calendar.PeriodAt(_start).Index : Last(term - 1)!.Value + 1;

    /// <summary>The boundary that ends a term, or the contract in it; null while neither has an end.</summary>
    public long? Closing(long term)
    {
        long? last = _contract.Contract.EndsAt is { } end ? _contract.Calendar.PeriodAt(new EffectiveAt(end.Microseconds - 1)).Index : null;
        return Last(term) is { } whole && !(last < whole) ? whole + 1 : last + 1;
    }

    private long? Last(long term) => _calendar is null ? null : _contract.Calendar.PeriodAt(new EffectiveAt(_calendar.Period(term).End.Microseconds - 1)).Index;

    private static PeriodUnit UnitOf(CommitTerm term) => term switch
    {
        CommitTerm.Month => PeriodUnit.Month,
        CommitTerm.Quarter => PeriodUnit.Quarter,
        _ => PeriodUnit.Year,
    };
}
