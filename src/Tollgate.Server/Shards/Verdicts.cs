using Tollgate.Engine;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Metering;
using Tollgate.Storage.Index;

namespace Tollgate.Server.Shards;

/// <summary>Asks the index of ids about a command that carries one, and puts the answer into the command, so that replay needs no index.</summary>
internal static class Verdicts
{
    public static Command Enter(Books books, IdIndex ids, Command command)
    {
        switch (command)
        {
            case ReportUsage { Usage: var usage } report:
                return Seen(books, ids, usage.AccountId, usage.Source, usage.Id) is { } reported ? report with { Seen = reported } : report;
            case ConsumeUnits consume:
                return Seen(books, ids, consume.Request.AccountId, consume.Source, consume.EventId) is { } consumed
                    ? consume with { Seen = consumed }
                    : consume;
            default:
                return command;
        }
    }

    /// <summary>An event's identity is under its account's own id, by whichever name the account was called.</summary>
    private static Sighting? Seen(Books books, IdIndex ids, string accountName, string source, string eventId)
    {
        if (books.Account(accountName)?.Account.Id is not { } account)
            return null;
        Verdict verdict = ids.Probe(ids.Keys.OfUsageEvent(account, source, eventId));
        return verdict.Known ? new Sighting(verdict.First, verdict.Content) : null;
    }
}
