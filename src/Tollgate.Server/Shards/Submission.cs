using Tollgate.Engine;
using Tollgate.Engine.Time;

namespace Tollgate.Server.Shards;

/// <summary>
/// Commands that came in one request. They are decided one after another, each with its own outcome; the reply waits until every block that
/// holds something of them is durable.
/// </summary>
/// <param name="Key">The request's idempotency key, or null.</param>
/// <param name="Answer">
/// Makes the answer that is kept under the key, from the outcomes and what each decision among them rests on (empty when there is none); it runs in the loop, so it only encodes. Needed when there is a key.
/// Nothing is kept when a command met a <see cref="RejectionKind.Fault"/>, so that the request can be tried again.
/// </param>
public sealed record Submission(
    IReadOnlyList<Command> Commands,
    RequestKey? Key = null,
    Func<IReadOnlyList<Outcome>, IReadOnlyList<Moment>, KeptAnswer>? Answer = null
);

/// <summary>An idempotency key within its operation, and a hash of the request to tell a repetition from another request.</summary>
/// <param name="Operation">One of our own constants, without a bar: <c>POST /v1/events</c>.</param>
public sealed record RequestKey(string Operation, string Key, string BodyHash)
{
    /// <summary>The key as the journal and the index know it. The first bar ends the operation, so that no two requests meet.</summary>
    public string Scoped => $"{Operation}|{Key}";
}

public sealed record KeptAnswer(int Status, string Body);

/// <summary>What came of a submission, durable by the time it is seen.</summary>
/// <param name="Outcomes">One for each command, in order; empty when the request was a repetition.</param>
/// <param name="Kept">The answer under the idempotency key: of this request, or of the first one when it is a repetition.</param>
public sealed record Reply(IReadOnlyList<Outcome> Outcomes, KeptAnswer? Kept, bool Repeated, AsOf AsOf)
{
    /// <summary>What each decision among the outcomes rests on, at its outcome's place; empty when there is none.</summary>
    public IReadOnlyList<Moment> Moments { get; init; } = [];
}

/// <summary>Which state an answer speaks of: blocks of the shard up to and including <see cref="Seq"/>.</summary>
/// <param name="Shard"><see cref="Control"/> for the control stream.</param>
/// <param name="Seq">-1 before the first block.</param>
public readonly record struct AsOf(int Shard, long Incarnation, long Epoch, long Seq)
{
    public const int Control = -1;

    /// <summary>How many facts of block <see cref="Seq"/> are in it; null when all of them are.</summary>
    public int? Ordinal { get; init; }
}

/// <summary>What a decision rests on: with both, anybody who has the journal can make it again.</summary>
/// <param name="AsOf">The state that it saw. Its own facts, if it led to any, stand right behind, in the block that is named.</param>
/// <param name="At">The instant that it was made at, on the environment's clock.</param>
public readonly record struct Moment(AsOf AsOf, RecordedAt At);

/// <summary>The same idempotency key came with another request.</summary>
public sealed class IdempotencyKeyReusedException(string key)
    : Exception($"The idempotency key '{key}' was used for another request.");

/// <summary>
/// The outcome is unknown, or nothing could be written: ask again with the same id. Nothing acknowledged is affected.
/// </summary>
/// <param name="code"><c>storage_full, storage_unavailable, outcome_unknown, not_owner, stopping</c></param>
public sealed class StreamUnavailableException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Code { get; } = code;
}
