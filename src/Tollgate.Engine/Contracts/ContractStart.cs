using System.Collections.Immutable;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

/// <summary>Starts a contract, and takes up the usage of its time that was counted before there was one.</summary>
public static class ContractStart
{
    public static Outcome Decide(Books books, StartContract command, RecordedAt at)
    {
        if (command.Phases.IsEmpty)
            return Decide(books, command, [], at);
        if (Phasing.Place(command, at, out ImmutableArray<Phase> phases) is { } misplaced)
            return misplaced;
        Outcome outcome = Decide(books, command with { Plan = phases[0].Plan, Terms = phases[0].Terms, StartsAt = phases[0].StartsAt, EndsAt = phases[^1].EndsAt }, phases[1..], at);
        return Phasing.Within("/phases/0", outcome.Rejection) is { } refused ? refused : outcome;
    }

    /// <param name="later">The phases behind the first, whose plan and terms are the command's.</param>
    private static Outcome Decide(Books books, StartContract command, ImmutableArray<Phase> later, RecordedAt at)
    {
        if (books.Account(command.AccountId) is not { } account)
            return UsageReporting.AccountNotFound(command.AccountId) with { Kind = RejectionKind.NotFound };
        if (books.Catalogs.Current is not { } catalog)
            return new Rejection(RejectionKind.Conflict, "catalog_missing", "There is no catalog yet: PUT /v1/catalog first.");
        if (Offer.Find(catalog, command, out Plan plan, out ContractTerms terms) is { } notSold)
            return notSold;

        if (books.Contracts.ContainsKey(command.Id))
            return new Rejection(RejectionKind.Conflict, "contract_exists", $"There is a contract '{command.Id}' already.", "/id");

        EffectiveAt start = command.StartsAt ?? new EffectiveAt(at.Microseconds);
        if (!BillableTime.Contains(start))
            return new Rejection(RejectionKind.Invalid, "contract_start_out_of_range", $"A contract starts at {BillableTime.Start} or later and before {BillableTime.End}.", "/starts_at");
        string billedIn = command.Currency ?? plan.Currency;
        if (!Currency.TryOf(billedIn, out _))
            return new Rejection(RejectionKind.Invalid, "currency_unknown", $"'{Names.Shortened(billedIn)}' is no ISO 4217 currency; write its three capital letters, such as USD.", "/currency");
        if (ContractEnd.Find(books, command, account.Account, start, later, out EffectiveAt? end, out EffectiveAt? anchor) is { } endless)
            return endless;
        if (end <= start)
            return new Rejection(RejectionKind.Invalid, "contract_ends_before_start", $"The contract would end at {end}, which is not after its start at {start}.", "/ends_at");
        if (account.Account.Currency is { } currency && currency != billedIn)
        {
            return new Rejection(
                RejectionKind.Conflict,
                "currency_mismatch",
                command.Currency is null ? $"The account is billed in {currency}, and the plan '{plan.Id}' is priced in {plan.Currency}." : $"The account is billed in {currency}, and the contract would be in {billedIn}."
            );
        }

        string? payer = null;
        if (command.BillTo is { } billTo && Payers.Refuse(books, account.Account, billTo, billedIn, out payer) is { } cannotPay)
            return cannotPay;

        var contract = new Contract(
            command.Id,
            account.Account.Id,
            plan.Id,
            catalog.Version,
            Version: 1,
            billedIn,
            start,
            end,
            command.ExternalIds
        )
        {
            PurchaseOrder = command.PurchaseOrder,
            Term = command.Term,
            CoTermWith = command.CoTermWith,
            BillingAnchor = anchor,
            BillTo = payer,
            Terms = terms,
            TrialEndsAt = plan.TrialDays is { } days ? BillingCalendar.DaysAfter(start, days, TimeZones.Get(account.Account.TimeZone)) : null,
        };
        // What may be promoted is what the contract has without its promotions.
        if (!terms.Promotions.IsEmpty && Offer.RefusePromotions(books, catalog, Agreement.Of(catalog, contract with { Terms = terms with { Promotions = [] } }, TimeZones.Get(account.Account.TimeZone)).Plan, terms, start) is { } unpromoted)
            return unpromoted;
        var started = new ContractStarted(contract, at);
        var book = new ContractBook(started, catalog, books.Agreed.Of(contract, catalog, account.Account), account.Account);
        List<Fact> facts = [started];
        List<Fact> alerts = [];
        if ((TooDear(book.Plan) ?? ForeignCharges.Refuse(book.Plan) ?? Phasing.Begin(books, account.Account, book, !command.Phases.IsEmpty, later, facts, at) ?? SideBySide.Refuse(account, book, [.. book.Parts.Select(part => new TermsSpan(part.From, part.Until, part.Meters))], "/starts_at") ?? TakeUp(account, book, at, facts, alerts)) is { } refused)
            return refused;
        return Outcome.Of(new AmendedContract(contract, [.. book.Amendments]), [.. facts, .. alerts]);
    }

    /// <summary>A plan whose charges cannot be told even for one unit would never be billed.</summary>
    internal static Rejection? TooDear(Plan plan)
    {
        foreach (Charge charge in plan.Charges)
        {
            if (MeterCapacity.Of(charge.Price) < (charge.Seats is null ? Quantity.One : SeatTerms.LeastTold))
                return new Rejection(RejectionKind.Invalid, "amount_out_of_range", $"The charge '{charge.Name}' of the plan '{plan.Id}' costs more than can be told.", "/plan");
        }

        return null;
    }

    /// <summary>
    /// Earlier usage burns the new allowance, and grants, in the order in which it was recorded. It keeps the meters and the quantities that it was counted
    /// with when it arrived.
    /// </summary>
    /// <param name="alerts">Takes what it raises on the way, to be told once all of it is taken up.</param>
    private static Rejection? TakeUp(AccountBook account, ContractBook first, RecordedAt at, List<Fact> facts, List<Fact> alerts)
    {
        Holdings? holdings = account.Holdings?.Copy();
        List<Burn> burns = [];
        foreach (UsageCounted counted in account.Uncontracted)
        {
            if (first.At(counted.Event.Time) is not { } contract)
                continue;
            burns.Clear();
            ImmutableArray<Tally>.Builder tallies = ImmutableArray.CreateBuilder<Tally>(counted.Tallies.Length);
            foreach (Tally kept in counted.Tallies)
            {
                if (Tallying.TryDecide(contract, holdings, kept.Target.Meter, counted.Event.Content, kept.Value, burns, out Tally tally) is { } full)
                    return full with { Pointer = "/starts_at" };
                tallies.Add(tally);
            }

            ImmutableArray<Tally> taken = tallies.MoveToImmutable();
            // What several meters count of one event is spent at once, and told as it is when all of it is: as if the event came now.
            int told = alerts.Count;
            foreach (Tally tally in taken)
                UsageAlerts.Add(contract, holdings, tally, counted.Event, at, alerts);
            LimitAlerts.Add(contract, taken, counted.Event, at, alerts);
            foreach (Tally tally in taken)
                contract.Apply(tally.Target, tally, counted.Event.Time, at, counted.Event.Subject);
            foreach (AlertRaised raised in alerts.Skip(told).Cast<AlertRaised>())
                contract.Apply(raised);
            facts.Add(new UsageAttributed(account.Account.Id, counted.Event.Source, counted.Event.Id, counted.Event.Time, taken, at));
            if (burns.Count == 0)
                continue;
            var burnt = new UnitsBurnt(account.Account.Id, counted.Event.Source, counted.Event.Id, counted.Event.Time, [.. burns], at);
            holdings ??= new Holdings();
            if (burns.Exists(burn => burn.IsOfWallet))
            {
                AlertRaised[] ofWallets = [.. WalletAlerts.Of(holdings, _ => contract, counted.Event, burns, at)];
                Array.ForEach(ofWallets, holdings.Apply);
                alerts.AddRange(ofWallets);
            }

            holdings.Apply(burnt);
            foreach (Burn burn in burns)
                contract.Apply(burn);
            facts.Add(burnt);
        }

        return null;
    }
}
