using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Access;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Time;
using Tollgate.Engine.Webhooks;
using Tollgate.Server.Access;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;
using Tollgate.Storage.Projections;
using static Tollgate.Server.Http.Shape;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Webhooks;

internal static class Endpoints
{
    private const int DefaultOverlapHours = 24;
    private const int MostOverlapHours = 168;

    private static readonly ObjectShape New = Request(
        "NewWebhook",
        Needs("url", Text, "Where messages are posted: a public https address."),
        Takes("event_types", ListOf(OneOf("EventType", EventTypes.Known)), "What is told; everything there is and will be unless given."),
        Takes("description", Text, "What it is for.")
    );

    private static readonly ObjectShape Made = WebhookJson.Shape.With("MadeWebhook", Has("secret", Text, "What messages are signed with. Shown only here."));

    private static readonly ObjectShape Overlap = Request(
        "SecretRotation",
        Takes("overlap_hours", Integer, "For how long messages are signed with the secret of before, too: 0 to 168; 24 unless given.")
    );

    public static void Map(Routes routes)
    {
        routes.Post("/v1/webhooks", Scopes.WebhooksWrite, Create, new(
            "Webhooks",
            "Register a webhook",
            "Has what happens posted to an address, signed as the Standard Webhooks scheme says (webhook-id, webhook-timestamp, webhook-signature). The secret is shown in this answer and never again. "
                + "The address must be https and public, and no redirect is followed.",
            """{"url":"https://example.com/hooks/tollgate","event_types":["alert.usage"],"description":"Slack"}""",
            WebhookJson.Example[..^1] + ""","secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="}""",
            StatusCodes.Status201Created)
        {
            Takes = New,
            Gives = Made,
        });
        routes.Get("/v1/webhooks", Scopes.WebhooksRead, List, new(
            "Webhooks", "List webhooks", "All of them, oldest first, with how many of their messages stand where; never their secrets.", null, "{\"data\":[" + WebhookJson.Example + "],\"next_cursor\":null}")
        {
            Gives = PageOf(WebhookJson.Shape),
        });
        routes.Get("/v1/webhooks/{id}", Scopes.WebhooksRead, Get, new("Webhooks", "Get a webhook", "With how many of its messages stand where.", null, WebhookJson.Example) { Gives = WebhookJson.Shape });
        routes.Delete("/v1/webhooks/{id}", Scopes.WebhooksWrite, Remove, new(
            "Webhooks",
            "Remove a webhook",
            "Nothing is sent there any more; what waited is dropped.",
            null,
            """{"id":"whk_0aB9kQ2mN4pR6sT8","removed_at":"2025-02-02T08:00:00Z"}""")
        {
            Gives = Answer("RemovedWebhook", Has("id", Text), Has("removed_at", Instant)),
        });
        routes.Post("/v1/webhooks/{id}/rotate_secret", Scopes.WebhooksWrite, Rotate, new(
            "Webhooks",
            "Rotate a secret",
            "Makes another secret, shown in this answer and never again. Until previous_secret_until messages carry both signatures, so that a receiver can change over without losing one.",
            """{"overlap_hours":24}""",
            """{"id":"whk_0aB9kQ2mN4pR6sT8","secret":"whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDMfKQ9r8GKYo=","previous_secret_until":"2025-02-03T08:00:00Z"}""")
        {
            Takes = Overlap,
            Gives = Answer("RotatedSecret", Has("id", Text), Has("secret", Text, "Shown only here."), Has("previous_secret_until", Instant, "In real time.")),
        });
        routes.Post("/v1/webhooks/{id}/test", Scopes.WebhooksWrite, Test, new(
            "Webhooks",
            "Test a webhook",
            "Posts a message of type webhook.test at once, and answers what came of it. It is not tried again.",
            null,
            """{"message_id":"msg_test_6d1c0b0f4fd1b2a37c1d9f52e1a7f0c4","taken":false,"status":404,"error":"It answered 404; only 200 to 299 means that the message was taken.","milliseconds":38}""")
        {
            Gives = Answer("WebhookTest", Has("message_id", Text), Has("taken", Flag), Has("status", Integer.OrNull), Has("error", Text.OrNull), Has("milliseconds", Integer)),
        });
    }

    /// <summary>The webhook that the address names.</summary>
    /// <exception cref="ProblemException">404: there is none, or it was removed.</exception>
    public static async Task<Webhook> Find(Gate gate)
    {
        string id = gate.Route("id");
        Webhook? webhook = await gate.Host.Register.Read((register, _) => register.Webhooks.GetValueOrDefault(id), gate.Cancel);
        return webhook is { RemovedAt: null } there ? there : throw new ProblemException(Problem.Of(Registration.Missing(Texts.Quoted(id))));
    }

    public static WebhookDispatch Dispatch(Gate gate) => gate.Host.Webhooks ?? throw new InvalidOperationException("The environment was opened without webhooks.");

    private static async Task Create(Gate gate)
    {
        (string url, ImmutableArray<string> types, string? description) = await gate.JsonFields(["url", "event_types", "description"], fields => (
            fields.TakeRequired("url", value => ReadText(value, "/url", "an address")) ?? "",
            fields.Optional("event_types") is null ? [] : fields.Take("event_types", ReadTypes),
            fields.OptionalText("description")
        ));
        if (Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
            && await Addresses.Refuse(address!, Dispatch(gate).Settings, gate.Cancel) is { } why)
            throw new ProblemException(new Problem(StatusCodes.Status422UnprocessableEntity, Codes.WebhookAddressRefused, why, "/url"));

        string id = "whk_" + RandomNumberGenerator.GetString(Base62.Alphabet, 16);
        byte[] secret = WebhookSecret.Make();
        var command = new RegisterWebhook(id, url, types, description, gate.Services.Secrets.SealWebhook(id, secret));
        await SendSealed<Webhook>(gate, command, StatusCodes.Status201Created, (json, webhook) => WebhookJson.Write(json, webhook, default, Dispatch(gate).Now, WebhookSecret.Text(secret)));
    }

    private static async Task List(Gate gate)
    {
        Webhook[] found = await gate.Host.Register.Read(static (register, _) => register.Webhooks.Values.Where(webhook => webhook.RemovedAt is null).ToArray(), gate.Cancel);
        IEnumerable<Webhook> ordered = found.OrderBy(webhook => webhook.Registered.At).ThenBy(webhook => webhook.Id, StringComparer.Ordinal);
        WebhookDispatch dispatch = Dispatch(gate);
        var page = new Page<Webhook>([.. ordered], null);
        await gate.Answer(StatusCodes.Status200OK, json => Answers.WritePage(json, page, (writer, webhook) => WebhookJson.Write(writer, webhook, dispatch.Deliveries.Counts(webhook.Id), dispatch.Now)));
    }

    private static async Task Get(Gate gate)
    {
        Webhook webhook = await Find(gate);
        WebhookDispatch dispatch = Dispatch(gate);
        await gate.Answer(StatusCodes.Status200OK, json => WebhookJson.Write(json, webhook, dispatch.Deliveries.Counts(webhook.Id), dispatch.Now));
    }

    private static async Task Remove(Gate gate)
    {
        await gate.JsonFields();
        Reply reply = await gate.Send(Stream.Control, new Submission([new RemoveWebhook(gate.Route("id"))]));
        // Nothing more is sent there before anybody is told so.
        await gate.Host.RefreshWebhooks();
        await gate.Send(Gate.Encode<WebhookRemoved>(reply.Outcomes[0], StatusCodes.Status200OK, (json, removed) =>
        {
            json.WriteStartObject();
            json.WriteString("id"u8, removed.Id);
            json.WriteString("removed_at"u8, (RecordedAt?)removed.At);
            json.WriteEndObject();
        }), reply.Repeated);
    }

    private static async Task Rotate(Gate gate)
    {
        Fields fields = await gate.JsonFields("overlap_hours");
        int hours = fields.OptionalInteger("overlap_hours") ?? DefaultOverlapHours;
        if (hours is < 0 or > MostOverlapHours)
            throw new ProblemException(new Problem(StatusCodes.Status422UnprocessableEntity, Codes.OverlapOutOfRange, $"The secret of before goes on signing for 0 to {MostOverlapHours} hours.", "/overlap_hours"));
        string id = gate.Route("id");
        byte[] secret = WebhookSecret.Make();
        var until = new EffectiveAt(Dispatch(gate).Now.Microseconds + (hours * 3_600_000_000L));
        var command = new RotateWebhookSecret(id, gate.Services.Secrets.SealWebhook(id, secret), until);
        await SendSealed<WebhookSecretRotated>(gate, command, StatusCodes.Status200OK, (json, rotated) =>
        {
            json.WriteStartObject();
            json.WriteString("id"u8, rotated.Id);
            json.WriteString("secret"u8, WebhookSecret.Text(secret));
            json.WriteString("previous_secret_until"u8, (EffectiveAt?)rotated.PreviousUntil);
            json.WriteEndObject();
        });
    }

    private static async Task Test(Gate gate)
    {
        await gate.JsonFields();
        Webhook webhook = await Find(gate);
        if (await gate.FirstAnswer(Stream.Control) is { } first)
        {
            await gate.Send(first, repeated: true);
            return;
        }

        WebhookDispatch dispatch = Dispatch(gate);
        WebhookMessage message = dispatch.TestMessage(webhook.Id);
        Attempt attempt = await dispatch.Test(webhook, message, gate.Cancel);
        await gate.Keep(Stream.Control, new KeptAnswer(StatusCodes.Status200OK, Answers.Text(json =>
        {
            json.WriteStartObject();
            json.WriteString("message_id"u8, message.Id);
            json.WriteBoolean("taken"u8, attempt.IsTaken);
            if (attempt.Status is { } status)
                json.WriteNumber("status"u8, status);
            else
                json.WriteNull("status"u8);
            json.WriteString("error"u8, attempt.Error);
            json.WriteNumber("milliseconds"u8, (long)attempt.Took.TotalMilliseconds);
            json.WriteEndObject();
        })));
    }

    /// <summary>As any command, but what is kept for a repetition is sealed, since it holds a secret.</summary>
    private static async Task SendSealed<TAnswer>(Gate gate, Command<TAnswer> command, int status, Action<Utf8JsonWriter, TAnswer> write)
        where TAnswer : notnull
    {
        RequestKey? request = gate.Key();
        Secrets secrets = gate.Services.Secrets;
        KeptAnswer Answer(IReadOnlyList<Outcome> outcomes) => Gate.Encode(outcomes[0], status, write);
        Func<IReadOnlyList<Outcome>, IReadOnlyList<Moment>, KeptAnswer> kept = (outcomes, _) =>
        {
            KeptAnswer open = Answer(outcomes);
            return open with { Body = secrets.Seal(open.Body) };
        };
        Reply reply = await gate.Host.Control(new Submission([command], request, request is null ? null : kept));
        await gate.Host.RefreshWebhooks();
        await gate.Send(reply.Kept is { } first ? first with { Body = secrets.Unseal(first.Body) } : Answer(reply.Outcomes), reply.Repeated);
    }

    private static ImmutableArray<string> ReadTypes(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
            throw Fields.WrongType("/event_types", list, "a list of event types");
        int index = 0;
        return [.. list.EnumerateArray().Select(item => ReadText(item, JsonPointer.Append("/event_types", index++), "the name of an event type"))];
    }

    private static string ReadText(JsonElement value, string pointer, string what) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Fields.WrongType(pointer, value, what);
}
