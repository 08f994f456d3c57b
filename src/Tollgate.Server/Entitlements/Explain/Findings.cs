using NodaTime;
using Tollgate.Engine;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Server.Entitlements.Explain;

/// <summary>
/// What an explanation is made of: a decision and the state it was made in. It is gathered in one go, from the loop's state or a past one, and told
/// where nobody waits for the loop.
/// </summary>
/// <param name="At">The instant that was asked for.</param>
/// <param name="IsPast">It is told as something that was.</param>
internal sealed record Findings(EntitlementRequest Asked, Decision Decision, EffectiveAt At, bool IsPast)
{
    /// <summary>The account's; UTC when there is none.</summary>
    public DateTimeZone Zone { get; private init; } = DateTimeZone.Utc;

    public Suspension? Suspension { get; private init; }

    public Delinquency? Delinquency { get; private init; }

    /// <summary>Those of the feature, in the order in which they were recorded.</summary>
    public IReadOnlyList<StandingOverride> Overrides { get; private init; } = [];

    /// <summary>The contract in force; where there is none, the next that starts, or the last that ended.</summary>
    public ContractFound? Contract { get; private init; }

    /// <summary>Null when no catalog has it.</summary>
    public Feature? Feature { get; private init; }

    /// <inheritdoc cref="Feature"/>
    public FeatureKind? Kind => Feature?.Kind;

    /// <summary>The environment's own right where the contract's plan has none; null where it has none either.</summary>
    public Entitlement? Default { get; private init; }

    /// <summary>Each right of the plan, or else of the environment, and whether it holds for this request.</summary>
    public IReadOnlyList<RightFound> Rights { get; private init; } = [];

    /// <summary>How the seats stand that the decision asked for.</summary>
    public IReadOnlyList<SeatsFound> Seats { get; private init; } = [];

    /// <summary>What would pass of units that were denied, if a part were enough.</summary>
    public Quantity? Part { get; private init; }

    /// <summary>The version of the catalog in force; null before the first.</summary>
    public int? CatalogVersion { get; private init; }

    /// <summary>Null unless the decision is about units.</summary>
    public UsageFound? Usage { get; private init; }

    /// <summary>Null unless a wallet pays for the feature.</summary>
    public WalletFound? Wallet { get; private init; }

    /// <summary>The decision that was given, where one was asked for by its id.</summary>
    public TakenDecision? Given { get; init; }

    /// <summary>What was known by an instant, where that was asked for.</summary>
    public EffectiveAt? KnownAt { get; init; }

    /// <param name="now">When it is, or was, decided.</param>
    public static Findings Of(Books books, EntitlementRequest asked, RecordedAt now, bool isPast)
    {
        EffectiveAt at = asked.At ?? new EffectiveAt(now.Microseconds);
        var found = new Findings(asked, Check.Decide(books, asked with { At = at }, now), at, isPast) { CatalogVersion = books.Catalogs.Current?.Version };
        if (books.Account(asked.AccountId) is not { } account)
            return found;
        ContractBook? contract = found.Decision.Contract is { } decided && account.HasSeveralAtOnce ? account.ContractsAt(at).First(other => other.Contract.Id == decided.Id) : account.ContractAt(at);
        if (found.Decision.Metered is not null && contract?.Feature(asked.Feature).Meter is { } meter)
        {
            // A copy, to be looked at outside of the loop, with what has fallen due.
            Holdings? holdings = account.HoldingsAt(at.Microseconds > now.Microseconds ? at : new EffectiveAt(now.Microseconds), now)?.Copy();
            found = found with
            {
                Usage = UsageFound.Of(contract, holdings, meter.Name, at),
                Wallet = WalletFound.Of(account, contract, holdings, asked, found.Decision, at),
            };
        }

        PlanFeature? said = contract?.Feature(asked.Feature);
        Entitlement? byDefault = said is { Feature: not null } ? said.Default : books.Catalogs.Current?.Defaults.GetValueOrDefault(asked.Feature);
        return found with
        {
            Feature = said?.Feature ?? books.Catalogs.Current?.Features.GetValueOrDefault(asked.Feature),
            Default = byDefault,
            Rights = RightFound.Of(said?.Right ?? byDefault, account, asked, at),
            Seats = SeatsFound.Of(books, account, asked, found.Decision, at, now),
            Part = found.Decision is { Allowed: false, Metered: not null } ? Check.Decide(books, asked with { At = at, AllowPartial = true }, now).GrantedUnits : null,
            Zone = account.Zone,
            Suspension = account.Standing.Suspension,
            Delinquency = account.Standing.Delinquency,
            Overrides = [.. account.Standing.Overrides.Where(known => known.Terms.Feature == asked.Feature)],
            Contract = (contract ?? Nearest(account, at)) is { } near ? ContractFound.Of(near, asked.Feature, isInForce: contract is not null) : null,
        };
    }

    private static ContractBook? Nearest(AccountBook account, EffectiveAt at) =>
        account.Contracts.LastOrDefault(other => other.Contract.EndsAt <= at) ?? account.Contracts.FirstOrDefault(other => other.Contract.StartsAt > at);
}

/// <summary>A right to the feature.</summary>
/// <param name="Unmet">Why it does not hold for the request; null when it does.</param>
internal sealed record RightFound(Entitlement Right, UnmetCondition? Unmet)
{
    public static IReadOnlyList<RightFound> Of(Entitlement? right, AccountBook account, EntitlementRequest asked, EffectiveAt at)
    {
        Entitlement[] rights = right switch
        {
            null => [],
            AlternativeEntitlements several => [.. several.Rights],
            _ => [right],
        };
        return [.. rights.Select(one => new RightFound(one, one.When is { } condition ? Conditions.Unmet(condition, account, asked, at) : null))];
    }
}

/// <summary>A contract, and what its plan says of the feature.</summary>
/// <param name="Right">Null when the plan does not name it.</param>
internal sealed record ContractFound(Contract Contract, string PlanName, PeriodUnit Period, Entitlement? Right, bool IsInForce)
{
    /// <summary>When the pause that the contract is in began; null when it is in none.</summary>
    public EffectiveAt? PausedFrom { get; private init; }

    /// <summary>When it is resumed; null as long as nobody has said.</summary>
    public EffectiveAt? PausedUntil { get; private init; }

    public static ContractFound Of(ContractBook book, string feature, bool isInForce) =>
        new(book.Contract, book.Plan.Name, book.Plan.Period, book.Feature(feature).Right, isInForce)
        {
            PausedFrom = isInForce && book.Contract.Paused ? book.From : null,
            PausedUntil = isInForce && book.Contract.Paused ? book.Until : null,
        };
}
