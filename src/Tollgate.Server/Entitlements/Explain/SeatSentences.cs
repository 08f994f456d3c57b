using Tollgate.Engine.Catalog;
using Tollgate.Engine.Seats;
using Tollgate.Server.Http;

namespace Tollgate.Server.Entitlements.Explain;

/// <summary>How many seats there are and are taken, and whether the subject holds one.</summary>
internal static class SeatSentences
{
    public static IEnumerable<string> Of(Findings found, Wording words)
    {
        foreach (SeatsFound seats in found.Seats)
        {
            yield return Stand(seats, words);
            yield return Holder(seats, found, words);
        }
    }

    /// <summary>Why nobody is let in who holds no seat.</summary>
    public static string Unseated(Findings found, Wording words)
    {
        string seat = Missing(found)?.Feature ?? words.Feature;
        string who = found.Asked.Subject is { } subject ? $"'{Texts.Quoted(subject)}' {words.Verb("holds", "held")} none" : $"the request {words.Verb("names", "named")} no subject";
        return $"Only who {words.Verb("holds", "held")} a seat of {seat} {words.Verb("may", "could")} use {words.Feature}, and {who}.";
    }

    /// <summary>What would have given him one, after <c>to</c>.</summary>
    public static string Remedy(Findings found)
    {
        if (Missing(found) is not { } seats || found.Asked.Subject is not { } subject)
            return "name the subject that holds a seat";
        string who = $"'{Texts.Quoted(subject)}'";
        return seats.State switch
        {
            null => $"have seats of {seats.Feature} in the plan or by an override, and to give one to {who}",
            { Available: 0 } => $"have a seat of {seats.Feature} returned and given to {who}, or to set an override of {seats.Feature} with more seats",
            { Type: SeatType.Named } => $"assign a seat of {seats.Feature} to {who}",
            _ => $"check a seat of {seats.Feature} out for {who}",
        };
    }

    private static SeatsFound? Missing(Findings found) => found.Seats.FirstOrDefault(seats => seats.Seat is null);

    private static string Stand(SeatsFound seats, Wording words)
    {
        if (seats.State is not { } state)
            return $"There {words.Are} no seats of {seats.Feature} for this account.";
        if (state is not { Limit: { } limit, Available: { } free })
            return $"{Wording.Capital(Wording.Plural(state.Taken, "seat"))} of {seats.Feature} {(state.Taken == 1 ? words.Is : words.Are)} taken; there {words.Is} no limit.";
        string left = state.Taken > limit ? "which is more than there are: nobody is thrown out, and none further is given"
            : free == 0 ? $"none {words.Is} free"
            : $"{Wording.Number(free)} {(free == 1 ? words.Is : words.Are)} free";
        return $"Of {Wording.Plural(limit, "seat")} of {seats.Feature} {Wording.Number(state.Taken)} {(state.Taken == 1 ? words.Is : words.Are)} taken, {(state.Taken > limit ? "" : "and ")}{left}.";
    }

    private static string Holder(SeatsFound seats, Findings found, Wording words)
    {
        if (found.Asked.Subject is not { } subject)
            return $"The request {words.Verb("names", "named")} no subject who could hold one.";
        string who = $"'{Texts.Quoted(subject)}'";
        return seats.Seat is { } seat
            ? $"{who} {words.Verb("holds", "held")} one since {words.Time(seat.TakenAt)}{Until(seat, words)}."
            : $"{who} {words.Verb("holds", "held")} none.";
    }

    private static string Until(Seat seat, Wording words)
    {
        if (seat is not { ExpiresAt: { } end, FreeAt: { } free })
            return ", until it is returned";
        string margin = free == end ? "" : $", and for a margin until {words.Time(free)}";
        return $", until {words.Time(end)} unless a heartbeat {words.Verb("comes", "came")}{margin}";
    }
}
