using Tollgate.Engine.Accounts;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Alerts;

/// <summary>
/// Which alerts are raised of a wallet: one for each threshold that what is burnt, over the amount of the grants in force, has reached and that was not told since
/// units came into the wallet last; and one when it begins to owe.
/// </summary>
internal static class WalletAlerts
{
    private static readonly Exact Whole = (Quantity)100;

    /// <summary>Those that a use raises with what it burns.</summary>
    /// <param name="holdings">Before the use.</param>
    /// <param name="contractOf">By its name in facts: one that the use is counted in.</param>
    /// <param name="burns">What the use burns, which is not applied yet.</param>
    public static IEnumerable<AlertRaised> Of(Holdings? holdings, Func<string, ContractBook> contractOf, UsageEvent usage, IReadOnlyList<Burn> burns, RecordedAt at)
    {
        foreach (IGrouping<string, Burn> wallet in burns.Where(burn => burn.IsOfWallet).GroupBy(burn => holdings?.WalletOf(burn) ?? Owing.WalletOf(burn.LotId)!))
        {
            TallyTarget target = wallet.First().Target;
            ContractBook contract = contractOf(target.ContractId!);
            MeteredRight? right = contract.MeteredRight(target.Meter);
            (Units granted, Units before) = InForce(holdings, wallet.Key, new EffectiveAt(at.Microseconds));
            Units burnt = wallet.Aggregate(before, (sum, burn) => sum + burn.Units);
            foreach (Quantity percent in right?.Entitlement.Thresholds ?? Thresholds.Default)
            {
                Exact mark = Value(granted) * percent / Whole;
                if (!granted.IsZero && Value(burnt) >= mark && holdings!.HasPassed(wallet.Key, percent) == false)
                    yield return Raise(AlertKind.Balance, percent);
            }

            if (wallet.Any(burn => burn.From == Balance.Issued) && (holdings?.Owed.GetValueOrDefault(wallet.Key)?[Balance.Consumed] ?? Units.Zero).IsZero)
                yield return Raise(AlertKind.Overage, 100);

            AlertRaised Raise(AlertKind kind, Quantity percent) => new(
                $"{contract.Contract.AccountId}/{wallet.Key}/{usage.Source}/{usage.Id}/{(kind == AlertKind.Balance ? percent.ToString() : "overage")}",
                kind,
                contract.Contract.AccountId,
                contract.Contract.Id,
                right?.Feature ?? target.Meter,
                target.Meter,
                target.PeriodStart,
                contract.PeriodAt(target.PeriodStart).End,
                target.AfterCutoff,
                percent,
                granted.ToQuantity(),
                burnt.ToQuantity(),
                new AlertCause(usage.Source, usage.Id),
                at
            )
            {
                Wallet = wallet.Key,
            };
        }
    }

    /// <summary>
    /// Adds those that are raised without any use: the lines of an invoice were paid, what was owed was settled, or a part of the wallet expired or was voided. They tell
    /// of the account's contract in force; without one nothing is told.
    /// </summary>
    /// <param name="then">What the account holds behind the facts; the alerts are applied to it.</param>
    /// <param name="from">Of the facts, the first that is looked at.</param>
    public static void Add(AccountBook account, Holdings then, List<Fact> facts, RecordedAt at, int from = 0)
    {
        var now = new EffectiveAt(at.Microseconds);
        Dictionary<string, string> moved = new(StringComparer.Ordinal);
        foreach (Fact fact in facts.Skip(from))
        {
            if (Moved(then, fact) is ({ } wallet, { } by))
                moved[wallet] = by;
        }

        if (moved.Count == 0 || account.ContractAt(now) is not { } contract)
            return;
        BillingPeriod period = contract.PeriodAt(now);
        foreach ((string wallet, string by) in moved.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            (Units granted, Units burnt) = InForce(then, wallet, now);
            foreach (Quantity percent in Thresholds.Default)
            {
                if (granted.IsZero || Value(burnt) < Value(granted) * percent / Whole || then.HasPassed(wallet, percent))
                    continue;
                var raised = new AlertRaised(
                    $"{account.Id}/{wallet}/{by}/{at.Microseconds}/{percent}",
                    AlertKind.Balance,
                    account.Id,
                    contract.Contract.Id,
                    SpendAlerts.AllMeters,
                    null,
                    period.Start,
                    period.End,
                    AfterCutoff: false,
                    percent,
                    granted.ToQuantity(),
                    burnt.ToQuantity(),
                    null,
                    at
                )
                {
                    Wallet = wallet,
                };
                then.Apply(raised);
                facts.Add(raised);
            }
        }
    }

    /// <summary>The wallet of which a fact moved something other than by usage, and what it was for.</summary>
    private static (string? Wallet, string? By) Moved(Holdings then, Fact fact) => fact switch
    {
        LotExpired expired => (then.Lot(expired.LotId).Grant.Wallet, expired.LotId),
        OwedSettled settled => (settled.Wallet, settled.LotId),
        GrantVoided voided => (then.Grants[voided.GrantId].Grant.Wallet, voided.GrantId),
        LinesPaid paid => (then.Lot(paid.Payments[0].LotId).Grant.Wallet, paid.InvoiceId),
        _ => default,
    };

    /// <summary>What the grants of a wallet that are in force at an instant were issued for, and what is burnt of them.</summary>
    private static (Units Granted, Units Burnt) InForce(Holdings? holdings, string wallet, EffectiveAt at)
    {
        Units granted = Units.Zero;
        Units burnt = Units.Zero;
        foreach (GrantBook grant in holdings?.Grants.Values ?? [])
        {
            if (grant.Grant.Wallet != wallet)
                continue;
            // By number: an account may have thousands of grants, each with a lot.
            for (int i = 0; i < grant.Lots.Count; i++)
            {
                Lot lot = grant.Lots[i];
                if (lot.HasEnded || !lot.Covers(at))
                    continue;
                granted += -lot[Balance.Issued] - lot[Balance.Pending];
                burnt += lot[Balance.Consumed];
            }
        }

        return (granted, burnt);
    }

    private static Exact Value(Units units) => Money.FromScaled(units.Scaled);
}
