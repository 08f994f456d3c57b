using Tollgate.Engine.Time;

namespace Tollgate.Engine.Requests;

/// <summary>
/// The answer to a request that carried an idempotency key, kept in the same block as its effects, so that a repetition is answered as the
/// first time. It changes no balance.
/// </summary>
/// <param name="Key">The key as the caller sent it, within its environment and operation.</param>
/// <param name="Body">A hash of the request, to tell a repetition from another request under the same key.</param>
public sealed record AnswerKept(string Key, string Body, int Status, string Answer, RecordedAt At) : Fact;
