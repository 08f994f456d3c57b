using System.Collections.Immutable;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Migrations;

/// <summary>What a migration would do to one contract; nothing is recorded.</summary>
/// <param name="ToPlan">Null when it cannot be moved.</param>
/// <param name="Refused">Why it cannot; null when it can.</param>
/// <param name="Changes">What differs for it, in words; empty where nothing does.</param>
/// <param name="NextInvoice">The date of the invoice at the end of the period in which the terms change; null when it cannot be moved. The amounts have what was used by now, and no tax.</param>
public sealed record MigrationPreview(
    string ContractId,
    string AccountId,
    string FromPlan,
    int FromCatalogVersion,
    EffectiveAt EffectiveAt,
    string? ToPlan,
    Rejection? Refused,
    ImmutableArray<string> Changes,
    EffectiveAt? NextInvoice,
    string Currency,
    Money Before,
    Money After
)
{
    /// <param name="after">Only contracts behind this one; null is all.</param>
    /// <returns>Why nothing of it can be done, or what it does to the first of them.</returns>
    public static (Rejection? Refused, int Total, ImmutableArray<MigrationPreview> Contracts) Of(Books books, MigrationTerms terms, string? after, int most, RecordedAt now)
    {
        if (Migrating.Refuse(books, terms) is { } refused)
            return (refused, 0, []);
        ContractBook[] selected = [.. Migrating.Selected(books, terms, now)];
        return (null, selected.Length, [.. selected.Where(contract => string.CompareOrdinal(contract.Id, after) > 0).Take(most).Select(contract => Of(books, contract, terms, now))]);
    }

    private static MigrationPreview Of(Books books, ContractBook contract, MigrationTerms terms, RecordedAt now)
    {
        EffectiveAt from = Migrating.From(contract, terms, now);
        ContractBook before = contract.At(from) ?? contract;
        Outcome outcome = Migrating.Amend(books, contract, terms, now, now);
        var preview = new MigrationPreview(contract.Id, contract.Contract.AccountId, before.Contract.Plan, before.Contract.CatalogVersion, from, null, outcome.Rejection, [], null, contract.Contract.Currency, default, default);
        if (outcome.Rejection is not null)
            return preview;
        Books alone = books.Alone(books.OwnAccount(contract.Contract.AccountId));
        foreach (Fact fact in outcome.Facts)
            alone.Apply(fact);
        ContractBook then = alone.Contracts[contract.Id];
        ContractBook part = then.At(from)!;
        long boundary = contract.Calendar.PeriodAt(from).Index + 1;
        return preview with
        {
            ToPlan = part.Contract.Plan,
            Changes = Words(before, part),
            NextInvoice = Billing.DateOf(contract, boundary),
            Before = Composition.Of(contract, boundary).Total,
            After = Composition.Of(then, boundary).Total,
        };
    }

    /// <summary>Both as the contract has them, with what is agreed beside the plan.</summary>
    private static ImmutableArray<string> Words(ContractBook before, ContractBook after)
    {
        Plan next = Own(after.Plan) with { Id = before.Plan.Id };
        var known = ImmutableSortedDictionary<string, Plan>.Empty;
        return
        [
            .. PlanDifference.Between(known.Add(next.Id, Own(before.Plan)), known.Add(next.Id, next), Numbers.Currency.Of(before.Plan.Currency)).Select(change => change.Sentence),
        ];
    }

    /// <summary>Prices of a rate card are the plan's as well, to who pays them.</summary>
    private static Plan Own(Plan plan) => plan with { Charges = [.. plan.Charges.Select(charge => charge with { RateCard = null })] };
}
