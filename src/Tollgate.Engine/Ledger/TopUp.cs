using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
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
/// Tops a wallet up by itself: what takes it below the mark, or is denied for want of credits there, issues a grant which waits for its payment, and that is told to
/// whoever collects it. Paid, the grant can be spent; voided, the next use asks again. While one waits there is no second.
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
            if (WalletUnits.Refuse(account.Holdings, command.Wallet, rule.Amount) is { } tooMuch)
                return tooMuch;
            if (rule.ExpiresAfterDays is { } days and (<= 0 or > MostDays))
                return new Rejection(RejectionKind.Invalid, "days_out_of_range", $"A top-up expires after 1 to {MostDays} days, or never; this would after {days}.", "/expires_after_days");
        }

        var set = new TopUpRuleSet(account.Id, command.Wallet, command.Rule, now);
        Holdings then = account.Holdings?.Copy() ?? new Holdings();
        then.Apply(set);
        List<Fact> facts = [set, .. Asked(account, then, [], now)];
        foreach (Fact asked in facts.Skip(1))
            then.Apply(asked);
        return Outcome.Of(then, facts);
    }

    /// <summary>The requests that are called for behind some facts of one outcome: a wallet with a rule has less than its mark, and none waits.</summary>
    /// <param name="facts">They are not applied yet.</param>
    internal static IReadOnlyList<Fact> Asked(AccountBook account, IReadOnlyList<Fact> facts, RecordedAt now)
    {
        if (account.Holdings is not { TopUps.Count: > 0 } holdings)
            return [];
        return Asked(account, holdings, [.. facts.OfType<LedgerFact>().SelectMany(Postings.Of)], now);
    }

    /// <param name="moving">What moves between lots that are there already, and is not applied yet.</param>
    private static List<Fact> Asked(AccountBook account, Holdings holdings, Posting[] moving, RecordedAt now)
    {
        List<Fact> asked = [];
        var start = new EffectiveAt(now.Microseconds);
        foreach ((string wallet, TopUpRule rule) in holdings.TopUps)
        {
            if (Left(holdings, moving, wallet, start) >= rule.Below || IsWaiting(holdings, wallet))
                continue;
            Credit? credit = WalletUnits.ContractOf(account, wallet, start)?.Catalog.Credits.GetValueOrDefault(wallet);
            var grant = new Grant(
                IdOf(account.Id, wallet, holdings.LotsMade + asked.Count),
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
            asked.Add(new GrantIssued(account.Id, grant, Lots.At(grant, account.Zone, start), now));
        }

        return asked;
    }

    /// <summary>The same wherever it is decided, and no other's: names are of any form, so that they are hashed.</summary>
    private static string IdOf(string account, string wallet, int number) =>
        "top_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{account}\n{wallet}\n{number}")))[..24];

    private static bool IsWaiting(Holdings holdings, string wallet) => holdings.Grants.Values.Any(grant =>
        grant is { Grant: { Source: GrantSource.TopUp, PendingPayment: true }, PaidAt: null, VoidedAt: null } && grant.Grant.Wallet == wallet && !grant.Lots[0].HasEnded);

    private static Units Left(Holdings holdings, Posting[] moving, string wallet, EffectiveAt at)
    {
        Units left = Units.Zero;
        foreach (Lot lot in holdings.WalletInBurnOrder(wallet))
        {
            if (IsLeft(lot, at))
                left += lot[Balance.Available];
        }

        foreach (Posting posting in moving)
        {
            if (Owing.WalletOf(posting.LotId) is not null || holdings.Lot(posting.LotId) is not { } lot || lot.Grant.Wallet != wallet || !IsLeft(lot, at))
                continue;
            if (posting.From == Balance.Available)
                left -= posting.Units;
            if (posting.To == Balance.Available)
                left += posting.Units;
        }

        return left;
    }

    private static bool IsLeft(Lot lot, EffectiveAt at) => lot.Grant.IsUnscoped && lot.Covers(at);
}
