using Tollgate.Engine;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Metering;
using Tollgate.Simulator.Model;
using Tollgate.Simulator.Nodes;
using Tollgate.Simulator.Workload;
using Tollgate.Simulator.World;

namespace Tollgate.Simulator.Audit;

/// <summary>Holds each answer, at the instant at which it may leave, against what is durable and what the model says.</summary>
internal sealed class Answers(Auditor auditor, Layout layout, SimClock clock)
{
    private readonly Dictionary<string, string> _byKey = new(StringComparer.Ordinal);

    public void Leave(Operation operation, Answer answer)
    {
        if (answer.Error is not null)
            return;
        long durable = auditor.HeadOf(operation.Stream).Seq;
        bool promisesNothing = answer.Read is Seen<Decision> { AtOnce: true };
        Must.Hold(promisesNothing || answer.AsOf.Seq <= durable, "answers rest on what is durable", $"operation {operation.Number} is answered as of block {answer.AsOf.Seq}, and {durable} is durable");
        if (operation is Submitting submitting)
        {
            if (answer.Kept is { } kept)
                Keep(submitting, kept, answer.AsOf.Seq);
            for (int i = 0; answer.Results is not null && i < submitting.Commands.Count; i++)
                Check(submitting, submitting.Commands[i], answer.Results[i], answer.AsOf.Seq);
        }
        else if (answer.Read is Seen<Usage> seen)
        {
            Check(operation, seen.Answer, answer.AsOf.Seq);
        }
    }

    private void Keep(Submitting operation, string kept, long seq)
    {
        string key = $"{operation.Stream} {operation.Key}";
        Must.Hold(_byKey.TryAdd(key, kept) || _byKey[key] == kept, "one key, one answer", $"{key} was answered {_byKey[key]}, and now {kept}");
        if (operation.Stream.Shard is null)
            return;
        Must.Hold(auditor.Shards[operation.Stream.ToString()].Kept.TryGetValue("simulated|" + operation.Key, out var durable), "acknowledged is durable", $"the answer under {key} is not in the journal, as of {seq}");
        Must.Hold(durable.Answer == kept, "one key, one answer", $"{key} was answered {kept}, and the journal keeps {durable.Answer}");
    }

    private void Check(Submitting operation, Command command, Outcome outcome, long seq)
    {
        ShardAudit? shard = operation.Stream.Shard is null ? null : auditor.Shards[operation.Stream.ToString()];
        bool alone = operation.Commands.Count == 1;
        switch (command, outcome)
        {
            case (ReportUsage report, { Rejection: null }):
                var reported = (UsageReported)outcome.Answer!;
                CheckCounted(shard!, Usages.Of(report.Usage), reported.Duplicate, reported.Conflict, seq);
                break;
            case (ReportUsage report, { Rejection: { } why }):
                CheckRefused(shard!, report.Usage.Time.Microseconds, why, seq, alone);
                break;
            case (ConsumeUnits consume, { Rejection: null }):
                CheckDecision(shard!, consume, (Decision)outcome.Answer!, seq);
                break;
            case (StartContract start, { Rejection: null }):
                Must.Hold(shard!.Model.Contracts.TryGetValue(start.Id, out ModelContract? started) && started.StartedSeq <= seq, "acknowledged is durable", $"{start.Id} is not, as of {seq}");
                break;
            case (BillContract, { Rejection: null }):
                foreach (string invoice in ((ContractBilled)outcome.Answer!).Finalized)
                    Must.Hold(shard!.Model.Final.ContainsKey(invoice), "acknowledged is durable", $"{invoice} is not final, as of {seq}");
                break;
            case (Engine.Accounts.RegisterAccount register, { Rejection: null }):
                Must.Hold(auditor.Controls[operation.Stream.Environment].Has(register.Account.Id), "acknowledged is durable", $"the account {register.Account.Id} is not");
                Must.Hold(auditor.Shards[$"{operation.Stream.Environment}/shard-{register.Account.HomeShard}"].Model.Accounts.ContainsKey(register.Account.Id), "a shard knows what the control stream answered", $"the account {register.Account.Id} is not there");
                break;
        }
    }

    private static void CheckCounted(ShardAudit shard, UsageSaid said, bool duplicate, bool conflict, long seq)
    {
        Must.Hold(
            shard.Model.Counted.TryGetValue((said.Account, said.Source, said.Id), out var counted) && counted.Seq <= seq,
            "acknowledged is durable",
            $"{said} was answered as of {seq}, and is not there"
        );
        bool same = counted.Said == said;
        Must.Hold(duplicate || same, "acknowledged is durable", $"{said} was answered as counted, and {counted.Said} is there");
        Must.Hold(conflict == !same, "what differs is a conflict", $"{said} was answered {(conflict ? "a conflict" : "the same")}, and {counted.Said} is there");
    }

    /// <summary>An event is too old, or in the future, by the clock that the shard had.</summary>
    private void CheckRefused(ShardAudit shard, long time, Rejection why, long seq, bool alone)
    {
        long window = layout.WindowDays * SimClock.Day;
        long latest = layout.MovableClock ? shard.NowAfter(seq) : Math.Max(clock.Latest, shard.NowAfter(seq));
        long earliest = alone ? shard.NowAfter(seq - 1) : 0;
        if (why.Code == "event_too_old")
            Must.Hold(time < latest - window, "events are accepted for so long", $"one of {time} was too old, at {latest} at most");
        else if (why.Code == "event_in_future")
            Must.Hold(time > earliest + (300 * SimClock.Second), "events are accepted for so long", $"one of {time} was in the future, at {earliest} at least");
    }

    private static void CheckDecision(ShardAudit shard, ConsumeUnits consume, Decision decision, long seq)
    {
        ModelShard model = shard.Model;
        var identity = (consume.Request.AccountId, consume.Source, consume.EventId);
        if (decision.Duplicate || (decision.Allowed && !consume.Request.Units.IsZero))
        {
            Must.Hold(model.Counted.TryGetValue(identity, out var counted) && counted.Seq <= seq, "acknowledged is durable", $"{identity} was allowed as of {seq}, and is not there");
            UsageSaid said = counted.Said;
            Must.Hold(decision.Duplicate || (said.Quantity == Usages.Number(consume.Request.Units) && said.Type == Usages.TypeOf(consume.Request.Feature)), "acknowledged is durable", $"{identity} was allowed, and {said} is there");
        }
        else if (decision is { Allowed: false, Reason: Reason.QuotaExceeded })
        {
            CheckDenied(model, consume, decision, seq);
        }
    }

    /// <summary>What is left only becomes less, so that a denial must hold by the end of the block that it rests on.</summary>
    private static void CheckDenied(ModelShard model, ConsumeUnits consume, Decision decision, long seq)
    {
        if (consume.Request.At is not { } at)
            return;
        ModelContract contract = model.Contracts[decision.Explanation!.Contract];
        long period = contract.PeriodOf(at.Microseconds);
        if (contract.IsClosed(period))
            return;
        decimal left = contract.Plan.Rights[consume.Request.Feature].Included!.Value - contract.UsedBy(period, consume.Request.Feature, seq);
        Must.Hold(left < Usages.Number(consume.Request.Units), "a denial has its reason", $"{consume.Request.Units} {consume.Request.Feature} were denied as of {seq}, and {left} were left");
    }

    /// <summary>A read sees all of the blocks before the one that it rests on, and no more than that one.</summary>
    private void Check(Operation operation, Usage usage, long seq)
    {
        ModelShard model = auditor.Shards[operation.Stream.ToString()].Model;
        foreach ((string id, long start, string meter, decimal used) in usage.Meters)
        {
            ModelContract contract = model.Contracts[id];
            long period = contract.PeriodOf(start);
            decimal least = contract.UsedBy(period, meter, seq - 1), most = contract.UsedBy(period, meter, seq);
            Must.Hold(used >= least && used <= most, "answers rest on what is durable", $"{id} used {used} {meter} as of {seq}, where {least} to {most} were counted");
        }
    }
}
