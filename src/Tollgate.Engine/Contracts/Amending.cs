using System.Collections.Immutable;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

/// <summary>Gives a contract other terms from an instant on: another plan, or another end.</summary>
public static class Amending
{
    public static Outcome Decide(Books books, AmendContract command, RecordedAt now)
    {
        if (Find(books, command, now, out ContractBook first, out VersionRun made) is { } refused)
            return refused;
        ContractAmended amended = made.Facts[0];
        List<Fact> others = [];
        if (CoTerms.Follow(books, first, command, amended.Contract.EndsAt, others, now) is { } unfollowed)
            return unfollowed;
        var answer = new AmendedContract(amended.Contract, [.. first.Amendments, .. made.Facts]);
        if (!CountsAgain(first, amended))
            return Outcome.Of(answer, [.. made.Facts, .. others]);
        if (!CanCountAgain(books, first, made))
            return new Rejection(RejectionKind.Conflict, "usage_counted_since", $"Usage of {amended.EffectiveAt} or later is counted in the contract, and an amendment to a plan with another period, or with a pause or the end of an add-on behind it, does not count it again.", "/effective_at");
        if (command.Counted is not { } counted)
            return new Rejection(RejectionKind.Stale, "usage_counted_since", $"Usage of {amended.EffectiveAt} or later is counted in the contract.", "/effective_at");
        return counted.Finish(first, amended, now, out UsageRetallied retallied) is { } impossible ? impossible : Outcome.Of(answer, [amended, retallied, .. others]);
    }

    /// <summary>Begins to count usage again that is counted of the time of an amendment already.</summary>
    /// <returns>Null when there is nothing to count again, or the amendment cannot be made.</returns>
    public static Retally? Recount(Books books, AmendContract command, RecordedAt now)
    {
        if (Find(books, command, now, out ContractBook first, out VersionRun made) is not null || !CountsAgain(first, made.Facts[0]) || !CanCountAgain(books, first, made))
            return null;
        return Retally.Of(books, first, made.Facts[0]);
    }

    private static bool CountsAgain(ContractBook first, ContractAmended amended) =>
        first.At(amended.EffectiveAt) is not { } cut || (!cut.HasTermsOf(amended.Contract) && first.Versions.Any(part => part.HasUsageFrom(cut.DependsOnItsEndFrom(amended.EffectiveAt))));

    /// <summary>Usage is counted again under one version, in the periods that there are.</summary>
    private static bool CanCountAgain(Books books, ContractBook first, VersionRun made)
    {
        ContractAmended amended = made.Facts[0];
        Plan plan = books.Catalogs[amended.Contract.CatalogVersion].Plans[amended.Contract.Plan];
        return made.Facts.Count == 1 && first.At(amended.EffectiveAt) is { Plan: var before } && before.Period == plan.Period && before.Anchor == plan.Anchor;
    }

    private static Rejection? Find(Books books, AmendContract command, RecordedAt now, out ContractBook first, out VersionRun made)
    {
        made = null!;
        if (!books.Contracts.TryGetValue(command.ContractId, out first!) || !first.IsFirst)
            return NotFound(command.ContractId);
        EffectiveAt from = command.EffectiveAt ?? new EffectiveAt(now.Microseconds);
        if (RefuseOutside(first, from, "/effective_at") is { } outside)
            return outside;

        ContractBook before = first.At(from)!;
        AccountBook account = books.OwnAccount(first.Contract.AccountId);
        // Who pays changes no terms, so that no version of them has it; nor has one the purchase order.
        Contract held = before.Contract with { PurchaseOrder = first.PurchaseOrderAt(from), BillTo = first.TermsAt(from, now)!.BillTo };
        (Contract? asked, Rejection? refused) = Terms(books, before, held, command);
        if (asked is not { } contract)
            return refused!;
        if (command.BillTo is { } paying)
        {
            string? payer = null;
            if (paying.AccountId is { } billTo && Payers.Refuse(books, account.Account, billTo, contract.Currency, out payer) is { } cannotPay)
                return cannotPay;
            contract = contract with { BillTo = payer };
        }

        if (contract == held)
            return Invalid("amendment_changes_nothing", "The contract has these terms at that time already: give a plan or an end that it has not.", "/plan");
        if ((RefuseEnd(first, contract, from) ?? RefusePeriods(books, account, first, contract, from) ?? SideBySide.Refuse(account, first, SideBySide.Amended(first, contract, from, books.Agreed.Of(contract, books.Catalogs[contract.CatalogVersion], account.Account)), "/effective_at")) is { } impossible)
            return impossible;
        made = new VersionRun(first, command.Reason, command.Author, now);
        var amended = new ContractAmended(contract with { Version = first.LatestVersion + 1 }, from, command.AllowanceOnChange, command.Reason, command.Author, now) { Cancels = command.Cancels };
        made.Add(amended);
        return Following.Amend(before, amended.Contract, from, made);
    }

    internal static Rejection NotFound(string contractId) => new(RejectionKind.NotFound, "contract_not_found", $"There is no contract '{contractId}'.");

    /// <summary>Whether a change can begin at an instant at all.</summary>
    internal static Rejection? RefuseOutside(ContractBook first, EffectiveAt from, string pointer) => first.At(from) is null
        ? Invalid("amendment_outside_contract", $"The contract runs from {first.Contract.StartsAt} to {first.Contract.EndsAt?.ToString() ?? "no end"}; an amendment of it cannot begin at {from}.", pointer)
        : null;

    private static (Contract? Contract, Rejection? Refused) Terms(Books books, ContractBook before, Contract contract, AmendContract command)
    {
        if (command.PurchaseOrder is { } order)
            contract = contract with { PurchaseOrder = order.Number };
        if (command.EndsAt is { } ends)
            contract = contract with { EndsAt = ends.At };
        if (command.Plan is null && command.AddOns is null && command.Negotiated is null)
            return (contract, null);
        CatalogVersion catalog = command.Plan is null ? before.Catalog : books.Catalogs.Current!;
        ContractTerms asked = contract.Terms with
        {
            Bundle = null,
            AddOns = command.AddOns ?? contract.Terms.AddOns,
            Negotiated = command.Negotiated is { } negotiated ? negotiated.Text : contract.Terms.Negotiated,
        };
        if (Offer.Find(catalog, command.Plan ?? contract.Plan, asked, isNew: command.Plan is not null, out Plan next, out ContractTerms terms) is { } notSold)
            return (null, notSold);
        if (next.Currency != contract.Currency && before.Catalog.Plans[before.Contract.Plan].Currency == contract.Currency)
            return (null, new Rejection(RejectionKind.Conflict, "currency_mismatch", $"The contract is billed in {contract.Currency}, and the plan '{next.Id}' is priced in {next.Currency}."));
        terms = terms with { Promotions = Kept(catalog, terms.Promotions, next, before.Plan) };
        contract = contract with { Plan = next.Id, CatalogVersion = catalog.Version, Terms = terms.AreNone ? ContractTerms.None : terms with { Bundle = before.Contract.Terms.Bundle } };
        AccountBook account = books.OwnAccount(contract.AccountId);
        Plan agreed = books.Agreed.Of(contract, catalog, account.Account).Plan;
        return (ContractStart.TooDear(agreed) ?? ForeignCharges.Refuse(agreed)) is { } impossible ? (null, impossible) : (contract, null);
    }

    private static Rejection? RefuseEnd(ContractBook first, Contract contract, EffectiveAt from)
    {
        if (contract.EndsAt == first.Contract.EndsAt)
            return null;
        if (contract.EndsAt <= from)
            return Invalid("contract_ends_before_start", $"The contract would end at {contract.EndsAt}, which is not after {from}, from when that is to hold.", "/ends_at");
        if (contract.EndsAt <= first.FinalThrough && first.NextInvoice > 0 && contract.EndsAt < Invoicing.Billing.DateOf(first, first.NextInvoice - 1))
            return Invalid("period_closed", $"Invoices until {first.FinalThrough} are final; the contract cannot end before, at {contract.EndsAt}.", "/ends_at");
        foreach (ContractBook part in first.Parts)
        {
            if (contract.EndsAt is { } end && part.HasUsageFrom(end))
                return new Rejection(RejectionKind.Conflict, "usage_after_end", $"Usage of {end} or later is counted in the contract; it cannot end there.", "/ends_at");
        }

        return null;
    }

    internal static Rejection? RefuseUsage(ContractBook first, EffectiveAt from, string pointer) => first.Parts.Any(part => part.HasUsageFrom(from))
        ? new Rejection(RejectionKind.Conflict, "usage_counted_since", $"Usage of {from} or later is counted in the contract.", pointer)
        : null;

    /// <summary>A plan with another period moves the boundaries behind it.</summary>
    private static Rejection? RefusePeriods(Books books, AccountBook account, ContractBook first, Contract contract, EffectiveAt from) =>
        first.WouldMoveOpened(from, books.Agreed.Of(contract, books.Catalogs[contract.CatalogVersion], account.Account).Plan)
            ? Invalid("period_closed", $"The plan '{contract.Plan}' is billed by another period, and invoices of the time behind {from} are opened or final already: let it begin at {Invoicing.Billing.DateOf(first, first.NextInvoice - 1)} or later.", "/effective_at")
            : null;

    /// <summary>Discounts for a number of periods were for those of the plan; they end where its periods do.</summary>
    private static ImmutableArray<string> Kept(CatalogVersion catalog, ImmutableArray<string> promotions, Plan next, Plan before) =>
    [
        .. promotions.Where(code => catalog.Promotions.TryGetValue(code, out Promotion? promotion)
            && (promotion.Periods is null || (next.Period == before.Period && next.Anchor == before.Anchor))),
    ];

    private static Rejection Invalid(string code, string detail, string pointer) => new(RejectionKind.Invalid, code, detail, pointer);
}
