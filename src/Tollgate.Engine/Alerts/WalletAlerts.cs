using Tollgate.Engine.Accounts;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Alerts;

/// <summary>
/// Which alerts a use raises with what it burns of a wallet: one for each threshold that what is burnt, over the amount of the grants in force, comes to with it and
/// was below before; and one when it begins to owe. A further grant lowers what is burnt in percent, so that a threshold may be crossed again.
/// </summary>
internal static class WalletAlerts
{
    private static readonly Exact Whole = (Quantity)100;

    /// <param name="burns">What the use burns, which is not applied yet.</param>
    public static IEnumerable<AlertRaised> Of(AccountBook account, UsageCounted counted, IReadOnlyList<Burn> burns)
    {
        foreach (IGrouping<string, Burn> wallet in burns.Where(burn => burn.IsOfWallet).GroupBy(burn => account.Holdings?.WalletOf(burn) ?? Owing.WalletOf(burn.LotId)!))
        {
            TallyTarget target = wallet.First().Target;
            ContractBook contract = account.Contract(target.ContractId!)!;
            MeteredRight right = contract.MeteredRight(target.Meter)!;
            (Units granted, Units before) = InForce(account.Holdings, wallet.Key, counted.Event.Time);
            Units after = wallet.Where(burn => burn.From != Balance.Issued).Aggregate(before, (sum, burn) => sum + burn.Units);
            foreach (Quantity percent in right.Entitlement.Thresholds)
            {
                Exact mark = Value(granted) * percent / Whole;
                if (!granted.IsZero && Value(before) < mark && Value(after) >= mark)
                    yield return Raise(AlertKind.Balance, percent, granted, after);
            }

            if (wallet.Any(burn => burn.From == Balance.Issued) && (account.Holdings?.Owed.GetValueOrDefault(wallet.Key)?[Balance.Consumed] ?? Units.Zero).IsZero)
                yield return Raise(AlertKind.Overage, 100, granted, wallet.Aggregate(before, (sum, burn) => sum + burn.Units));

            AlertRaised Raise(AlertKind kind, Quantity percent, Units of, Units reached) => new(
                $"{account.Id}/{wallet.Key}/{counted.Event.Source}/{counted.Event.Id}/{(kind == AlertKind.Balance ? percent.ToString() : "overage")}",
                kind,
                account.Id,
                target.ContractId,
                right.Feature,
                target.Meter,
                target.PeriodStart,
                contract.PeriodAt(target.PeriodStart).End,
                target.AfterCutoff,
                percent,
                of.ToQuantity(),
                reached.ToQuantity(),
                new AlertCause(counted.Event.Source, counted.Event.Id),
                counted.At
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
        foreach (Lot lot in holdings?.Grants.Values.Where(grant => grant.Grant.Wallet == wallet).SelectMany(grant => grant.Lots) ?? [])
        {
            if (lot.HasEnded || !lot.Covers(at))
                continue;
            granted += -lot[Balance.Issued] - lot[Balance.Pending];
            burnt += lot[Balance.Consumed];
        }

        return (granted, burnt);
    }

    private static Exact Value(Units units) => Money.FromScaled(units.Scaled);
}
