using System.Collections.Immutable;
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
        // Also when it was paid later: what it covered since is in the facts behind.
        GrantPaid paid => Knows(books, paid.AccountId, paid.GrantId) ? paid : null,
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
        reserved with { Reservation = reserved.Reservation with { Holds = By(books, reserved.AccountId, reserved.Reservation.Holds) } };

    private static ReservationEnded By(Books books, ReservationEnded ended) =>
        ended with { Returned = By(books, ended.AccountId, ended.Returned) };

    private static ImmutableArray<Hold> By(Books books, string account, ImmutableArray<Hold> holds)
    {
        Holdings? holdings = books.Account(account)!.Holdings;
        return
        [
            .. from hold in holds
               let lot = There(holdings, hold.LotId)
               where lot is not null
               select new Hold(lot, holdings!.Lot(lot).HasEnded ? Balance.Expired : Balance.Available, hold.Units),
        ];
    }

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
        Holdings? holdings = books.Account(burnt.AccountId)!.Holdings;
        return burnt with
        {
            Burns =
            [
                .. from burn in burnt.Burns
                   let lot = burn.From == Balance.Issued ? burn.LotId : There(holdings, burn.LotId)
                   where lot is not null
                   select burn with
                   {
                       LotId = lot,
                       From = burn.From is Balance.Reserved or Balance.Issued ? burn.From : holdings!.Lot(lot).HasEnded ? Balance.Expired : Balance.Available,
                       Target = burn.Target with { AfterCutoff = false },
                   },
            ],
        };
    }

    /// <summary>The lot itself; of one that rolled over later, the one that the units were in then; null when there was none.</summary>
    private static string? There(Holdings? holdings, string lotId)
    {
        if (holdings is null)
            return null;
        foreach (GrantBook grant in holdings.Grants.Values)
        {
            if (lotId != grant.Grant.Id && !lotId.StartsWith(grant.Grant.Id + "/", StringComparison.Ordinal))
                continue;
            Lot? then = grant.Lots.FirstOrDefault(lot => lot.Id == lotId)
                ?? grant.Lots.LastOrDefault(lot => lotId.EndsWith($"/rolled/{lot.RolledSince ?? lot.Start}", StringComparison.Ordinal));
            if (then is not null)
                return then.Id;
        }

        return null;
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
