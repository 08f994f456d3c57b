using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Access;
using Tollgate.Engine.Entitlements;
using Tollgate.Server.Entitlements.Explain;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Entitlements;

internal static class Endpoints
{
    private const string Question =
        """{"account_id":"acct_4821","feature":"api_calls","requested_units":250,"subject":"user_7","properties":{"model":"gpt-4","region":"eu"}}""";

    private const string Example =
        """{"allowed":true,"account_id":"acct_4821","feature":"api_calls","included":true,"enforcement":"soft","usage_limit":"50000","usage_consumed":"47210","usage_reserved":"0","remaining":"2790","overage_units":"0","overage_price":"0.002","granted_units":"250","duplicate":false,"resets_at":"2025-03-01T00:00:00Z","reason":"within_limit","explanation":{"rule":"plan","contract":"ctr_0Zk3mN4pR6sT8uV0","contract_version":1,"plan":"growth","catalog_version":12,"burns":[{"grant":"ctr_0Zk3mN4pR6sT8uV0/api_calls/2025-02-01T00:00:00Z","units":"250"}],"limited_by":"acct_4821"},"as_of":{"shard":0,"incarnation":1,"epoch":4,"seq":918,"ordinal":37},"decision_id":"dec_AgYEbGl2ZQ"}""";

    public static void Map(Routes routes)
    {
        routes.Post("/v1/entitlements/check", Scopes.EntitlementsRead, Check, new(
            "Decisions",
            "Check an entitlement",
            "May this account use so much of this feature now? Answers the state before the request, at once, changes nothing and promises nothing. A denial is an answer: always 200, with its reason, "
                + "also for an account or feature that does not exist. For a config feature, value asks whether that much is enough.",
            Question,
            Example)
        {
            Takes = DecisionShape.Check,
            Gives = DecisionShape.Decision,
        });
        routes.Post("/v1/entitlements/consume", Scopes.EntitlementsConsume, Consume, new(
            "Decisions",
            "Consume an entitlement",
            "The same question; and if it is allowed, the units are gone, durably, when the answer arrives, counted as a usage event. Answers the state after the request. With an event_id it is safe to retry: "
                + "one that was counted is allowed again, with duplicate true, and burns nothing. Without one an id is made and answered.",
            Question[..^1] + ""","event_id":"req_9f31a"}""",
            Example[..^1] + ""","event_id":"req_9f31a"}""")
        {
            Takes = DecisionShape.Consume,
            Gives = DecisionShape.Decision,
        });
        BatchEndpoints.Map(routes);
        GateEndpoint.Map(routes);
        ReservationEndpoints.Map(routes);
        RightsEndpoint.Map(routes);
        ExplainEndpoint.Map(routes);
    }

    private static async Task Check(Gate gate)
    {
        gate.RequireJson();
        DecisionRequest request = DecisionRequest.Read((await gate.Body()).Span, DecisionVerb.Check);
        (Decision decision, Moment moment) = await Decisions.Check(gate, request.Asked);
        string id = DecisionToken.OfCheck(gate.Services.Secrets, gate.Host.Id, request.Asked, decision, moment);
        if (gate.Key() is null)
            await gate.Answer(StatusCodes.Status200OK, json => DecisionJson.Write(json, decision, moment.AsOf, id, null));
        else
            await gate.Keep(Stream.Shard, new KeptAnswer(StatusCodes.Status200OK, Answers.Text(json => DecisionJson.Write(json, decision, moment.AsOf, id, null))));
    }

    private static async Task Consume(Gate gate)
    {
        gate.RequireJson();
        DecisionRequest request = DecisionRequest.Read((await gate.Body()).Span, DecisionVerb.Consume);
        ConsumeUnits command = Decisions.Consume(request, request.EventId ?? Decisions.MakeEventId());
        if (gate.Key() is { } key)
        {
            Reply kept = await gate.Host.Shard.Submit(new Submission([command], key, (outcomes, moments) => Encode(gate, command, outcomes[0], moments)));
            await gate.Send(kept.Kept ?? Encode(gate, command, kept.Outcomes[0], kept.Moments), kept.Repeated);
            return;
        }

        Reply reply = await gate.Host.Shard.Submit(new Submission([command]));
        Outcome outcome = reply.Outcomes[0];
        if (outcome.Rejection is { } rejection)
            throw new ProblemException(Problem.Of(rejection));
        await gate.Answer(StatusCodes.Status200OK, json => Write(json, gate, command, (Decision)outcome.Answer!, reply.Moments[0]));
    }

    private static KeptAnswer Encode(Gate gate, ConsumeUnits command, Outcome outcome, IReadOnlyList<Moment> moments) =>
        Gate.Encode<Decision>(outcome, StatusCodes.Status200OK, (json, decision) => Write(json, gate, command, decision, moments[0]));

    private static void Write(Utf8JsonWriter json, Gate gate, ConsumeUnits command, Decision decision, in Moment moment) => DecisionJson.Write(
        json,
        decision,
        moment.AsOf,
        DecisionToken.OfConsume(gate.Services.Secrets, gate.Host.Id, command, decision, moment),
        command.EventId
    );
}
