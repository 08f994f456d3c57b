using System.Runtime.InteropServices;
using Tollgate.Engine;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;
using Tollgate.Storage.Index.Runs;

namespace Tollgate.Server.Shards;

// How a batch of reported events is counted: event by event, as if each had come alone. What nearly all of them are, new, of an account by its own id and
// counted once by a contract, becomes no object on the way from the gate to the block; any other is a command or a fact like all others.
public sealed partial class StreamCore<TState>
{
    private readonly List<Tally> _tallies = [];

    // What an account without grants would owe; who has some is looked at alone.
    private readonly List<Burn> _burns = [];

    /// <returns>Null when it does not go any further now; the batch knows which event is next.</returns>
    private Outcome? Count(ReportBatch report, RecordedAt real)
    {
        if (State is not Books books)
            return Step(report, default, real);
        UsageBatch batch = report.Events;
        batch.FindAccounts(books, ids);
        while (batch.Next < batch.Count)
        {
            if ((_open.IsFull && !TryClose(real)) || !CountNext(books, batch, real) || Condition != CoreCondition.Running)
                return batch.Next == batch.Count ? Outcome.Of(batch) : null;
        }

        return Outcome.Of(batch);
    }

    /// <returns>False when the index has to be made again first; then it is as if the event had not come yet.</returns>
    private bool CountNext(Books books, UsageBatch batch, RecordedAt real)
    {
        ref readonly BatchedEvent next = ref batch[batch.Next];
        RecordedAt at;
        Rejection? refused;
        try
        {
            if (next.Account is not { Holdings: null } || !_quarantine.IsEmpty || ids.Resolve(next.Probe).Known)
                return StepAlone(batch, real);
            at = Time(real);
            refused = UsageReporting.TryCount(books, next.Account, next.Usage, at, _tallies, _burns);
            // A fact stands behind the event then, and both are one outcome.
            if (refused is null && (_burns.Count > 0 || UsageAlerts.AreDue(next.Account, CollectionsMarshal.AsSpan(_tallies), next.Usage.Time, at)))
                return StepAlone(batch, real);
        }
        catch (RunDamagedException damage)
        {
            Mend(damage);
            return false;
        }
        catch (Exception mistake)
        {
            ReportUsage command = batch.CommandOf(batch.Next);
            Poisoned++;
            Messages.DecideFailed(log, mistake, stream, nameof(ReportUsage), Quarantine.Identity(command));
            batch.Became(Quarantine.Refusal);
            return true;
        }

        if (refused is not null)
        {
            Rejected++;
            batch.Became(refused);
        }
        else if (TryApply(books, next.Account, batch, at))
        {
            batch.Became(EventOutcome.Counted);
        }
        else
        {
            batch.Became(Quarantine.Refusal);
        }

        return true;
    }

    /// <summary>What is not as nearly all events are: it is decided as a command of its own.</summary>
    /// <inheritdoc cref="CountNext"/>
    private bool StepAlone(UsageBatch batch, RecordedAt real)
    {
        if (Step(batch.CommandOf(batch.Next), batch[batch.Next].Probe, real) is not { } outcome)
            return false;
        batch.Became(outcome);
        return true;
    }

    /// <summary>Applies what the event whose turn it is adds.</summary>
    private bool TryApply(Books books, AccountBook account, UsageBatch batch, RecordedAt at)
    {
        ref readonly BatchedEvent next = ref batch[batch.Next];
        if (_tallies is not [{ Target.ContractId: not null } only])
        {
            UsageEvent usage = batch.EventOf(batch.Next);
            return TryApply([new UsageCounted(usage, at, Consumed: false, [.. _tallies])], new ReportUsage(usage, null, next.TimeGiven), next.Probe.Key);
        }

        var row = new UsageRow(account.Id, next.Usage.Time, at, next.Usage.Properties, only, next.Usage.Subject);
        var position = new FactPosition(OpenSeq, _open.Count);
        try
        {
            books.Apply(account, row);
            _open.Add(batch, batch.Next, row);
        }
        catch (Exception mistake)
        {
            SetAside(batch.CommandOf(batch.Next), mistake);
            return false;
        }

        ids.Add(next.Probe.Key, position, next.Content, row);
        foreach (FactTail tail in Tails)
        {
            if (tail.IsAbout(account.Id))
                tail.Take([new UsageCounted(batch.EventOf(batch.Next), at, Consumed: false, [only])]);
        }

        return true;
    }
}
