using System.Collections.Immutable;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>A wallet that asks for more when it runs low.</summary>
/// <param name="Below">Less than so much left asks.</param>
/// <param name="Amount">What is asked for.</param>
/// <param name="ExpiresAfterDays">Days of 24 hours from the request; null never.</param>
public sealed record TopUpRule(Units Below, Units Amount, int? ExpiresAfterDays);

/// <param name="AccountId">Or an external id.</param>
/// <param name="Rule">Null ends it.</param>
public sealed record SetTopUp(string AccountId, string Wallet, TopUpRule? Rule) : Command<Holdings>;

/// <summary>
/// Tops a wallet up by itself: the use that takes it below the mark issues a grant which waits for its payment, and that is told to whoever collects it. Paid, the
/// grant can be spent; voided, the next use asks again. While one waits there is no second.
/// </summary>
public static class TopUp
{
    private const long Day = 24 * 3_600_000_000L;
    private const int MostDays = 36_500;

    public static Outcome Decide(Books books, SetTopUp command, RecordedAt now)
    {
        if (books.Account(command.AccountId) is not { } account)
            return UsageReporting.AccountNotFound(command.AccountId) with { Kind = RejectionKind.NotFound };
        if (WalletUnits.Refuse(books, account, command.Wallet, new EffectiveAt(now.Microseconds)) is { } unknown)
            return unknown with { Pointer = null, Kind = RejectionKind.NotFound };
        if (command.Rule is { } rule)
        {
            if (rule.Amount <= Units.Zero)
                return new Rejection(RejectionKind.Invalid, "amount_not_positive", $"A top-up is of more than 0; this is of {rule.Amount}.", "/amount");
            if (rule.Below <= Units.Zero)
                return new Rejection(RejectionKind.Invalid, "amount_not_positive", $"Less than {rule.Below} is never left; below is more than 0.", "/below");
            if (rule.ExpiresAfterDays is { } days and (<= 0 or > MostDays))
                return new Rejection(RejectionKind.Invalid, "days_out_of_range", $"A top-up expires after 1 to {MostDays} days, or never; this would after {days}.", "/expires_after_days");
        }

        var set = new TopUpRuleSet(account.Id, command.Wallet, command.Rule, now);
        Holdings then = account.Holdings?.Copy() ?? new Holdings();
        then.Apply(set);
        return Outcome.Of(then, set);
    }

    /// <summary>Adds the requests that a use calls for.</summary>
    /// <param name="burns">What it burns, which is not applied yet.</param>
    internal static void Add(AccountBook account, UsageCounted counted, List<Burn> burns, List<Fact> facts)
    {
        if (account.Holdings is not { TopUps.Count: > 0 } holdings)
            return;
        int made = holdings.LotsMade;
        foreach ((string wallet, TopUpRule rule) in holdings.TopUps)
        {
            Burn[] own = [.. burns.Where(burn => burn.IsOfWallet && holdings.WalletOf(burn) == wallet)];
            if (own.Length == 0 || IsWaiting(holdings, wallet) || Left(holdings, wallet, own) >= rule.Below)
                continue;
            var start = new EffectiveAt(counted.At.Microseconds);
            Credit? credit = account.ContractAt(start)?.Catalog.Credits.GetValueOrDefault(wallet);
            var grant = new Grant(
                $"top_{account.Id}_{wallet}_{made++}",
                null,
                rule.Amount,
                Grant.DefaultPriority,
                GrantSource.TopUp,
                start,
                rule.ExpiresAfterDays is { } days ? new EffectiveAt(start.Microseconds + (days * Day)) : null,
                null,
                null,
                ImmutableSortedDictionary<string, string>.Empty,
                WalletUnits.PriceOf(credit, rule.Amount),
                PendingPayment: true,
                $"less than {rule.Below} left",
                null,
                ImmutableSortedDictionary<string, string>.Empty
            )
            {
                Wallet = wallet,
            };
            facts.Add(new GrantIssued(account.Id, grant, Lots.At(grant, account.Zone, start), counted.At));
        }
    }

    private static bool IsWaiting(Holdings holdings, string wallet) => holdings.Grants.Values.Any(grant =>
        grant is { Grant: { Source: GrantSource.TopUp, PendingPayment: true }, PaidAt: null, VoidedAt: null } && grant.Grant.Wallet == wallet && !grant.Lots[0].HasEnded);

    private static Units Left(Holdings holdings, string wallet, Burn[] burns)
    {
        Units left = Units.Zero;
        foreach (Lot lot in holdings.WalletInBurnOrder(wallet))
            left += lot[Balance.Available];
        return burns.Where(burn => burn.From == Balance.Available).Aggregate(left, (sum, burn) => sum - burn.Units);
    }
}
