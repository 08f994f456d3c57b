using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Entitlements;

/// <summary>Which right of an account to a feature applies at an instant, or the reason why none does.</summary>
/// <param name="Contract">Null only when no contract is in force.</param>
/// <param name="Meter">What counts the feature's units, as the contract's catalog version has it, or without a contract the one in force.</param>
public readonly record struct Resolution(ContractBook? Contract, Entitlement? Right, Meter? Meter, Reason? Missing)
{
    /// <summary>Who was granted units of a feature that his plan does not name has just these.</summary>
    internal static readonly MeteredEntitlement ByGrant = new(Quantity.Zero, Enforcement.Hard);

    /// <summary>The step that decided.</summary>
    public Rule Rule { get; init; }

    /// <summary>The override that decided, or null.</summary>
    public Override? Override { get; init; }

    /// <summary>The right to units of a metered feature; null of any other.</summary>
    internal MeteredRight? Metered(string feature)
    {
        if (Right is not MeteredEntitlement metered || Contract is null || Meter is null)
            return null;
        return Contract.MeteredRight(Meter.Name) is { } plan && ReferenceEquals(plan.Entitlement, metered) ? plan : new MeteredRight(feature, metered);
    }

    /// <param name="now">On the shard's time: who was suspended or has not paid by then is not let in by an earlier instant.</param>
    public static Resolution Of(Books books, AccountBook account, string feature, EffectiveAt at, RecordedAt now)
    {
        EffectiveAt standing = at.Microseconds < now.Microseconds ? new EffectiveAt(now.Microseconds) : at;
        ContractBook? contract = account.ContractAt(at);
        PlanFeature? said = contract?.Feature(feature);
        if (account.HasStanding && account.Standing.Denial(standing) is { } denial)
            return new Resolution(contract, null, said?.Meter ?? MeterOf(books.Catalogs.Current, feature), denial) { Rule = Rule.Status };
        Resolution resolution = ByTerms(books, account, contract, said, feature, at);
        return account.HasStanding && resolution.Right is MeteredEntitlement limited && account.Standing.IsDegraded(standing)
            ? resolution with { Right = limited with { Enforcement = Enforcement.Hard, Grace = null, Throttle = null } }
            : resolution;
    }

    private static Resolution ByTerms(Books books, AccountBook account, ContractBook? contract, PlanFeature? said, string feature, EffectiveAt at)
    {
        if (account.HasStanding && account.Standing.OverrideOf(feature, at)?.Terms is { } terms
            && Known(books, contract, feature) is { } overridden
            && (overridden.Meter is null || said?.Meter is not null)
            && terms.Terms.RightTo(overridden, said?.Right) is { } instead)
            return new Resolution(contract, instead, said?.Meter, null) { Rule = Rule.Override, Override = terms };
        if (said?.Right is { } right)
            return new Resolution(contract, right, said.Meter, null);
        if (said?.Meter is { } granted && account.Holdings?.Has(feature) == true)
            return new Resolution(contract, ByGrant, granted, null) { Rule = Rule.Grant };

        Reason missing = (Known(books, contract, feature) is not null, contract, account.Contracts) switch
        {
            (false, _, _) => Reason.FeatureNotFound,
            (_, not null, _) => Reason.FeatureNotIncluded,
            (_, _, { Count: 0 }) => Reason.FeatureNotIncluded,
            var (_, _, contracts) when contracts.All(other => other.Contract.StartsAt > at) => Reason.ContractNotStarted,
            _ => Reason.ContractExpired,
        };
        return new Resolution(contract, null, contract is null ? MeterOf(books.Catalogs.Current, feature) : said!.Meter, missing);
    }

    /// <summary>The feature as the contract's catalog has it, else as the one in force.</summary>
    private static Feature? Known(Books books, ContractBook? contract, string feature) =>
        contract?.Catalog.Features.GetValueOrDefault(feature) ?? books.Catalogs.Current?.Features.GetValueOrDefault(feature);

    private static Meter? MeterOf(CatalogVersion? catalog, string feature) =>
        catalog?.Features.GetValueOrDefault(feature)?.Meter is { } name ? catalog.Meters[name] : null;
}
