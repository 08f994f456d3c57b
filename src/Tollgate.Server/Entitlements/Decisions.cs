using System.Globalization;
using System.Security.Cryptography;
using Tollgate.Engine;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Numbers;
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

    /// <exception cref="ProblemException">The request makes no sense, or its units could not be counted any more.</exception>
    public static ValueTask<(Decision Decision, Moment Moment)> Check(Gate gate, EntitlementRequest request)
    {
        RecordedAt real = gate.Services.RealTime;
        return gate.Host.Shard.Peek(
            (books, asOf) =>
            {
                RecordedAt now = books.Time(real);
                Outcome outcome = Engine.Entitlements.Check.Answer(books, request, now);
                return outcome.Rejection is { } refused
                    ? throw new ProblemException(Problem.Of(refused))
                    : ((Decision)outcome.Answer!, new Moment(asOf, now));
            },
            default
        );
    }

    /// <summary>Checks all of them in one state. What cannot be told of one is that one's rejection.</summary>
    public static ValueTask<(Outcome[] Outcomes, Moment Moment)> CheckAll(Gate gate, EntitlementRequest[] requests)
    {
        RecordedAt real = gate.Services.RealTime;
        return gate.Host.Shard.Peek((books, asOf) =>
        {
            RecordedAt now = books.Time(real);
            return (Array.ConvertAll(requests, request => Checked(books, request, now)), new Moment(asOf, now));
        });
    }

    /// <summary>One command for each request that could be read, in their order.</summary>
    public static ConsumeUnits[] ConsumeAll(IReadOnlyList<DecisionBatch.Item> items)
    {
        // One draw for all: what they have in common also takes less room in the journal.
        string made = MakeEventId();
        var commands = new List<ConsumeUnits>(items.Count);
        for (int i = 0; i < items.Count; i++)
        {
            if (items[i].Request is { } request)
                commands.Add(Consume(request, request.EventId ?? string.Create(CultureInfo.InvariantCulture, $"{made}-{i}")));
        }

        return [.. commands];
    }

    private static Outcome Checked(Books books, EntitlementRequest request, RecordedAt now)
    {
        try
        {
            return Engine.Entitlements.Check.Answer(books, request, now);
        }
        catch (NumberOutOfRangeException big)
        {
            return new Rejection(RejectionKind.Invalid, Codes.AmountOutOfRange, big.Message);
        }
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
