using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Tollgate.Engine;
using Tollgate.Engine.Time;
using Tollgate.Server.Access;
using Tollgate.Server.Shards;

namespace Tollgate.Server.Http;

/// <summary>
/// One request past the door: whose key it carries, which environment that names, its body, and the way to the streams and back. It decodes
/// and encodes; rules are the engine's.
/// </summary>
internal sealed class Gate(HttpContext http, GateServices services, EnvironmentHost host, Bearer bearer, string operation)
{
    private RequestBody? _body;

    public HttpContext Http => http;

    public HttpRequest Request => http.Request;

    public GateServices Services => services;

    public EnvironmentHost Host => host;

    public Bearer Bearer => bearer;

    public CancellationToken Cancel => http.RequestAborted;

    /// <summary>A part of the address, decoded.</summary>
    public string Route(string name) => Address.Part(http, name);

    /// <summary>A query parameter, or null when it is absent or empty.</summary>
    public string? Query(string name) => http.Request.Query[name] is [{ Length: > 0 } value] ? value : null;

    /// <summary>The environment's time: its own clock's when it has one.</summary>
    public ValueTask<RecordedAt> Now()
    {
        RecordedAt real = services.RealTime;
        return host.Shard.Peek((books, _) => books.Time(real), Cancel);
    }

    /// <summary>Whether the key that was let in is still in force: for answers that last.</summary>
    public async ValueTask<bool> IsInForce() => (await services.KeyringOf(host)).Find(Encoding.ASCII.GetString(bearer.Hash)) is not null;

    /// <summary>Waits until lists show whatever was answered before.</summary>
    public Task Fresh() => host.Fresh(Cancel);

    /// <summary>The bytes of the body, read once.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> Body()
    {
        if (_body is null)
        {
            ContentTypes.RefuseEncoded(http.Request);
            _body = await RequestBody.Read(http.Request);
            http.Response.RegisterForDispose(_body.Value);
        }

        return _body.Value.Memory;
    }

    /// <summary>The body as a JSON object with these fields and no others; no body at all is an empty object.</summary>
    public async ValueTask<Fields> JsonFields(params string[] allowed) => Fields.Open(await JsonObject(), "", allowed);

    /// <summary>What is read of it; when anything is wrong, all of that is told at once.</summary>
    public async ValueTask<T> JsonFields<T>(string[] allowed, Func<Fields, T> read) => Fields.Read(await JsonObject(), allowed, read);

    private async ValueTask<JsonElement> JsonObject()
    {
        ReadOnlyMemory<byte> body = await Body();
        if (body.IsEmpty)
            body = "{}"u8.ToArray();
        else
            RequireJson();
        JsonDocument document = JsonBody.Parse(body);
        http.Response.RegisterForDispose(document);
        return document.RootElement;
    }

    public void RequireJson()
    {
        if (!ContentTypes.Is(http.Request, ContentTypes.Json))
            throw ContentTypes.Unsupported(http.Request, ContentTypes.Json);
    }

    public Task Answer(int status, Action<Utf8JsonWriter> write) => Answers.Send(http, status, Answers.Json, write);

    /// <summary>Has one command decided, and answers what came of it.</summary>
    public Task Submit<TAnswer>(Stream stream, Command<TAnswer> command, int status, Action<Utf8JsonWriter, TAnswer> write)
        where TAnswer : notnull =>
        Submit(stream, [command], outcomes => Encode(outcomes[0], status, write));

    /// <summary>
    /// Has commands decided, and answers what <paramref name="answer"/> makes of the outcomes; with an idempotency key, what it made the first time.
    /// </summary>
    public async Task Submit(Stream stream, IReadOnlyList<Command> commands, Func<IReadOnlyList<Outcome>, KeptAnswer> answer)
    {
        RequestKey? key = Key();
        Reply reply = await Send(stream, new Submission(commands, key, key is null ? null : (outcomes, _) => answer(outcomes)));
        await Send(reply.Kept ?? answer(reply.Outcomes), reply.Repeated);
    }

    /// <summary>Answers a question that changes nothing; with an idempotency key, what was answered the first time.</summary>
    public async Task Keep(Stream stream, KeptAnswer answer)
    {
        if (Key() is not { } key)
        {
            await Send(answer, repeated: false);
            return;
        }

        Reply reply = await Send(stream, new Submission([], key, (_, _) => answer));
        await Send(reply.Kept ?? answer, reply.Repeated);
    }

    /// <summary>
    /// What was answered under the request's idempotency key before, or null: for what does its work before it keeps an answer.
    /// </summary>
    /// <exception cref="IdempotencyKeyReusedException">It was another request.</exception>
    public async Task<KeptAnswer?> FirstAnswer(Stream stream) =>
        Key() is { } key ? (await Send(stream, new Submission([], key))).Kept : null;

    public Task<Reply> Send(Stream stream, Submission submission) =>
        stream == Stream.Control ? host.Control(submission) : host.Shard.Submit(submission);

    public Task Send(KeptAnswer answer, bool repeated)
    {
        if (repeated)
            http.Response.Headers["Idempotent-Replayed"] = "true";
        string type = answer.Status >= StatusCodes.Status400BadRequest ? ProblemAnswer.ContentType : Answers.Json;
        return Answers.Send(http, answer.Status, type, Encoding.UTF8.GetBytes(answer.Body));
    }

    public static KeptAnswer Encode<TAnswer>(Outcome outcome, int status, Action<Utf8JsonWriter, TAnswer> write) => outcome.Rejection is { } rejection
        ? Encode(Problem.Of(rejection))
        : new KeptAnswer(status, Answers.Text(json => write(json, (TAnswer)outcome.Answer!)));

    public static KeptAnswer Encode(Problem problem) => new(problem.Status, Answers.Text(json => ProblemAnswer.Write(json, problem)));

    /// <summary>The request's idempotency key with a hash of all that makes it this request; null when it has none.</summary>
    public RequestKey? Key()
    {
        if (!http.Request.Headers.TryGetValue("Idempotency-Key", out StringValues values))
            return null;
        if (values is not [{ Length: >= 1 and <= 255 } key] || key.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            throw new ProblemException(Problem.Shape(Codes.IdempotencyKeyInvalid, "The Idempotency-Key has 1 to 255 printable ASCII characters, once."));

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{http.Request.Method}\n{http.Request.Path}{http.Request.QueryString}\n{http.Request.ContentType}\n"));
        hash.AppendData(_body is { } body ? body.Span : []);
        return new RequestKey(operation, key, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}

/// <summary>Which of an environment's streams decides.</summary>
internal enum Stream
{
    /// <summary>What is global: catalog, directory, keys, clock.</summary>
    Control,

    /// <summary>What is an account's own.</summary>
    Shard,
}
