using System.Text;
using Tollgate.Engine;
using Tollgate.Engine.Access;
using Tollgate.Server.Entitlements;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;

namespace Tollgate.Server.Receipts;

internal static class Endpoints
{
    private const string Example =
        """{"decision_id":"dec_AgYEbGl2ZQ","receipt":"eyJhbGciOiJFUzI1NiJ9.eyJyZWNlaXB0X3ZlcnNpb24iOjF9.c2lnbmF0dXJl","payload":{"receipt_version":1,"installation":"0123456789abcdef0123456789abcdef","environment":"live","decision_id":"dec_AgYEbGl2ZQ","kind":"check","request":{"account_id":"acct_4821","feature":"api_calls","requested_units":"250","allow_partial":false,"timestamp":null,"subject":"user_7","properties":{"model":"gpt-4","region":"eu"}},"answer":{"allowed":true,"included":true,"reason":"within_limit","granted_units":"250","duplicate":false,"conflict":false,"usage_limit":"50000","usage_consumed":"47210","overage_units":"0"},"as_of":{"shard":0,"incarnation":1,"epoch":4,"seq":918,"ordinal":37,"block_hash":"9c1e4b7a2f0d8c6e5a3b1f9d7e5c3a1b0f8d6e4c2a0b9f7d5e3c1a8b6f4d2e0c"},"decided_at":"2025-02-01T10:15:22.104233Z","engine_version":"0.1.0","issued_at":"2025-02-03T08:00:00Z"}}""";

    public static void Map(Routes routes) => routes.Get("/v1/decisions/{id}", Scopes.EntitlementsRead, Show, new(
        "Decisions",
        "Receipt of a decision",
        "What was asked and answered, of which state and when, signed: a JWS (RFC 7515) in its compact form, with ES256. The keys stand at /.well-known/jwks.json. With the journal, tollgate decision verify makes the same decision "
            + "again. The id is all that is needed, and all that is kept of a decision; it waits until what the decision saw is durable.",
        null,
        Example)
    {
        Gives = ReceiptShape.Answered,
    });

    /// <summary>Whoever has a receipt may check it: the keys are for everybody.</summary>
    public static void MapKeys(IEndpointRouteBuilder endpoints, GateServices services) => endpoints.MapGet("/.well-known/jwks.json", http =>
    {
        IReadOnlyList<PublicKey> keys = services.SigningKeys.Public;
        http.Response.Headers.CacheControl = "public, max-age=300";
        return Answers.Send(http, StatusCodes.Status200OK, "application/jwk-set+json", json => PublicKey.WriteSet(json, keys));
    }).WithMetadata(new Open());

    private static async Task Show(Gate gate)
    {
        string id = gate.Route("id");
        TakenDecision taken = Read(gate, id);
        Ground ground = await Find(gate, taken.Moment.AsOf);
        Moment moment = taken.Moment with { AsOf = taken.Moment.AsOf with { Ordinal = ground.Facts } };
        var receipt = new Receipt(gate.Services.Installation.Id, id, taken with { Moment = moment }, ground.Block, gate.Services.RealTime);
        string payload = receipt.Payload;
        string signed = Jws.Sign(gate.Services.SigningKeys.Current, Encoding.UTF8.GetBytes(payload));
        await gate.Answer(StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteString("decision_id"u8, id);
            json.WriteString("receipt"u8, signed);
            json.WritePropertyName("payload"u8);
            json.WriteRawValue(payload, skipInputValidation: true);
            json.WriteEndObject();
        });
    }

    /// <exception cref="ProblemException">This environment did not give the id out, or nothing can be made of it.</exception>
    internal static TakenDecision Read(Gate gate, string id)
    {
        if (DecisionToken.TryRead(gate.Services.Secrets, id, out TakenDecision? taken, out int version))
        {
            return taken.Environment == gate.Host.Id
                ? taken
                : throw NotGenuine();
        }

        throw version == 0
            ? NotGenuine()
            : new ProblemException(new Problem(
                StatusCodes.Status410Gone,
                Codes.DecisionUnreadable,
                $"The decision's id is of form {version}, which does not say what this version of Tollgate needs to make the decision again: the instant, and the place inside its block. Decisions that are asked for now have it."
            ));
    }

    private static ProblemException NotGenuine() => new(Problem.NotFound(
        Codes.DecisionNotGenuine,
        "No decision of this environment has this id: it was given out elsewhere, or a character of it was changed or lost. Copy it again, whole, and use a key of its environment."
    ));

    /// <summary>Waits for what the decision saw to be durable, if it is not.</summary>
    /// <exception cref="ProblemException">It was lost.</exception>
    /// <exception cref="StreamUnavailableException">Whether it will be durable is not known yet.</exception>
    internal static async Task<Ground> Find(Gate gate, AsOf asOf)
    {
        StreamLoop<Books> shard = gate.Host.Shards[asOf.Shard];
        if (asOf.Seq > shard.Committed.Seq)
        {
            // The answer to any question waits for every block that was begun before it.
            await shard.Read(static (_, _) => true, gate.Cancel);
        }

        // An older copy of the journal was put back: what stands in that place now may be another history, under the same numbers.
        if (asOf.Epoch > shard.Committed.Epoch && shard.Journal.Head is var head && asOf.Epoch > head.Epoch)
            throw Lost($"The decision was made in epoch {asOf.Epoch} of {shard.Stream}, and the journal has come to epoch {head.Epoch}: it is older than the decision.");
        Ground ground = Ground.Of(asOf, shard.Journal);
        return ground.Standing switch
        {
            GroundStanding.Durable => ground,
            GroundStanding.NotDurable when shard.Condition != CoreCondition.Running =>
                throw new StreamUnavailableException("storage_unavailable", $"{ground.Why} The journal cannot be written now; ask again when it can."),
            _ => throw Lost(ground.Why!),
        };
    }

    private static ProblemException Lost(string why) => new(new Problem(StatusCodes.Status410Gone, Codes.DecisionLost, why));
}
