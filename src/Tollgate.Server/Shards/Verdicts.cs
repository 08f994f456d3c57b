using Tollgate.Engine;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Storage.Index;
using Tollgate.Storage.Index.Runs;

namespace Tollgate.Server.Shards;

/// <summary>Asks the index of ids about a command that carries one, and puts the answer into the command, so that replay needs no index.</summary>
internal static class Verdicts
{
    /// <summary>
    /// Asks for each command what is committed, on the thread that brings them. An account that is called by another name than its own id, only
    /// the loop can look up.
    /// </summary>
    /// <returns>One for each command, but for batches, which keep them; null when none of them carries an id.</returns>
    public static IndexProbe[]? Probe(IdIndex ids, IReadOnlyList<Command> commands)
    {
        IndexProbe[]? probes = null;
        for (int i = 0; i < commands.Count; i++)
        {
            if (commands[i] is ReportBatch report)
                report.Events.Probe(ids);
            else if (IdentityOf(commands[i]) is var (account, source, eventId))
                (probes ??= new IndexProbe[commands.Count])[i] = ids.Probe(ids.Keys.OfUsageEvent(account, source, eventId));
        }

        return probes;
    }

    /// <param name="probe">What was found on the way here; without a key when nothing was asked.</param>
    /// <param name="key">The event's, to be added under if it is counted.</param>
    /// <exception cref="RunDamagedException">The index has to be made again first.</exception>
    public static Command Enter(Books books, IdIndex ids, Command command, in IndexProbe probe, out IndexKey? key)
    {
        key = null;
        // An event's identity is under its account's own id, by whichever name the account was called.
        if ((IdentityOf(command) ?? IdentityOf(books, command)) is not var (name, source, eventId) || books.Account(name)?.Id is not { } account)
            return command;
        IndexProbe known = probe.Key != default && account == name ? probe : ids.Probe(ids.Keys.OfUsageEvent(account, source, eventId));
        key = known.Key;
        Verdict verdict = ids.Resolve(known);
        if (!verdict.Known)
            return command;
        var sighting = new Sighting(verdict.First, verdict.Content);
        return command switch
        {
            ReportUsage report => report with { Seen = sighting },
            ConsumeUnits consume => consume with { Seen = sighting },
            ReserveUnits reserve => reserve with { Seen = sighting },
            SettleReservation settle => settle with { Seen = sighting },
            _ => command,
        };
    }

    private static (string Account, string Source, string EventId)? IdentityOf(Command command) => command switch
    {
        ReportUsage { Usage: var usage } => (usage.AccountId, usage.Source, usage.Id),
        ConsumeUnits consume => (consume.Request.AccountId, consume.Source, consume.EventId),
        ReserveUnits reserve => (reserve.Request.AccountId, reserve.Source, reserve.EventId),
        _ => null,
    };

    /// <summary>Of which event a reservation is, only the books know.</summary>
    private static (string Account, string Source, string EventId)? IdentityOf(Books books, Command command) =>
        command is SettleReservation settle
        && books.AccountOfReservation(settle.ReservationId) is { } account
        && account.Holdings!.Reservations.TryGetValue(settle.ReservationId, out Reservation? reservation)
            ? (account.Id, reservation.Source, reservation.EventId)
            : null;
}
