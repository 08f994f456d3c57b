using System.Text;
using Tollgate.Engine;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;
using Tollgate.Server.Shards;
using Tollgate.Storage.Index;
using Tollgate.Storage.Journal;

namespace Tollgate.Simulator.Workload;

/// <summary>What came back.</summary>
/// <param name="Results">Of a submission: one for each command.</param>
/// <param name="Kept">Under an idempotency key.</param>
/// <param name="Read">Of a question.</param>
internal sealed record Answer(AsOf AsOf, IReadOnlyList<Outcome>? Results = null, string? Kept = null, bool Repeated = false, object? Read = null, Exception? Error = null)
{
    /// <summary>Of a submission: what each decision rests on.</summary>
    public IReadOnlyList<Moment> Moments { get; init; } = [];

    public bool IsRead => Read is not null;
}

/// <summary>What a client wants done, under ids of its own, until it has heard that it was.</summary>
internal abstract class Operation(int number, StreamId stream)
{
    public int Number => number;

    public StreamId Stream => stream;

    /// <summary>The client has heard.</summary>
    public bool IsDone { get; set; }

    /// <summary>What the client heard the first time.</summary>
    public string? Heard { get; set; }

    /// <summary>The operation as it enters the loop, anew with each delivery.</summary>
    /// <param name="ids">Asked on the way, as a gate does.</param>
    public abstract Turn Turn(IdIndex ids);

    /// <summary>What came of it, or null while it waits.</summary>
    /// <param name="before">What was decided before this turn, of which it asks about a part again; null for a first turn.</param>
    public abstract Answer? Answered(Turn turn, Decided? before, IJournalReader journal);
}

/// <summary>Commands, perhaps under an idempotency key.</summary>
/// <param name="asBatch">They are reports, and come as one batch.</param>
internal sealed class Submitting(int number, StreamId stream, IReadOnlyList<Command> commands, string? key, bool asBatch = false) : Operation(number, stream)
{
    private int _deliveries;

    /// <summary>As they are asked for; reservations have the name that they are called by here, and not the id of a delivery.</summary>
    public IReadOnlyList<Command> Commands => commands;

    public string? Key => key;

    public bool AsBatch => asBatch;

    private RequestKey? RequestKey => key is null ? null : new RequestKey("simulated", key, $"body-{Number}");

    public override Turn Turn(IdIndex ids)
    {
        IReadOnlyList<Command> sent = asBatch ? [new ReportBatch(Batch())] : [.. commands.Select(Delivered)];
        return new SubmissionTurn(new Submission(sent, RequestKey, key is null ? null : (outcomes, _) => new KeptAnswer(200, Text(OfEach(outcomes)))))
        {
            Probes = Verdicts.Probe(ids, sent),
            KeyProbe = RequestKey is { } request ? ids.Probe(ids.Keys.OfIdempotencyKey(request.Scoped)) : null,
        };
    }

    /// <summary>The name by which a reservation was asked for, of the id that a delivery gave it.</summary>
    public static string NameOf(string reservationId) => reservationId[..reservationId.LastIndexOf('.')];

    public override Answer? Answered(Turn turn, Decided? before, IJournalReader journal)
    {
        Task<Decided> done = ((SubmissionTurn)turn).Done;
        if (!done.IsCompleted)
            return null;
        Decided decided = done.GetAwaiter().GetResult();
        if (before is not null && decided.FirstAnswer is null)
            decided = decided with { Outcomes = FirstReceipts.Together(before.Outcomes, decided.Outcomes), Moments = FirstReceipts.Together(before, decided.Moments) };
        if (decided.FirstAnswer is not { } first)
            return new Answer(decided.AsOf, OfEach(decided.Outcomes), decided.Kept?.Body) { Moments = decided.Moments };
        Reply reply = FirstAnswers.Repeat(journal, RequestKey!, first, decided.AsOf);
        return new Answer(reply.AsOf, null, reply.Kept!.Body, Repeated: true);
    }

    /// <summary>A gate makes a reservation's id anew for each request that comes in; the event's id is what tells that it is the same.</summary>
    private Command Delivered(Command command) => command is ReserveUnits reserve ? reserve with { ReservationId = $"{reserve.ReservationId}.{++_deliveries}" } : command;

    private UsageBatch Batch()
    {
        var batch = new UsageBatch();
        foreach (ReportUsage report in commands.Cast<ReportUsage>())
            batch.Add(Encoding.UTF8.GetBytes(report.Usage.Id), report.Usage.Content, report.TimeGiven, batch.Count);
        return batch;
    }

    /// <summary>What came of each command, also of those that came as a batch.</summary>
    private static IReadOnlyList<Outcome> OfEach(IReadOnlyList<Outcome> outcomes) => outcomes is not [{ Answer: UsageBatch batch }] ? outcomes :
    [
        .. Enumerable.Range(0, batch.Count).Select(i => batch[i].Outcome switch
        {
            EventOutcome.Refused => Engine.Outcome.Rejected(batch.Refused.First(refused => refused.Event == i).Why),
            var outcome => Engine.Outcome.Of(new UsageReported(outcome is EventOutcome.Duplicate or EventOutcome.Conflict, outcome is EventOutcome.Conflict)),
        }),
    ];

    public static string Text(IReadOnlyList<Outcome> outcomes) => string.Join(',', outcomes.Select(outcome => outcome.Rejection?.Code ?? outcome.Answer switch
    {
        Engine.Metering.UsageReported { Conflict: true } => "conflict",
        Engine.Metering.UsageReported { Duplicate: true } => "duplicate",
        Engine.Metering.UsageReported => "counted",
        Engine.Entitlements.Decision { Conflict: true } => "conflict",
        Engine.Entitlements.Decision { Duplicate: true } => "duplicate",
        Engine.Entitlements.Decision { Allowed: true } decision => decision.Reason == Reason.WithinLimit ? "allowed" : $"allowed {decision.GrantedUnits} {decision.Reason}",
        Engine.Entitlements.Decision decision => decision.Reason.ToString(),
        Reserved { Reservation: { } held } => $"{held.Id} holds {held.Units}",
        Reserved { Decision: var decision } => decision.Reason.ToString(),
        _ => "done",
    }));
}

/// <summary>A question about a shard's books.</summary>
internal sealed class Asking<TAnswer>(int number, StreamId stream, Func<Books, TAnswer> ask, bool atOnce) : Operation(number, stream)
    where TAnswer : notnull
{
    public override Turn Turn(IdIndex ids) => new Question<Books, (TAnswer Answer, AsOf AsOf)>((books, asOf) => (ask(books), asOf), atOnce);

    public override Answer? Answered(Turn turn, Decided? before, IJournalReader journal)
    {
        Task<(TAnswer Answer, AsOf AsOf)> done = ((Question<Books, (TAnswer, AsOf)>)turn).Done;
        if (!done.IsCompleted)
            return null;
        (TAnswer answer, AsOf asOf) = done.GetAwaiter().GetResult();
        return new Answer(asOf, Read: new Seen<TAnswer>(answer, atOnce));
    }
}

internal sealed record Seen<T>(T Answer, bool AtOnce);

/// <summary>What a check was told.</summary>
internal sealed record Checked(EntitlementRequest Request, Decision Decision, RecordedAt At);
