using Tollgate.Engine.Accounts;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>
/// Issues a grant. One that is backdated first covers the overage that its time has counted already in open periods, window by window, and then is
/// where it would be had it been there all along.
/// </summary>
public static class GrantIssue
{
    /// <summary>The most windows that a recurring grant may have behind it when it is issued.</summary>
    private const int MostWindows = 1000;

    public static Outcome Decide(Books books, IssueGrant command, RecordedAt now)
    {
        if (books.Account(command.AccountId) is not { } account)
            return UsageReporting.AccountNotFound(command.AccountId) with { Kind = RejectionKind.NotFound };
        Grant grant = Priced(books, account, command.Grant);
        if ((Refuse(grant) ?? RefuseFeature(books, account, grant) ?? RefuseWindows(account, grant, now)) is { } refused)
            return refused;
        if (books.AccountOfGrant(grant.Id) is not null)
            return new Rejection(RejectionKind.Conflict, "grant_exists", $"There is a grant '{grant.Id}' already.", "/id");

        var issued = new GrantIssued(account.Id, grant, Lots.At(grant, account.Zone, grant.EffectiveAt), now);
        Holdings then = account.Holdings?.Copy() ?? new Holdings();
        List<Fact> facts = [];
        Note(issued);
        var backdating = new Backdating(account, then);
        if (!grant.PendingPayment)
            backdating.Cover(grant, [issued], now, facts);
        while (then.NextDue is { } due && due.Microseconds <= now.Microseconds)
        {
            IReadOnlyList<Fact> fell = Dues.Of(then, account.Id, account.Zone, due, now);
            foreach (Fact fact in fell)
                Note(fact);
            backdating.Cover(grant, fell, now, facts);
        }

        WalletAlerts.Add(account, then, facts, now);
        return Outcome.Of(then.Grants[grant.Id], facts);

        void Note(Fact fact)
        {
            then.Apply(fact);
            facts.Add(fact);
        }
    }

    private static Rejection? Refuse(Grant grant)
    {
        if (grant.Amount <= Units.Zero)
            return Invalid("amount_not_positive", $"A grant is of more than 0 units; this is of {grant.Amount}.", "/amount");
        if (grant.Priority < 0)
            return Invalid("priority_negative", "A priority is 0 or more; the lower burns first.", "/priority");
        if (!BillableTime.Contains(grant.EffectiveAt))
            return Invalid("grant_start_out_of_range", $"A grant is effective at {BillableTime.Start} or later and before {BillableTime.End}.", "/effective_at");
        if (grant.ExpiresAt <= grant.EffectiveAt)
            return Invalid("grant_ends_before_start", $"The grant would expire at {grant.ExpiresAt}, which is not after its start at {grant.EffectiveAt}.", "/expires_at");
        if (grant.Rollover is { } rollover)
        {
            if (grant.Recurrence is null)
                return Invalid("rollover_without_recurrence", "Units roll over into the next time that a grant issues; this one does not recur.", "/rollover");
            if (rollover.Min.IsNegative || rollover.Max < rollover.Min)
                return Invalid("rollover_bounds", $"A rollover has 0 <= min <= max; this has min {rollover.Min} and max {rollover.Max}.", "/rollover");
            if (rollover.Max > grant.Amount)
                return Invalid("rollover_above_amount", $"At most the amount rolls over, {grant.Amount} units; max is {rollover.Max}.", "/rollover/max");
        }

        if (grant.Recurrence is not null && grant.PendingPayment)
            return Invalid("pending_grant_recurs", "A grant that waits for its payment is issued once; leave out recurrence, or pending_payment.", "/pending_payment");
        return null;
    }

    /// <summary>Credits that are bought cost what the catalog says, unless it is said otherwise.</summary>
    private static Grant Priced(Books books, AccountBook account, Grant grant)
    {
        if (grant is not { Wallet: { } unit, CostBasis: null, Source: GrantSource.Purchase or GrantSource.TopUp } || grant.Amount <= Units.Zero)
            return grant;
        CatalogVersion? catalog = WalletUnits.CatalogOf(books, account, unit, grant.EffectiveAt);
        return grant with { CostBasis = WalletUnits.PriceOf(catalog?.Credits.GetValueOrDefault(unit), grant.Amount) };
    }

    private static Rejection? RefuseWallet(Books books, AccountBook account, Grant grant)
    {
        if ((WalletUnits.Refuse(books, account, grant.Wallet!, grant.EffectiveAt) ?? WalletUnits.Refuse(account.Holdings, grant.Wallet!, grant.Amount)) is { } refused)
            return refused;
        CatalogVersion? catalog = WalletUnits.CatalogOf(books, account, grant.Wallet!, grant.EffectiveAt);
        foreach ((int place, string feature) in grant.Features.Index())
        {
            if (catalog?.Features.GetValueOrDefault(feature)?.Meter is null)
                return Invalid("feature_not_metered", $"The catalog has no metered feature '{feature}' that a wallet could pay for.", JsonPointer.Append("/features", place));
        }

        foreach ((int place, string meter) in grant.Meters.Index())
        {
            if (catalog?.Meters.ContainsKey(meter) != true)
                return Invalid("meter_not_found", $"The catalog has no meter '{meter}'.", JsonPointer.Append("/meters", place));
        }

        foreach (string dimension in grant.Dimensions.Keys)
        {
            if (catalog?.Meters.Values.Any(meter => meter.Dimensions.Contains(dimension)) != true)
                return Invalid("grant_dimension_unknown", $"No meter of the catalog has a dimension '{dimension}'.", JsonPointer.Append("/dimensions", dimension));
        }

        return RefuseIdle([.. account.ContractsAt(grant.EffectiveAt)], grant);
    }

    /// <summary>Under the contracts in force then, what is kept for some features must be able to pay for one of them: as it is used, or on the invoice. Without a contract nobody knows yet.</summary>
    private static Rejection? RefuseIdle(ContractBook[] contracts, Grant grant)
    {
        if (contracts.Length == 0 || grant.Features.IsEmpty || contracts.Any(contract => grant.Features.Any(feature => CanPay(contract, grant.Wallet!, feature))))
            return null;
        string features = string.Join(", ", grant.Features.Select(feature => $"'{feature}'"));
        return Invalid(
            "grant_never_burns",
            $"{(contracts.Length == 1 ? $"The plan '{contracts[0].Plan.Id}' has" : $"The plans {string.Join(", ", contracts.Select(contract => $"'{contract.Plan.Id}'"))} have")} nothing that a wallet in {grant.Wallet} could pay for in {features}: it is neither used from that wallet nor billed in it. Name other features, or give the grant in what they are paid from.",
            grant.Features.Length == 1 ? JsonPointer.Append("/features", 0) : "/features"
        );
    }

    private static bool CanPay(ContractBook contract, string wallet, string feature)
    {
        PlanFeature said = contract.Feature(feature);
        if (said.Meter is not { } meter)
            return false;
        Entitlement?[] rights = said.Right is AlternativeEntitlements several ? [.. several.Rights] : [contract.RightOf(said)];
        return rights.Any(right => right is MeteredEntitlement { PaidFrom: { } terms } && terms.Unit == wallet)
            || (wallet == contract.Contract.Currency && !contract.ChargesFor(meter.Name).IsEmpty);
    }

    private static Rejection? RefuseFeature(Books books, AccountBook account, Grant grant)
    {
        if ((grant.Feature is null) == (grant.Wallet is null))
            return Invalid("grant_of_nothing", "A grant is of units of a feature, or of a wallet: give feature, or wallet, and not both.", "/feature");
        if (grant.Feature is not { } name)
            return RefuseWallet(books, account, grant);
        if (!grant.Features.IsEmpty || !grant.Meters.IsEmpty)
            return Invalid("grant_of_nothing", "Only a wallet pays for several features; leave out features and meters.", grant.Features.IsEmpty ? "/meters" : "/features");
        ContractBook? contract = account.ContractOfFeature(name, grant.EffectiveAt);
        CatalogVersion? catalog = contract?.Catalog.Features.ContainsKey(name) == true ? contract.Catalog : books.Catalogs.Current;
        if (catalog?.Features.GetValueOrDefault(name) is not { } feature)
            return Invalid("feature_not_found", $"The catalog has no feature '{name}'.", "/feature");
        if (feature.Meter is not { } meter)
            return Invalid("feature_not_metered", $"'{name}' is no metered feature, so it has no units that could be granted.", "/feature");
        foreach (string dimension in grant.Dimensions.Keys)
        {
            if (!catalog.Meters[meter].Dimensions.Contains(dimension))
                return Invalid("grant_dimension_unknown", $"The meter '{meter}' of '{name}' has no dimension '{dimension}'.", JsonPointer.Append("/dimensions", dimension));
        }

        return null;
    }

    private static Rejection? RefuseWindows(AccountBook account, Grant grant, RecordedAt now)
    {
        if (grant.Recurrence is not { } recurrence)
            return null;
        if (recurrence.Anchor > grant.EffectiveAt || !BillableTime.Contains(recurrence.Anchor))
            return Invalid("anchor_after_start", $"The anchor is {recurrence.Anchor}; it must lie from {BillableTime.Start} to the grant's start at {grant.EffectiveAt}.", "/recurrence/anchor");
        var until = new EffectiveAt(Math.Max(now.Microseconds, grant.EffectiveAt.Microseconds));
        long windows = Lots.BoundariesUntil(recurrence, account.Zone, until) - Lots.BoundariesUntil(recurrence, account.Zone, grant.EffectiveAt);
        return windows <= MostWindows
            ? null
            : Invalid("grant_too_far_back", $"The grant would have issued {windows} times by now; {MostWindows} at most. Let it start later.", "/effective_at");
    }

    private static Rejection Invalid(string code, string detail, string pointer) => new(RejectionKind.Invalid, code, detail, pointer);
}
