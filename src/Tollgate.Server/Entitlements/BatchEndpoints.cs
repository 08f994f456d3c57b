using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Access;
using Tollgate.Engine.Entitlements;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Entitlements;

/// <summary>Many checks, or many consumes, in one call: each has its own outcome, and none costs its neighbours anything.</summary>
internal static class BatchEndpoints
{
    private const string Question =
        """{"requests":[{"account_id":"acct_4821","feature":"api_calls","requested_units":250},{"account_id":"acct_4822","feature":"api_calls"},{"account_id":"acct_4823","feature":"api_calls","requested_units":-1}]}""";

    private const string Example =
        """{"results":[{"allowed":true,"remaining":"2790"},{"allowed":false,"remaining":"0","reason":"quota_exceeded"},{"index":2,"code":"quantity_negative","detail":"A quantity cannot be negative.","pointer":"/requested_units"}],"as_of":{"shard":0,"incarnation":1,"epoch":4,"seq":918,"ordinal":null}}""";

    private const string Manner =
        " Up to 1,000 in one call, decided in their order; the results stand in that order, too. A result is compact: allowed, what remains, and the reason of a denial; with verbose it is the decision in full. "
            + "A request that cannot be read or decided has its code and its index in its place.";

    public static void Map(Routes routes)
    {
        routes.Post("/v1/entitlements/check-batch", Scopes.EntitlementsRead, CheckAll, new(
            "Decisions",
            "Check many entitlements",
            "Checks as check does, all of them in the same state." + Manner,
            Question,
            Example)
        {
            Takes = DecisionShape.CheckBatch,
            Gives = DecisionShape.Batch,
        });
        routes.Post("/v1/entitlements/consume-batch", Scopes.EntitlementsConsume, ConsumeAll, new(
            "Decisions",
            "Consume many entitlements",
            "Consumes as consume does, one after another: each sees what those before it have taken, and all that were allowed are durable when the answer arrives. An event_id that stands twice in the batch counts once."
                + Manner,
            Question.Replace("\"requested_units\":250", "\"requested_units\":250,\"event_id\":\"req_9f31a\"", StringComparison.Ordinal),
            Example.Replace("\"quota_exceeded\"", "\"quota_exceeded\",\"event_id\":\"evt_4fJk2LmN8pQrS1tUvWxYz3-1\"", StringComparison.Ordinal))
        {
            Takes = DecisionShape.ConsumeBatch,
            Gives = DecisionShape.Batch,
        });
    }

    private static async Task CheckAll(Gate gate)
    {
        gate.RequireJson();
        DecisionBatch batch = DecisionBatch.Read((await gate.Body()).Span, consume: false);
        EntitlementRequest[] requests = [.. batch.Items.Where(item => item.Request is not null).Select(item => item.Request!.Asked)];
        (Outcome[] outcomes, Moment moment) = await Decisions.CheckAll(gate, requests);
        Moment[] moments = [.. outcomes.Select(_ => moment)];
        if (gate.Key() is null)
            await gate.Answer(StatusCodes.Status200OK, json => Write(json, gate, batch, null, outcomes, moments, moment.AsOf));
        else
            await gate.Keep(Stream.Shard, new KeptAnswer(StatusCodes.Status200OK, Answers.Text(json => Write(json, gate, batch, null, outcomes, moments, moment.AsOf))));
    }

    private static async Task ConsumeAll(Gate gate)
    {
        gate.RequireJson();
        DecisionBatch batch = DecisionBatch.Read((await gate.Body()).Span, consume: true);
        ConsumeUnits[] commands = Decisions.ConsumeAll(batch.Items);
        if (gate.Key() is { } key)
        {
            Reply kept = await gate.Host.Shard.Submit(new Submission(commands, key, Encode));
            await gate.Send(kept.Kept ?? Encode(kept.Outcomes, kept.Moments), kept.Repeated);
            return;
        }

        Reply reply = await gate.Host.Shard.Submit(new Submission(commands));
        await gate.Answer(StatusCodes.Status200OK, json => Write(json, gate, batch, commands, reply.Outcomes, reply.Moments, HoldingAll(reply.Moments)));

        KeptAnswer Encode(IReadOnlyList<Outcome> outcomes, IReadOnlyList<Moment> moments) =>
            new(StatusCodes.Status200OK, Answers.Text(json => Write(json, gate, batch, commands, outcomes, moments, HoldingAll(moments))));
    }

    /// <summary>The last block that one of the decisions saw or is in; null when none was made.</summary>
    private static AsOf? HoldingAll(IReadOnlyList<Moment> moments)
    {
        AsOf? last = null;
        foreach (Moment moment in moments)
        {
            // A place without a decision has no moment, and incarnations are counted from 1.
            if (moment.AsOf.Incarnation > 0 && !(moment.AsOf.Seq < last?.Seq))
                last = moment.AsOf with { Ordinal = null };
        }

        return last;
    }

    /// <param name="commands">Of a consume; null for a check.</param>
    /// <param name="outcomes">Of the requests that could be read, in their order.</param>
    private static void Write(Utf8JsonWriter json, Gate gate, DecisionBatch batch, ConsumeUnits[]? commands, IReadOnlyList<Outcome> outcomes, IReadOnlyList<Moment> moments, AsOf? asOf)
    {
        json.WriteStartObject();
        json.WriteStartArray("results"u8);
        int next = 0;
        for (int i = 0; i < batch.Items.Count; i++)
        {
            if (batch.Items[i] is not { Request: { } request })
            {
                DecisionJson.WriteRefused(json, i, batch.Items[i].Fault!);
                continue;
            }

            int place = next++;
            string? eventId = commands?[place].EventId;
            Outcome outcome = outcomes[place];
            if (outcome.Rejection is { } rejection)
                DecisionJson.WriteRefused(json, i, new(rejection.Code, rejection.Detail, rejection.Pointer));
            else if (batch.Verbose)
                WriteWhole(json, gate, request.Asked, commands?[place], (Decision)outcome.Answer!, moments[place]);
            else
                DecisionJson.WriteCompact(json, (Decision)outcome.Answer!, request.Asked.Units, request.EventId is null ? eventId : null);
        }

        json.WriteEndArray();
        if (asOf is { } all)
            DecisionJson.WriteAsOf(json, all);
        else
            json.WriteNull("as_of"u8);
        json.WriteEndObject();
    }

    private static void WriteWhole(Utf8JsonWriter json, Gate gate, EntitlementRequest asked, ConsumeUnits? consume, Decision decision, in Moment moment)
    {
        string id = consume is null
            ? DecisionToken.OfCheck(gate.Services.Secrets, gate.Host.Id, asked, decision, moment)
            : DecisionToken.OfConsume(gate.Services.Secrets, gate.Host.Id, consume, decision, moment);
        DecisionJson.Write(json, decision, moment.AsOf, id, consume?.EventId);
    }
}
