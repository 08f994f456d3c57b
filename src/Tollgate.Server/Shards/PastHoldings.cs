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
        UnitsReserved reserved => reserved.Reservation.Time > last ? null : By(books, reserved),
        ReservationExtended extended => Holds(books, extended.AccountId, extended.ReservationId) ? extended : null,
        // Also when it ended later: what was settled was used at its time.
        ReservationEnded ended => Holds(books, ended.AccountId, ended.ReservationId) ? By(books, ended) : null,
        OverageCovered covered => covered.From > last ? null : By(books, covered, last),
        OwedSettled settled => By(books, settled, last),
        LinesPaid paid => paid.At.Microseconds <= last.Microseconds ? paid : null,
        _ => fact,
    };

    private static bool Holds(Books books, string account, string reservation) => books.Account(account)?.Holdings?.Reservations.ContainsKey(reservation) == true;

    private static UnitsReserved By(Books books, UnitsReserved reserved) =>
        reserved with { Reservation = reserved.Reservation with { Holds = [.. reserved.Reservation.Holds.Select(hold => By(books, reserved.AccountId, hold))] } };

    private static ReservationEnded By(Books books, ReservationEnded ended) =>
        ended with { Returned = [.. ended.Returned.Select(hold => By(books, ended.AccountId, hold))] };

    private static Hold By(Books books, string account, Hold hold) => hold with
    {
        From = books.Account(account)!.Holdings!.Lot(hold.LotId).HasEnded ? Balance.Expired : Balance.Available,
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
                    From = burn.From is Balance.Reserved or Balance.Issued ? burn.From : holdings.Lot(burn.LotId).HasEnded ? Balance.Expired : Balance.Available,
                    Target = burn.Target with { AfterCutoff = false },
                }),
            ],
        };
    }

    /// <summary>Only what was owed by then could be settled, and only from a lot that there was.</summary>
    private static OwedSettled? By(Books books, OwedSettled settled, EffectiveAt last)
    {
        if (settled.At.Microseconds > last.Microseconds || books.Account(settled.AccountId)?.Holdings is not { } holdings || !holdings.Owed.TryGetValue(settled.Wallet, out Lot? owed))
            return null;
        Units units = Units.Min(settled.Units, owed[Balance.Consumed]);
        return units.IsZero ? null : settled with { Units = units };
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
