using System.Security.Cryptography;
using Tollgate.Engine;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Time;
using Tollgate.Server.Access;
using Tollgate.Server.Http;
using Tollgate.Server.Metering;
using Tollgate.Server.Shards;

namespace Tollgate.Server.Entitlements;

/// <summary>Has a request decided: a check from the tentative state, at once; a consume in turn, and answered when it is durable.</summary>
internal static class Decisions
{
    public static string MakeEventId() => "evt_" + RandomNumberGenerator.GetString(Base62.Alphabet, 22);

    /// <exception cref="ProblemException">The request makes no sense.</exception>
    public static ValueTask<(Decision Decision, Moment Moment)> Check(Gate gate, EntitlementRequest request)
    {
        if (Engine.Entitlements.Check.Refuse(request) is { } senseless)
            throw new ProblemException(Problem.Of(senseless));
        RecordedAt real = gate.Services.RealTime;
        return gate.Host.Shard.Peek(
            (books, asOf) =>
            {
                RecordedAt now = books.Time(real);
                return (Engine.Entitlements.Check.Decide(books, request, now), new Moment(asOf, now));
            },
            default
        );
    }

    public static ConsumeUnits Consume(DecisionRequest request, string eventId) =>
        new(request.Asked, request.Source ?? EventFields.DefaultSource, eventId, Seen: null);

    /// <returns>The decision, or why there is none.</returns>
    public static async Task<(Decision? Decision, Rejection? Rejection, AsOf AsOf)> Consumed(Gate gate, ConsumeUnits command)
    {
        Reply reply = await gate.Host.Shard.Submit(new Submission([command]));
        Outcome outcome = reply.Outcomes[0];
        return (outcome.Answer as Decision, outcome.Rejection, reply.AsOf);
    }
}
