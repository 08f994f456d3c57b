using System.Runtime.InteropServices;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Commitments;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Seats;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Simulation;

/// <summary>
/// A state of its own that lives through a journal's facts again: the same accounts, contracts, grants and events, decided by the same rules, under the terms that were in force or under a candidate's. Nothing of it
/// is recorded. Its periods are never closed, so that usage that came late is in them too.
/// </summary>
/// <param name="candidate">Null keeps every contract's own terms.</param>
public sealed class Shadow(SimulationTerms terms, Candidate? candidate)
{
    private const int MostUnsimulated = 1000;

    private readonly Books _books = new();
    private readonly List<Tally> _tallies = [];
    private readonly List<Burn> _burns = [];
    private readonly Dictionary<string, List<Fact>> _kept = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(string Account, string Code), Unsimulated> _unsimulated = [];

    public IReadOnlyCollection<Unsimulated> Unsimulated => _unsimulated.Values;

    internal IEnumerable<ContractBook> Contracts => _books.Contracts.Values.Where(contract => contract.IsFirst).OrderBy(contract => contract.Contract.AccountId, StringComparer.Ordinal).ThenBy(contract => contract.Contract.StartsAt);

    /// <summary>Lives through the next fact of the journal. Facts that only say what was decided (burns, alerts, invoices) are passed over: they are decided again.</summary>
    public void Play(Fact fact)
    {
        switch (fact)
        {
            case UsageCounted counted when terms.IsAbout(counted.Event.AccountId):
                Count(counted);
                break;
            case ControlAdopted adopted:
                Adopt(adopted);
                break;
            case ContractStarted { Contract: var of, At: var at } when terms.IsAbout(of.AccountId):
                Decide(of.AccountId, new StartContract(of.Id, of.AccountId, candidate?.PlanFor(of.Plan) ?? of.Plan, of.StartsAt, of.EndsAt, of.ExternalIds) { Terms = of.Terms with { Bundle = null }, BillingAnchor = of.BillingAnchor, PurchaseOrder = of.PurchaseOrder, Currency = of.Currency }, at);
                break;
            case ContractAmended { Contract: var of } amended when _books.Contracts.ContainsKey(of.Id):
                Amend(of, amended);
                break;
            case SeatFact seat when terms.IsAbout(seat.AccountId):
                _books.Apply(seat);
                break;
            case GrantIssued issued when terms.IsAbout(issued.AccountId):
                Decide(issued.AccountId, new IssueGrant(issued.AccountId, issued.Grant), issued.At);
                break;
            case GrantPaid paid when _books.AccountOfGrant(paid.GrantId) is not null:
                Decide(paid.AccountId, new PayGrant(paid.GrantId), paid.At);
                break;
            case GrantVoided voided when _books.AccountOfGrant(voided.GrantId) is not null:
                Decide(voided.AccountId, new VoidGrant(voided.GrantId, voided.Reason, voided.Author), voided.At);
                break;
        }
    }

    /// <summary>What a billing period of a contract costs: its advance charges, and what is in arrears of it.</summary>
    internal static IEnumerable<InvoiceLine> Lines(ContractBook contract, long period) =>
    [
        .. Composition.Of(contract, period, corrects: false).Lines.Where(line => line.From >= Billing.DateOf(contract, period)),
        .. Composition.Of(contract, period + 1, corrects: false).Lines.Where(line => line.From < Billing.DateOf(contract, period + 1)),
    ];

    /// <summary>The periods of a contract that are rated.</summary>
    internal IEnumerable<long> Periods(ContractBook contract)
    {
        EffectiveAt start = contract.Contract.StartsAt;
        EffectiveAt end = contract.Contract.EndsAt is { } until && until < terms.To ? until : terms.To;
        EffectiveAt from = start > terms.From ? start : terms.From;
        if (from >= end)
            yield break;
        BillingPeriod period = contract.PeriodAt(from);
        if (period.Start < terms.From)
            period = contract.Period(period.Index + 1);
        for (; period.Start < end; period = contract.Period(period.Index + 1))
            yield return period.Index;
    }

    /// <summary>What an amendment brings with it, such as the versions behind a pause, is amendments of its own: each is taken as it stands, on its own catalog or the candidate's.</summary>
    private void Amend(Contract of, ContractAmended amended)
    {
        CatalogVersion catalog = candidate is null ? _books.Catalogs[of.CatalogVersion] : _books.Catalogs.Current!;
        string name = candidate?.PlanFor(of.Plan) ?? of.Plan;
        if (Offer.Find(catalog, name, of.Terms with { Bundle = null }, isNew: false, out Plan plan, out ContractTerms agreed) is { } notSold)
        {
            Note(of.AccountId, notSold);
            return;
        }

        ContractBook first = _books.Contracts[of.Id];
        if (plan.Currency != first.Contract.Currency)
        {
            Note(of.AccountId, new Rejection(RejectionKind.Conflict, "currency_mismatch", $"The contract is billed in {first.Contract.Currency}, and the plan '{plan.Id}' is priced in {plan.Currency}."));
            return;
        }

        agreed = agreed with { Promotions = [.. agreed.Promotions.Where(catalog.Promotions.ContainsKey)] };
        Contract asked = of with { Plan = plan.Id, CatalogVersion = catalog.Version, Terms = agreed, Version = first.LatestVersion + 1 };
        ContractAmended fact = amended with { Contract = asked };
        if (first.At(amended.EffectiveAt)?.HasTermsOf(asked) == false && Amending.RefuseUsage(first, amended.EffectiveAt, "/effective_at") is { } counted)
        {
            if (!_kept.TryGetValue(of.AccountId, out List<Fact>? kept))
                Note(of.AccountId, counted);
            else
                CountAgain(first, fact, kept);
            return;
        }

        _books.Apply(fact);
    }

    private void CountAgain(ContractBook first, ContractAmended amended, List<Fact> kept)
    {
        var retally = Retally.Of(_books, first, amended);
        for (int i = 0; i < kept.Count; i++)
        {
            if (kept[i] is OverageCovered covered)
                retally.Expect(covered, new FactPosition(i, 0));
        }

        for (int i = 0; i < kept.Count; i++)
            retally.Count(kept[i], i + 1 < kept.Count ? kept[i + 1] : null, new FactPosition(i, 0));
        if (retally.Refused is { } refused)
        {
            Note(first.Contract.AccountId, refused);
            return;
        }

        retally.Finish();
        _books.Apply(amended);
        _books.Apply(retally.Result(amended.At));
    }

    /// <summary>Applies what usage and grants moved, and keeps it where it may have to be counted again.</summary>
    private void Apply(string account, Fact fact)
    {
        _books.Apply(fact);
        if (fact is UsageCounted or UsageAttributed or UnitsBurnt or OverageCovered && terms.LearntLate.Contains(account))
            (CollectionsMarshal.GetValueRefOrAddDefault(_kept, account, out _) ??= []).Add(fact);
    }

    private void Adopt(ControlAdopted adopted)
    {
        if (adopted.Item is AccountRegistered { Account.Id: var account } && !terms.IsAbout(account))
            return;
        if (adopted.Item is AttributesSet set && !terms.IsAbout(set.AccountId))
            return;
        // Under a candidate there is no other catalog, from the first day on.
        if (candidate is not null && adopted.Item is CatalogPublished)
            return;
        _books.Apply(adopted);
        if (candidate is not null && adopted.Item is EnvironmentCreated created)
            _books.Apply(new CatalogPublished(1, candidate.Document, created.At));
    }

    private void Count(UsageCounted counted)
    {
        AccountBook account = _books.OwnAccount(counted.Event.AccountId);
        // Nothing but grants and commits goes over from one period to another, so that without them other periods need not be counted.
        if (account.Holdings is null && !account.HasSeveralAtOnce && account.ContractAt(counted.Event.Time) is { } contract && !CommitRun.IsNeeded(contract.First) && !IsRated(contract, counted.Event.Time))
            return;
        if (account.NextDue <= new EffectiveAt(counted.At.Microseconds))
        {
            foreach (Fact due in account.DueBy(counted.At, int.MaxValue, out _))
                _books.Apply(due);
        }

        if (UsageReporting.TryCount(_books, account, counted.Event.Content, counted.At, _tallies, _burns) is { } refused)
        {
            Note(counted.Event.AccountId, refused);
            return;
        }

        Apply(account.Id, new UsageCounted(counted.Event, counted.At, counted.Consumed, [.. _tallies]));
        if (_burns.Count > 0)
            Apply(account.Id, new UnitsBurnt(counted.Event.AccountId, counted.Event.Source, counted.Event.Id, counted.Event.Time, [.. _burns], counted.At));
    }

    private bool IsRated(ContractBook contract, EffectiveAt time) => contract.PeriodAt(time).Start is var start && start >= terms.From && start < terms.To;

    private void Decide(string account, Command command, RecordedAt at)
    {
        foreach (Fact due in _books.Due(command, at))
            _books.Apply(due);
        Outcome outcome = _books.Decide(command, at);
        if (outcome.Rejection is { } refused)
            Note(account, refused);
        foreach (Fact fact in outcome.Facts)
            Apply(account, fact);
    }

    private void Note(string account, Rejection refused)
    {
        Unsimulated? before = _unsimulated.GetValueOrDefault((account, refused.Code));
        if (before is not null || _unsimulated.Count < MostUnsimulated)
            _unsimulated[(account, refused.Code)] = new(account, refused.Code, refused.Detail, (before?.Count ?? 0) + 1);
    }
}
