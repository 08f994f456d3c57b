using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Entitlements;

/// <summary>The steps of a resolution, in their order: the first that names the feature decides, and its unmet condition denies.</summary>
internal readonly ref struct ResolutionSteps
{
    private readonly Books _books;
    private readonly AccountBook _account;
    private readonly EntitlementRequest _request;
    private readonly EffectiveAt _at;

    /// <summary>Who was suspended or has not paid by now is not let in by an earlier instant.</summary>
    private readonly EffectiveAt _standing;
    private readonly ContractBook? _contract;

    /// <summary>What the contract's plan and catalog say; null without a contract.</summary>
    private readonly PlanFeature? _said;

    public ResolutionSteps(Books books, AccountBook account, EntitlementRequest request, EffectiveAt at, RecordedAt now)
    {
        _books = books;
        _account = account;
        _request = request;
        _at = at;
        _standing = at.Microseconds < now.Microseconds ? new EffectiveAt(now.Microseconds) : at;
        _contract = account.ContractOfFeature(request.Feature, at);
        _said = _contract?.Feature(request.Feature);
    }

    // What a contract negotiates and what was bought beside its plan are in its plan already, as the contract has it, and say so.
    public Resolution Decide() => ByStatus() ?? Degraded(ByOverride() ?? ByPlan() ?? ByDefault() ?? ByGrant() ?? Nothing());

    private Resolution? ByStatus() => _account.HasStanding && _account.Standing.Denial(_standing) is { } denial
        ? Missing(denial) with { Rule = Rule.Status }
        : null;

    private Resolution? ByOverride()
    {
        if (!_account.HasStanding || _account.Standing.OverrideOf(_request.Feature, _at)?.Terms is not { } terms || Known is not { } feature || !CanCount(feature))
            return null;
        return terms.Terms.RightTo(feature, _said?.Right ?? _said?.Default ?? OfMeter) is { } right
            ? Narrowed(right with { When = terms.When }) with { Rule = Rule.Override, Override = terms }
            : null;
    }

    private Resolution? ByPlan() => _said?.Right is not { } right ? null
        : _account.HasSeveralAtOnce && Known is { Meter: null, Kind: not FeatureKind.Seat } ? ByPlans()
        : Narrowed(right) with { Rule = _said.Rule };

    /// <summary>Several contracts in force may give what has no units by one step: the most generous right of those whose condition is met decides.</summary>
    private Resolution ByPlans()
    {
        Resolution? best = null;
        foreach (ContractBook contract in _account.ContractsAt(_at))
        {
            PlanFeature said = contract.Feature(_request.Feature);
            if (said.Right is not { } right || AccountBook.ResolutionOrder(said) != AccountBook.ResolutionOrder(_said!))
                continue;
            Resolution resolution = Narrowed(right, contract) with { Rule = said.Rule };
            if (best is not { Right: { } before } || (resolution.Right is { } other && !ReferenceEquals(MostGenerous.Of(Known!, before, other), before)))
                best = best is { Right: null } && resolution.Right is null ? best : resolution;
        }

        return best!.Value;
    }

    private Resolution? ByDefault()
    {
        Entitlement? right = _said is { Feature: not null } ? _said.Default : _books.Catalogs.Current?.Defaults.GetValueOrDefault(_request.Feature);
        return right is not null && CanCount(Known!) ? Narrowed(right) with { Rule = Rule.Default } : null;
    }

    /// <summary>
    /// Nobody says anything of the feature, but units of it were granted. What stands on its meter, under the name of another feature, stands on it too: they burn
    /// the same units.
    /// </summary>
    private Resolution? ByGrant() => _said?.Meter is not null && _account.Holdings?.Has(_request.Feature) == true
        ? Narrowed(OfMeter ?? Resolution.ByGrant) with { Rule = Rule.Grant }
        : null;

    private MeteredEntitlement? OfMeter => _said?.Meter is { } meter ? _contract!.MeteredRight(meter.Name)?.Entitlement : null;

    private Resolution Nothing()
    {
        if (Known is null)
            return Missing(Reason.FeatureNotFound);
        if (_contract?.Contract.Paused == true)
            return Missing(Pausing.Denial);
        if (_contract is not null || _account.Contracts.Count == 0)
            return Missing(Reason.FeatureNotIncluded);
        foreach (ContractBook contract in _account.Contracts)
        {
            if (contract.Contract.StartsAt <= _at)
                return Missing(Reason.ContractExpired);
        }

        return Missing(Reason.ContractNotStarted);
    }

    /// <summary>A right as it holds for this request; of several, the most generous of those that do.</summary>
    private Resolution Narrowed(Entitlement right) => Narrowed(right, _contract);

    private Resolution Narrowed(Entitlement right, ContractBook? contract)
    {
        if (right is AlternativeEntitlements several)
            return OfSeveral(several, contract);
        return right.When is { } condition && Conditions.Unmet(condition, _account, _request, _at) is { } unmet
            ? Missing(Reason.ConditionNotMet) with { Unmet = unmet }
            : new Resolution(contract, right, _said?.Meter, null);
    }

    private Resolution OfSeveral(AlternativeEntitlements several, ContractBook? contract)
    {
        Entitlement? best = null;
        UnmetCondition? first = null;
        foreach (Entitlement right in several.Rights)
        {
            if (right.When is { } condition && Conditions.Unmet(condition, _account, _request, _at) is { } unmet)
                first ??= unmet;
            else
                best = best is null ? right : MostGenerous.Of(Known!, best, right);
        }

        return best is null ? Missing(Reason.ConditionNotMet) with { Unmet = first } : new Resolution(contract, best, _said?.Meter, null);
    }

    /// <summary>Of an account that owes, every limit may be hard.</summary>
    private Resolution Degraded(in Resolution resolution) => _account.HasStanding && resolution.Right is MeteredEntitlement limited && _account.Standing.IsDegraded(_standing)
        ? resolution with { Right = limited with { Enforcement = Enforcement.Hard, Grace = null, Throttle = null }, IsDegraded = limited.Enforcement != Enforcement.Hard }
        : resolution;

    /// <summary>Units are counted in the periods of a contract, by a meter of its catalog.</summary>
    private bool CanCount(Feature feature) => feature.Meter is null || _said?.Meter is not null;

    /// <summary>The feature as the contract's catalog has it, else as the one in force.</summary>
    private Feature? Known => _said?.Feature ?? _books.Catalogs.Current?.Features.GetValueOrDefault(_request.Feature);

    private Resolution Missing(Reason reason) => new(_contract, null, _contract is null ? MeterInForce : _said!.Meter, reason);

    private Meter? MeterInForce => _books.Catalogs.Current is { } catalog && catalog.Features.GetValueOrDefault(_request.Feature)?.Meter is { } name ? catalog.Meters[name] : null;
}
