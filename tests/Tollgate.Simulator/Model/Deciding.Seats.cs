namespace Tollgate.Simulator.Model;

/// <summary>What who wants a seat must be answered.</summary>
/// <param name="Seat">As it stands then; null when he has none.</param>
internal sealed record ModelSeatAnswer(ModelDecision Decision, ModelSeat? Seat, bool Renewed);

/// <param name="Limit">Null is without limit.</param>
/// <param name="Own">Of whoever asks.</param>
internal sealed record ModelSeatState(int? Limit, int Taken, ModelSeat? Own);

// Who holds a seat, and who gets one. Only the present counts, whatever instant a request is for.
internal sealed partial class Deciding
{
    /// <summary>How many seats of a feature there are for an account now, and on which terms.</summary>
    public static SeatRight? SeatsOf(ModelShard shard, ModelAccount account, string feature, string subject, long now) =>
        account.Standing.Denial(now) is null ? new Deciding(shard, account, new Asked(account.Id, feature, 1, now, Partial: false, Region: null) { Subject = subject }, now).SeatRight() : null;

    public static ModelSeatAnswer TakeSeat(ModelShard shard, ModelAccount account, string feature, string subject, long? timeToLive, long now)
    {
        var deciding = new Deciding(shard, account, new Asked(account.Id, feature, 1, now, Partial: false, Region: null) { Subject = subject }, now);
        if (account.Standing.Denial(now) is { } denial)
            return new ModelSeatAnswer(new ModelDecision(false, denial, 0), null, false);
        if (deciding.SeatRight() is not { } right)
            return new ModelSeatAnswer(new ModelDecision(false, deciding.Missing(), 0), null, false);
        int taken = account.Taken(feature, now);
        (long? expires, long? free) = right.Terms.End(timeToLive, now);
        if (account.SeatOf(feature, subject, now) is { } held)
            return Given(held.IsLongEnough(expires, now) ? held : held with { ExpiresAt = expires, FreeAt = free }, taken, true);
        return taken < right.Seats || right.Seats is null
            ? Given(new ModelSeat(feature, subject, now, expires, free), taken + 1, false)
            : new ModelSeatAnswer(new ModelDecision(false, "QuotaExceeded", 0) { Seats = new ModelSeatState(right.Seats, taken, null) }, null, false);

        ModelSeatAnswer Given(ModelSeat seat, int now, bool renewed) => new(new ModelDecision(true, "WithinLimit", 1) { Seats = new ModelSeatState(right.Seats, now, seat) }, seat, renewed);
    }

    private ModelDecision DecideSeat()
    {
        if (SeatRight() is not { } right)
            return new ModelDecision(false, Missing(), 0);
        var state = new ModelSeatState(right.Seats, account.Taken(asked.Feature, now), asked.Subject is { } subject ? account.SeatOf(asked.Feature, subject, now) : null);
        return (Holds(asked.Feature) ? new ModelDecision(true, "WithinLimit", asked.Units) : new ModelDecision(false, "SeatNotAssigned", 0)) with { Seats = state };
    }

    /// <summary>Who names nobody holds none, unless he wants nothing and so only asks.</summary>
    private bool Holds(string seat) => asked.Subject is { } subject ? account.SeatOf(seat, subject, now) is not null : asked.Units == 0;

    /// <summary>To somebody without the seat that a feature asks for.</summary>
    private static ModelDecision Unseated(ModelDecision decision) => decision with
    {
        Allowed = false,
        Reason = "SeatNotAssigned",
        Granted = 0,
        Wait = null,
        Empty = null,
        Figures = decision.Figures! with { Beyond = 0, Parts = [], Paid = [], Wallet = decision.Figures.Wallet is { } wallet ? wallet with { Cost = 0 } : null },
    };

    /// <summary>An override says how many there are, also to who has no contract; else the plan.</summary>
    private SeatRight? SeatRight()
    {
        SeatTerms terms = shard.Catalogs[_contract?.CatalogVersion ?? shard.Catalogs.Keys.Max()].Seats[asked.Feature];
        if (account.Standing.OverrideOf(asked.Feature, asked.At) is { Seats: { } seats })
            return new SeatRight(seats, terms);
        return Sold is { } sold && IsMet(sold.When) ? new SeatRight(sold.Seats, terms) : null;
    }

    /// <summary>How many seats the plan has, or who has no contract by default; null of what has none.</summary>
    private (int? Seats, ConditionSaid? When)? Sold
    {
        get
        {
            SortedDictionary<string, int?> seats = _contract?.Plan.Seats ?? shard.Catalogs[shard.Catalogs.Keys.Max()].DefaultSeats;
            return seats.TryGetValue(asked.Feature, out int? sold) ? (sold, _contract?.Plan.SeatsWhen.GetValueOrDefault(asked.Feature)) : null;
        }
    }
}
