using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Alerts;

/// <summary>
/// Which alerts a use raises with what it burns of a wallet: one for each threshold that what is burnt, over the amount of the grants in force, has reached with it
/// and that was not told since units came into the wallet last; and one when it begins to owe.
/// </summary>
internal static class WalletAlerts
{
    private static readonly Exact Whole = (Quantity)100;

    /// <param name="holdings">Before the use.</param>
    /// <param name="contract">That the use is counted in.</param>
    /// <param name="burns">What the use burns, which is not applied yet.</param>
    public static IEnumerable<AlertRaised> Of(Holdings? holdings, ContractBook contract, UsageEvent usage, IReadOnlyList<Burn> burns, RecordedAt at)
    {
        foreach (IGrouping<string, Burn> wallet in burns.Where(burn => burn.IsOfWallet).GroupBy(burn => holdings?.WalletOf(burn) ?? Owing.WalletOf(burn.LotId)!))
        {
            TallyTarget target = wallet.First().Target;
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
