using Tollgate.Engine.Seats;
using Tollgate.Engine;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Simulator.Model;
using Tollgate.Simulator.Nodes;
using Tollgate.Simulator.Workload;
using Tollgate.Simulator.World;

namespace Tollgate.Simulator.Audit;

/// <summary>Holds each answer, at the instant at which it may leave, against what is durable and what the model says.</summary>
internal sealed class Answers(Auditor auditor, Layout layout, SimClock clock)
{
    public void Leave(Operation operation, Answer answer)
    {
        if (answer.Error is not null)
            return;
        long durable = auditor.HeadOf(operation.Stream).Seq;
        bool promisesNothing = answer.Read is Seen<Checked> { AtOnce: true };
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
        KeptAnswers durable = operation.Stream.Shard is null ? auditor.Controls[operation.Stream.Environment].Kept : auditor.Shards[operation.Stream.ToString()].Kept;
        Must.Hold(durable.Holds("simulated|" + operation.Key, kept, seq), "one key, one answer", $"{operation.Key} of {operation.Stream} was answered {kept} as of {seq}, which the journal does not keep");
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
                CheckRefused(shard!, Usages.Of(report.Usage), why, seq, alone);
                break;
            case (ConsumeUnits consume, { Rejection: null }):
                CheckDecision(shard!, consume, (Decision)outcome.Answer!, seq);
                break;
            case (IssueGrant issue, { Rejection: null }):
                CheckDone(shard!, $"grant {issue.Grant.Id}", seq);
                break;
            case (PayGrant pay, { Rejection: null }):
                CheckDone(shard!, $"pay {pay.GrantId}", seq);
                break;
            case (SetTopUp set, { Rejection: null }):
                CheckDone(shard!, $"top-up {ShardAudit.Text(set.AccountId, set.Wallet, set.Rule)}", seq);
                break;
            case (VoidGrant taken, { Rejection: null }):
                CheckDone(shard!, $"void {taken.GrantId}", seq);
                break;
            case (ReserveUnits reserve, { Answer: Reserved { Reservation: { } held } }):
                Must.Hold(Submitting.NameOf(held.Id) == reserve.ReservationId || held.EventId == reserve.EventId, "a reservation is for its event", $"{held.Id} was answered to {reserve.ReservationId}");
                CheckDone(shard!, $"reserve {held.Id}", seq);
                break;
            case (TakeSeat take, { Answer: SeatAnswer { Seat: { } seat } }):
                CheckDone(shard!, Of(seat).Text(take.AccountId), seq);
                break;
            case (ReturnSeat back, { Answer: Seat seat }):
                CheckDone(shard!, $"return {Of(seat).Text(back.AccountId)}", seq);
                break;
            case (SettleReservation settle, { Rejection: null }):
                CheckDone(shard!, $"end {settle.ReservationId}", seq);
                break;
            case (ReleaseReservation release, { Rejection: null }):
                CheckDone(shard!, $"end {release.ReservationId}", seq);
                break;
            case (SetOverride set, { Rejection: null }):
                CheckDone(shard!, $"override {set.Override.Id}", seq);
                break;
            case (EndOverride ended, { Rejection: null }):
                CheckDone(shard!, $"end override {ended.OverrideId}", seq);
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

    public static ModelSeat Of(Seat seat) => new(seat.Feature, seat.Subject, seat.TakenAt.Microseconds, seat.ExpiresAt?.Microseconds, seat.FreeAt?.Microseconds);

    private static void CheckDone(ShardAudit shard, string what, long seq) =>
        Must.Hold(shard.Done.TryGetValue(what, out long at) && at <= seq, "acknowledged is durable", $"'{what}' was answered as of {seq}, and is not there");

    private static void CheckCounted(ShardAudit shard, UsageSaid said, bool duplicate, bool conflict, long seq)
    {
        ModelEvent[] counted = Counted(shard, (said.Account, said.Source, said.Id), seq);
        Must.Hold(counted.Length > 0, "acknowledged is durable", $"{said} was answered as of {seq}, and is not there");
        Must.Hold(duplicate || counted.Any(one => one.Said == said), "acknowledged is durable", $"{said} was answered as counted, and {counted[^1].Said} is there");
        // A few bits stand for what an event says, so that now and then what differs looks the same.
        ulong content = UsageContent.Fingerprint(Usages.Of(said));
        Must.Hold(
            counted.Any(one => conflict == (UsageContent.Fingerprint(Usages.Of(one.Said)) != content)),
            "what differs is a conflict",
            $"{said} was answered {(conflict ? "a conflict" : "the same")}, and {counted[^1].Said} is there"
        );
    }

    /// <summary>What was counted under an identity by the end of a block: mostly once.</summary>
    private static ModelEvent[] Counted(ShardAudit shard, (string Account, string Source, string Id) identity, long seq) =>
        [.. (shard.Model.Counted.GetValueOrDefault(identity) ?? []).Where(one => one.Seq <= seq)];

    /// <summary>An event is too old, or in the future, by the clock that the shard had.</summary>
    private void CheckRefused(ShardAudit shard, UsageSaid said, Rejection why, long seq, bool alone)
    {
        long time = said.Time;
        long window = layout.WindowDays * SimClock.Day;
        long latest = layout.MovableClock ? shard.NowAfter(seq) : Math.Max(clock.Latest, shard.NowAfter(seq));
        long earliest = alone ? shard.NowAfter(seq - 1) : 0;
        if (why.Code == "event_too_old")
            Must.Hold(time < latest - window, "events are accepted for so long", $"one of {time} was too old, at {latest} at most");
        else if (why.Code == "event_in_future")
            Must.Hold(time > earliest + (300 * SimClock.Second), "events are accepted for so long", $"one of {time} was in the future, at {earliest} at least");
        // One of many may have been decided some blocks before the one that the whole answer rests on.
        if (!alone)
            return;
        ModelEvent? before = Counted(shard, (said.Account, said.Source, said.Id), seq - 1).LastOrDefault();
        Must.Hold(before?.IsRemembered(latest, layout.WindowDays) != true, "an id is remembered for so long", $"{said} was refused as of {seq}, and {before} is there");
    }

    /// <summary>What the decision says, <see cref="SecondReading"/> looks at.</summary>
    private static void CheckDecision(ShardAudit shard, ConsumeUnits consume, Decision decision, long seq)
    {
        if (!decision.Duplicate && (!decision.Allowed || consume.Request.Units.IsZero))
            return;
        var identity = (consume.Request.AccountId, consume.Source, consume.EventId);
        ModelEvent[] counted = Counted(shard, identity, seq);
        Must.Hold(counted.Length > 0, "acknowledged is durable", $"{identity} was allowed as of {seq}, and is not there");
        decimal units = Usages.Number(decision.GrantedUnits);
        string type = Usages.TypeOf(Features.MeterOf(consume.Request.Feature));
        Must.Hold(decision.Duplicate || counted.Any(one => one.Said.Quantity == units && one.Said.Type == type), "acknowledged is durable", $"{identity} was allowed, and {counted[^1].Said} is there");
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
