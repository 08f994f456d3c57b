using System.Collections.Immutable;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Exceptions;

/// <summary>Sets and ends overrides. Two may speak of one instant: the later recorded wins, and says so.</summary>
public static class Overriding
{
    private const int MostSuperseded = 100;

    public static Outcome Decide(Books books, SetOverride command, RecordedAt now)
    {
        if (StandingChanges.Find(books, command.AccountId, out AccountBook account) is { } missing)
            return missing;
        Override terms = command.Override;
        if (books.AccountOfOverride(terms.Id) is not null)
            return new Rejection(RejectionKind.Conflict, "override_exists", $"There is an override '{terms.Id}' already.", "/id");
        if (terms.Until <= terms.From)
            return new Rejection(RejectionKind.Invalid, "override_ends_before_start", $"The override would end at {terms.Until}, which is not after its start at {terms.From}.", "/ends_at");
        if ((FeatureOf(books, account, terms) is { } feature ? Refuse(feature, terms.Terms) : NotFound(terms.Feature)) is { } refused)
            return refused;
        if (RefuseIdle(account.ContractOfFeature(terms.Feature, terms.From), terms) is { } idle)
            return idle;
        ImmutableArray<string> superseded = [.. Superseded(terms, now, account.Standing.Overrides)];
        return Outcome.Of(new OverrideAnswer(new StandingOverride(terms, now, null), superseded), new OverrideSet(account.Id, terms, now));
    }

    public static Outcome Decide(Books books, EndOverride command, RecordedAt now)
    {
        if (books.AccountOfOverride(command.OverrideId) is not { } account)
            return new Rejection(RejectionKind.NotFound, "override_not_found", $"There is no override '{command.OverrideId}'.");
        StandingOverride standing = account.Standing.Overrides.First(known => known.Terms.Id == command.OverrideId);
        if (standing.EndedAt is { } at)
            return new Rejection(RejectionKind.Conflict, "override_already_ended", $"The override '{command.OverrideId}' was ended at {at}.");
        return Outcome.Of(standing with { EndedAt = now }, new OverrideEnded(account.Id, command.OverrideId, command.Reason, command.Author, now));
    }

    /// <summary>Those of which an override takes some of the time: they speak of its feature and of an instant of its own, and were not ended when it was set.</summary>
    /// <param name="earlier">The account's that were recorded before it, in their order.</param>
    /// <returns>Of very many, those that were recorded last.</returns>
    public static IEnumerable<string> Superseded(Override terms, RecordedAt setAt, IEnumerable<StandingOverride> earlier) => earlier
        .Where(known => known.Terms.Feature == terms.Feature && !(known.EndedAt <= setAt) && Overlap(known.Terms, terms))
        .Select(known => known.Terms.Id)
        .TakeLast(MostSuperseded);

    private static Feature? FeatureOf(Books books, AccountBook account, Override terms)
    {
        ContractBook? contract = account.ContractOfFeature(terms.Feature, terms.From);
        return contract?.Catalog.Features.GetValueOrDefault(terms.Feature) ?? books.Catalogs.Current?.Features.GetValueOrDefault(terms.Feature);
    }

    private static Rejection NotFound(string feature) => new(RejectionKind.Invalid, "feature_not_found", $"The catalog has no feature '{feature}'.", "/feature");

    /// <summary>What is said must be of the feature's kind, and something of it must be said.</summary>
    private static Rejection? Refuse(Feature feature, OverrideTerms terms)
    {
        bool value = terms.Granted is not null || terms.Number is not null || terms.Text is not null || terms.Flag is not null;
        bool units = terms.Enforcement is not null || terms.Cap is not null || terms.OverageCap is not null || terms.SpendCap is not null;
        bool fits = feature switch
        {
            { Kind: FeatureKind.Seat } => terms.Seats is not null && !value && !units,
            _ when terms.Seats is not null => false,
            { Kind: FeatureKind.Boolean } => terms.Granted is not null && !units,
            { ConfigType: ConfigType.Number } => terms.Number is not null && !units,
            { ConfigType: ConfigType.String } => terms.Text is not null && !units,
            { ConfigType: ConfigType.Boolean } => terms.Flag is not null && !units,
            _ => units && !value,
        };
        if (!fits)
            return new Rejection(RejectionKind.Invalid, "override_mismatch", $"'{feature.Name}' is {Described(feature)}.", "/feature");
        if (feature is { ConfigType: ConfigType.String, Values: { IsEmpty: false } values } && !values.Contains(terms.Text!))
            return new Rejection(RejectionKind.Invalid, "override_mismatch", $"The value is none of those of '{feature.Name}'; one of {string.Join(", ", values)} is allowed.", "/value");
        if (terms.Cap is { IsNegative: true })
            return new Rejection(RejectionKind.Invalid, "quantity_negative", "A cap is zero units or more.", "/cap");
        if (terms.Seats is < 0 or > SeatTerms.MostSeats)
            return new Rejection(RejectionKind.Invalid, ProblemCodes.SeatsOutOfRange, $"There may be 0 to {SeatTerms.MostSeats} seats; this is {terms.Seats}.", "/seats");
        if (terms.OverageCap is { } overage && LimitEffect.NotPositive(overage, "overage_cap") is { } noOverage)
            return new Rejection(RejectionKind.Invalid, ProblemCodes.NotPositive, noOverage, "/overage_cap");
        if (terms.SpendCap is { } spend && LimitEffect.NotPositive(spend) is { } noSpend)
            return new Rejection(RejectionKind.Invalid, ProblemCodes.NotPositive, noSpend, "/spend_cap");
        return terms.Enforcement is Enforcement.Grace or Enforcement.Throttle
            ? new Rejection(RejectionKind.Invalid, "override_mismatch", "An override makes a limit hard or soft; grace and throttle have terms, which stand in a plan.", "/enforcement")
            : null;
    }

    /// <summary>A cap that could never do anything under the contract in force when it begins is refused as it is in a plan. Without a contract nobody knows yet.</summary>
    private static Rejection? RefuseIdle(ContractBook? contract, Override terms)
    {
        if (contract is null || contract.Feature(terms.Feature) is not { Meter: { } meter } said)
            return null;
        if (terms.Terms.RightTo(said.Feature!, contract.RightOf(said)) is not MeteredEntitlement right)
            return null;
        if (terms.Terms.OverageCap is not null && (LimitEffect.OfOverageCap(right.PaidFrom) ?? LimitEffect.OfOverageCap(right.Included, right.Enforcement)) is { } noOverage)
            return new Rejection(RejectionKind.Invalid, ProblemCodes.LimitWithoutEffect, noOverage, "/overage_cap");
        if (terms.Terms.SpendCap is not null && LimitEffect.OfSpendCap(!contract.ChargesFor(meter.Name).IsEmpty, $"the meter '{meter.Name}'") is { } noSpend)
            return new Rejection(RejectionKind.Invalid, ProblemCodes.LimitWithoutEffect, noSpend, "/spend_cap");
        return null;
    }

    private static string Described(Feature feature) => feature switch
    {
        { Kind: FeatureKind.Seat } => "a seat feature, so its override has a number of seats",
        { Kind: FeatureKind.Boolean } => "a boolean feature, so its override has a value of true or false",
        { ConfigType: ConfigType.Number } => "a config feature of type number, so its override has a number as its value",
        { ConfigType: ConfigType.String } => "a config feature of type string, so its override has a text as its value",
        { ConfigType: ConfigType.Boolean } => "a config feature of type boolean, so its override has a value of true or false",
        _ => "a metered feature, so its override has an enforcement, a cap, an overage_cap, a spend_cap, or several of them; units are given by a grant",
    };

    private static bool Overlap(Override one, Override other) => !(other.Until <= one.From) && !(one.Until <= other.From);
}
