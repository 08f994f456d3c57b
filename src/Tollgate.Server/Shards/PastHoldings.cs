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
        LinesRefunded refunded => refunded.At.Microseconds <= last.Microseconds ? refunded : null,
        _ => fact,
    };

    private static bool Holds(Books books, string account, string reservation) => books.Account(account)?.Holdings?.Reservations.ContainsKey(reservation) == true;

    private static UnitsReserved By(Books books, UnitsReserved reserved)
    {
        Holdings? holdings = books.Account(reserved.AccountId)!.Holdings;
        var spoken = new Dictionary<(string, Balance), Units>();
        IEnumerable<Hold> holds = reserved.Reservation.Holds.SelectMany(hold => Fitted(holdings, hold.LotId, hold.Units, spoken).Select(part => new Hold(part.LotId, part.From, part.Units)));
        return reserved with { Reservation = reserved.Reservation with { Holds = [.. holds] } };
    }

    private static ReservationEnded By(Books books, ReservationEnded ended)
    {
        Holdings? holdings = books.Account(ended.AccountId)!.Holdings;
        return ended with
        {
            Returned =
            [
                .. from hold in ended.Returned
                   let lot = There(holdings, hold.LotId)
                   where lot is not null
                   select new Hold(lot.Id, Left(lot), hold.Units),
            ],
        };
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

    private static UnitsBurnt By(Books books, UnitsBurnt burnt)
    {
        Holdings? holdings = books.Account(burnt.AccountId)!.Holdings;
        var spoken = new Dictionary<(string, Balance), Units>();
        List<Burn> burns = [];
        foreach (Burn burn in burnt.Burns)
        {
            Burn then = burn with { Target = burn.Target with { AfterCutoff = false } };
            if (burn.From == Balance.Issued)
                burns.Add(then);
            else if (burn.From == Balance.Reserved && There(holdings, burn.LotId) is { } holder)
                burns.Add(then with { LotId = holder.Id });
            else if (burn.From != Balance.Reserved)
                burns.AddRange(Fitted(holdings, burn.LotId, burn.Units, spoken).Select((part, i) => then with { LotId = part.LotId, From = part.From, Units = part.Units, Covers = i > 0 && then.IsOfWallet ? Quantity.Zero : then.Covers }));
        }

        return burnt with { Burns = [.. burns] };
    }

    /// <summary>
    /// Where units were that a lot gave later. One whose end is still to come has them available; what rolled over since is where it was before; what was
    /// not paid by then is pending; and what only the least of a rollover adds is issued for it.
    /// </summary>
    /// <param name="spoken">What the same fact has taken of each balance.</param>
    private static List<(string LotId, Balance From, Units Units)> Fitted(Holdings? holdings, string lotId, Units units, Dictionary<(string, Balance), Units> spoken)
    {
        List<(string LotId, Balance From, Units Units)> parts = [];
        if (There(holdings, lotId) is not { } lot)
            return parts;
        foreach (Balance from in new[] { Left(lot), Balance.Pending, Balance.Issued })
        {
            Units taken = spoken.GetValueOrDefault((lot.Id, from));
            Units part = from == Balance.Issued ? units : Units.Min(units, lot[from] - taken);
            if (part.IsZero)
                continue;
            parts.Add((lot.Id, from, part));
            spoken[(lot.Id, from)] = taken + part;
            units -= part;
        }

        return parts;
    }

    private static Balance Left(Lot lot) => lot.HasEnded ? Balance.Expired : Balance.Available;

    /// <summary>The lot itself; of one that rolled over later, the one that the units were in then; null when there was none.</summary>
    private static Lot? There(Holdings? holdings, string lotId)
    {
        if (holdings?.Find(lotId) is { } lot)
            return lot;
        foreach (GrantBook grant in holdings?.Grants.Values ?? [])
        {
            if (lotId.StartsWith(grant.Grant.Id + "/", StringComparison.Ordinal) && grant.Lots.LastOrDefault(one => lotId.EndsWith($"{Lot.RolledFrom}{one.RolledSince ?? one.Start}", StringComparison.Ordinal)) is { } then)
                return then;
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

    /// <summary>Only the overage that had happened by then was there to be covered, and only by what was paid.</summary>
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

        Units units = Units.Min(Units.Min(covered.Units, Units.Of(there)), books.Account(covered.AccountId)!.Holdings!.Lot(covered.LotId)[Balance.Available]);
        return units.IsZero ? null : covered with { Units = units };
    }
}
