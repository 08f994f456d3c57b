using Tollgate.Engine;
using Tollgate.Engine.Seats;
using Tollgate.Engine.Time;
using Tollgate.Simulator.Model;
using SeatTerms = Tollgate.Simulator.Model.SeatTerms;

namespace Tollgate.Simulator.Audit;

// Seats that are taken, kept, given back, and run out.
internal sealed partial class ShardAudit
{
    private const string SameSeats = "seats are the model's";

    private void ObserveSeat(SeatFact fact, FactPosition at)
    {
        ModelAccount account = Model.Holders[fact.AccountId];
        long now = fact.At.Microseconds;
        if (fact is SeatExpired expired)
        {
            Must.Hold(!(account.NextDue <= now), "what falls due comes first", $"at {at} of {stream} grants of {account.Id} were due before its seats");
            ModelSeat? due = account.RunOut(now).FirstOrDefault();
            Must.Hold(due is not null && (due.Feature, due.Subject, due.FreeAt) == (expired.Feature, expired.Subject, expired.FreeAt.Microseconds), SameSeats, $"{expired} at {at}, where {due} was due");
            account.Seats.Remove(due);
            happenings.Note(Happening.SeatExpired);
            Advance(now, at);
            return;
        }

        NothingDue(account, now, at);
        ModelSeat? held = account.SeatOf(fact.Feature, fact.Subject, now);
        switch (fact)
        {
            case SeatTaken taken:
                SeatRight right = RightOf(account, taken, now, at);
                Must.Hold(held is null, "a subject holds one seat", $"{taken} at {at}, where he has {held}");
                Must.Hold(!(account.Taken(taken.Feature, now) >= right.Seats), "never more seats than there are", $"{taken} at {at}, where {account.Taken(taken.Feature, now)} of {right.Seats} were taken");
                Wanted(right.Terms, taken.ExpiresAt, taken.FreeAt, taken, at);
                account.Seats.Add(new ModelSeat(taken.Feature, taken.Subject, now, taken.ExpiresAt?.Microseconds, taken.FreeAt?.Microseconds));
                happenings.Note(Happening.SeatTaken);
                break;
            case SeatRenewed renewed:
                Must.Hold(held is not null, SameSeats, $"{renewed} at {at}, where he has none");
                Must.Hold(!held.IsLongEnough(renewed.ExpiresAt?.Microseconds, now), SameSeats, $"{renewed} at {at}, where {held} is long enough");
                Wanted(RightOf(account, renewed, now, at).Terms, renewed.ExpiresAt, renewed.FreeAt, renewed, at);
                account.Seats.Remove(held);
                account.Seats.Add(held with { ExpiresAt = renewed.ExpiresAt?.Microseconds, FreeAt = renewed.FreeAt?.Microseconds });
                happenings.Note(Happening.SeatRenewed);
                break;
            case SeatReturned returned:
                Must.Hold(held is not null, SameSeats, $"{returned} at {at}, where he has none");
                Must.Hold(client.SeatsReturned.Contains((account.Id, returned.Feature, returned.Subject)), "nothing is made up", $"nobody gave back {returned} at {at}");
                account.Seats.Remove(held);
                Done.TryAdd($"return {held.Text(account.Id)}", at.Seq);
                happenings.Note(Happening.SeatReturned);
                break;
            default:
                Must.Fail("a shard's journal holds known facts", $"{fact.GetType().Name} at {at}");
                break;
        }

        if (account.SeatOf(fact.Feature, fact.Subject, now) is { } seat)
            Done.TryAdd(seat.Text(account.Id), at.Seq);
        Advance(now, at);
    }

    private SeatRight RightOf(ModelAccount account, SeatFact fact, long now, FactPosition at)
    {
        SeatRight? right = Deciding.SeatsOf(Model, account, fact.Feature, fact.Subject, now);
        Must.Hold(right is not null, SameSeats, $"{fact} at {at}, where the account has no right to any");
        return right;
    }

    /// <summary>Somebody asked for a seat that ends just then.</summary>
    private void Wanted(SeatTerms terms, EffectiveAt? expires, EffectiveAt? free, SeatFact fact, FactPosition at) => Must.Hold(
        client.SeatsWanted.Any(wanted => (wanted.Account, wanted.Feature, wanted.Subject) == (fact.AccountId, fact.Feature, fact.Subject)
            && terms.End(wanted.TimeToLive, fact.At.Microseconds) == (expires?.Microseconds, free?.Microseconds)),
        "nothing is made up",
        $"nobody asked for {fact} at {at}"
    );
}
