using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Access;
using Tollgate.Engine.Catalog;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;
using Tollgate.Storage.Projections;
using static Tollgate.Server.Http.Shape;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Access;

internal static class Endpoints
{
    private static readonly Shape Granted = ListOf(OneOf("Scope", Scopes.Known));

    private static readonly ObjectShape New = Request(
        "NewKey",
        Needs("name", Text, "What it is for."),
        Needs("scopes", Granted, "What it may do; * is everything.")
    );

    private static readonly ObjectShape Known = Answer(
        "Key",
        Has("id", Text),
        Has("name", Text),
        Has("scopes", Granted),
        Has("issued_at", Instant),
        Has("revoked_at", Instant.OrNull)
    );

    private static readonly ObjectShape Issued = Known.With("IssuedKey", Has("key", Text, "Shown only here."));

    public static void Map(Routes routes)
    {
        routes.Post("/v1/keys", Scopes.Keys, Issue, new(
            "Keys",
            "Make a key",
            "Makes a key of this environment. The key itself is shown in this answer and never again; only a keyed hash of it is kept.",
            """{"name":"Checkout service","scopes":["events:write","entitlements:consume"]}""",
            """{"id":"key_0aB9kQ2mN4pR6sT8","name":"Checkout service","scopes":["events:write","entitlements:consume"],"issued_at":"2025-02-01T10:15:22Z","revoked_at":null,"key":"tg_live_..."}""",
            StatusCodes.Status201Created)
        {
            Takes = New,
            Gives = Issued,
        });
        routes.Post("/v1/environments/{id}/keys", Scopes.Environments, IssueElsewhere, new(
            "Keys",
            "Make a key of another environment",
            "As POST /v1/keys, for the environment in the path: a way in when its first key was lost. It takes a key of an environment of kind live.",
            """{"name":"A new way in","scopes":["*"]}""",
            """{"id":"key_0aB9kQ2mN4pR6sT8","name":"A new way in","scopes":["*"],"issued_at":"2025-02-01T10:15:22Z","revoked_at":null,"key":"tg_trial_..."}""",
            StatusCodes.Status201Created)
        {
            Takes = New,
            Gives = Issued,
        });
        routes.Get("/v1/keys", Scopes.Keys, List, new(
            "Keys",
            "List keys",
            "All keys of this environment, revoked ones too, oldest first; never the keys themselves.",
            null,
            """{"data":[{"id":"key_0aB9kQ2mN4pR6sT8","name":"Checkout service","scopes":["events:write"],"issued_at":"2025-02-01T10:15:22Z","revoked_at":null}],"next_cursor":null}""")
        {
            Gives = PageOf(Known),
        });
        routes.Post("/v1/keys/{id}/revoke", Scopes.Keys, Revoke, new(
            "Keys",
            "Revoke a key",
            "From the answer on, the key is refused.",
            null,
            """{"id":"key_0aB9kQ2mN4pR6sT8","revoked_at":"2025-02-02T08:00:00Z"}""")
        {
            Gives = Answer("RevokedKey", Has("id", Text), Has("revoked_at", Instant)),
        });
    }

    private static Task Issue(Gate gate) => Issue(gate, gate.Host);

    private static async Task IssueElsewhere(Gate gate)
    {
        await Environments.Endpoints.RequireLive(gate);
        string id = gate.Route("id");
        EnvironmentHost host = gate.Services.Installation.Find(id)
            ?? throw new ProblemException(new Problem(StatusCodes.Status404NotFound, Codes.EnvironmentNotFound, $"There is no environment '{id}'."));
        await Issue(gate, host);
    }

    private static async Task Issue(Gate gate, EnvironmentHost host)
    {
        (string name, ImmutableArray<string> scopes) = await gate.JsonFields(["name", "scopes"], fields => (fields.RequiredText("name"), fields.TakeRequired("scopes", ReadScopes)));
        string key = ApiKey.Make(host.Id);
        var command = new IssueKey(FirstKeys.MakeId(), name, gate.Services.Secrets.HashOf(key), scopes);
        KeptAnswer Answer(IReadOnlyList<Outcome> outcomes) => Gate.Encode<KeyIssued>(outcomes[0], StatusCodes.Status201Created, (json, issued) => Write(json, Listed(issued), key));

        // As any command, but what is kept for a repetition is sealed, since it holds a key.
        RequestKey? request = gate.Key();
        Secrets secrets = gate.Services.Secrets;
        Func<IReadOnlyList<Outcome>, IReadOnlyList<Moment>, KeptAnswer> kept = (outcomes, _) =>
        {
            KeptAnswer open = Answer(outcomes);
            return open with { Body = secrets.Seal(open.Body) };
        };
        Reply reply = await host.Control(new Submission([command], request, request is null ? null : kept));
        await gate.Services.RefreshKeys(host);
        await gate.Send(reply.Kept is { } first ? first with { Body = secrets.Unseal(first.Body) } : Answer(reply.Outcomes), reply.Repeated);
    }

    private static async Task Revoke(Gate gate)
    {
        await gate.JsonFields();
        var command = new RevokeKey(gate.Route("id"));
        RequestKey? request = gate.Key();
        Func<IReadOnlyList<Outcome>, KeptAnswer> answer = outcomes => Gate.Encode<KeyRevoked>(outcomes[0], StatusCodes.Status200OK, Write);
        Reply reply = await gate.Send(Stream.Control, new Submission([command], request, request is null ? null : (outcomes, _) => answer(outcomes)));
        // Refused from now on, before anybody is told so.
        await gate.Services.RefreshKeys(gate.Host);
        await gate.Send(reply.Kept ?? answer(reply.Outcomes), reply.Repeated);
    }

    private static async Task List(Gate gate)
    {
        Engine.Environments.Key[] keys = await gate.Host.Register.Read(static (register, _) => register.Keys.Values.ToArray(), gate.Cancel);
        IEnumerable<Engine.Environments.Key> ordered = keys.OrderBy(key => key.Issued.At).ThenBy(key => key.Issued.Id, StringComparer.Ordinal);
        var page = new Page<ListedKey>([.. ordered.Select(key => Listed(key.Issued) with { RevokedAt = key.RevokedAt })], null);
        await gate.Answer(StatusCodes.Status200OK, json => Answers.WritePage(json, page, (writer, key) => Write(writer, key, null)));
    }

    private static ImmutableArray<string> ReadScopes(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
            throw Fields.WrongType("/scopes", list, "a list of scopes");
        int index = 0;
        var scopes = ImmutableArray.CreateBuilder<string>();
        foreach (JsonElement item in list.EnumerateArray())
        {
            string at = JsonPointer.Append("/scopes", index++);
            scopes.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Fields.WrongType(at, item, "the name of a scope"));
        }

        return scopes.ToImmutable();
    }

    private static ListedKey Listed(KeyIssued issued) => new(issued.Id, issued.Name, issued.Scopes, issued.At, null);

    private static void Write(Utf8JsonWriter json, ListedKey key, string? secret)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, key.Id);
        json.WriteString("name"u8, key.Name);
        json.WriteStartArray("scopes"u8);
        foreach (string scope in key.Scopes)
            json.WriteStringValue(scope);
        json.WriteEndArray();
        json.WriteString("issued_at"u8, key.IssuedAt);
        json.WriteString("revoked_at"u8, key.RevokedAt);
        if (secret is not null)
            json.WriteString("key"u8, secret);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, KeyRevoked revoked)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, revoked.Id);
        json.WriteString("revoked_at"u8, revoked.At);
        json.WriteEndObject();
    }
}
