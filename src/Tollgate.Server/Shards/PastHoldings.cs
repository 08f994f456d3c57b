using Tollgate.Engine;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Server.Shards;

/// <summary>
/// What a fact about grants means to somebody who asks how things stood at an instant: what happened later is left out, and so the rest is
/// fitted to what the lots held without it.
/// </summary>
internal static class PastHoldings
{
    /// <summary>The fact as it counts at an instant; null when it is about a later one.</summary>
    public static LedgerFact? By(Books books, LedgerFact fact, EffectiveAt last) => fact switch
    {
        GrantIssued issued => issued.Grant.EffectiveAt > last ? null : issued,
        LotOpened opened => opened.Lot.Start > last ? null : opened,
        UnitsRolledOver rolled => rolled.Lot.Start > last ? null : rolled,
        LotExpired expired => expired.EffectiveAt > last ? null : expired,
        GrantPaid paid => Knows(books, paid.AccountId, paid.GrantId) && paid.At.Microseconds <= last.Microseconds ? paid : null,
        GrantVoided voided => Knows(books, voided.AccountId, voided.GrantId) && voided.At.Microseconds <= last.Microseconds ? By(books, voided) : null,
        UnitsBurnt burnt => burnt.Time > last ? null : By(books, burnt),
        OverageCovered covered => covered.From > last ? null : By(books, covered, last),
        _ => fact,
    };

    private static bool Knows(Books books, string account, string grant) => books.Account(account)?.Holdings?.Grants.ContainsKey(grant) == true;

    private static GrantVoided By(Books books, GrantVoided voided)
    {
        GrantBook grant = books.Account(voided.AccountId)!.Holdings!.Grants[voided.GrantId];
        return voided with
        {
            Lots =
            [
                .. from lot in grant.Lots
                   from balance in new[] { Balance.Pending, Balance.Available, Balance.Expired }
                   where !lot[balance].IsZero
                   select new VoidedLot(lot.Id, balance, lot[balance]),
            ],
        };
    }

    /// <summary>A lot whose end is still to come holds as available what late usage burnt of it afterwards.</summary>
    private static UnitsBurnt By(Books books, UnitsBurnt burnt)
    {
        Holdings holdings = books.Account(burnt.AccountId)!.Holdings!;
        return burnt with
        {
            Burns =
            [
                .. burnt.Burns.Select(burn => burn with
                {
                    From = holdings.Lot(burn.LotId).HasEnded ? Balance.Expired : Balance.Available,
                    Target = burn.Target with { AfterCutoff = false },
                }),
            ],
        };
    }

    /// <summary>Only the overage that had happened by then was there to be covered.</summary>
    private static OverageCovered? By(Books books, OverageCovered covered, EffectiveAt last)
    {
        ContractBook contract = books.Contracts[covered.Target.ContractId!];
        if (!contract.OpenPeriods.TryGetValue(covered.Target.PeriodStart, out PeriodBook? period))
            return null;
        Quantity there = Quantity.Zero;
        foreach (OverageEntry entry in period.Overage)
        {
            if (entry.IsWithin(covered.From, covered.To) && entry.Target.Equals(covered.Target))
                there += entry.Units;
        }

        Units units = Units.Min(covered.Units, Units.Of(there));
        return units.IsZero ? null : covered with { Units = units };
    }
}
