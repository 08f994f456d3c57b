using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Access;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Time;
using Tollgate.Server.Access;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;
using Tollgate.Storage.Projections;
using static Tollgate.Server.Http.Shape;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Environments;

internal static class Endpoints
{
    private const string Example =
        """{"id":"trial","kind":"test","clock":"2023-11-01T00:00:00Z","acceptance_window_days":35,"grace_hours":24,"created_at":"2023-11-01T00:00:00Z"}""";

    private static readonly ObjectShape New = Request(
        "NewEnvironment",
        Needs("id", Text, "It stands in every key: tg_<environment>_..."),
        Needs("kind", OneOf<EnvironmentKind>(), "Only a test environment may have a clock."),
        Takes("clock", Instant, "Where its time stands until it is advanced; the real time unless given."),
        Takes("acceptance_window_days", Integer, $"How old an event may be; {EnvironmentCreation.DefaultAcceptanceWindowDays} unless given."),
        Takes("grace_hours", Integer, $"How long after its date an invoice stays a draft; {EnvironmentCreation.DefaultGraceHours} unless given.")
    );

    private static readonly ObjectShape Shape = Answer(
        "Environment",
        Has("id", Text),
        Has("kind", OneOf<EnvironmentKind>()),
        Has("clock", Instant.OrNull, "null is the real time."),
        Has("acceptance_window_days", Integer),
        Has("grace_hours", Integer),
        Has("created_at", Instant)
    );

    public static void Map(Routes routes)
    {
        routes.Post("/v1/environments", Scopes.Environments, Create, new(
            "Environments",
            "Make an environment",
            "Makes an isolated world with its own catalog, keys and journal, and answers its first key, which may do everything there and is shown only here. "
                + "With a clock, which needs kind test, its time stands still until it is advanced; without one it runs on the real time. It takes a key of an environment of kind live.",
            """{"id":"trial","kind":"test","clock":"2023-11-01T00:00:00Z"}""",
            Example[..^1] + ""","key":"tg_trial_..."}""",
            StatusCodes.Status201Created)
        {
            Takes = New,
            Gives = Shape.With("EnvironmentWithKey", Has("key", Text, "Its first key, shown only here.")),
        });
        routes.Get("/v1/environments", Scopes.Environments, List, new(
            "Environments",
            "List environments",
            "All environments of this installation, by id; with a key of a test environment, that one.",
            null,
            "{\"data\":[" + Example + "],\"next_cursor\":null}")
        {
            Gives = PageOf(Shape),
        });
        routes.Post("/v1/clock/advance", Scopes.Clock, Advance, new(
            "Environments",
            "Advance the clock",
            "Moves the clock of a test environment forward. What falls due on the way happens when it is next touched.",
            """{"to":"2023-12-02T00:00:00Z"}""",
            """{"now":"2023-12-02T00:00:00Z"}""")
        {
            Takes = Request("ClockAdvance", Needs("to", Instant, "Later than it stands now.")),
            Gives = Answer("Clock", Has("now", Instant)),
        });
    }

    private static async Task Create(Gate gate)
    {
        await RequireLive(gate);
        CreateEnvironment command = await gate.JsonFields(["id", "kind", "clock", "acceptance_window_days", "grace_hours"], fields => new CreateEnvironment(
            fields.RequiredId("id"),
            fields.RequiredChoice("kind", ("test", EnvironmentKind.Test), ("live", EnvironmentKind.Live)),
            fields.OptionalInstant("clock") is { } clock ? new RecordedAt(clock.Microseconds) : null,
            fields.OptionalInteger("acceptance_window_days") ?? EnvironmentCreation.DefaultAcceptanceWindowDays,
            fields.OptionalInteger("grace_hours") ?? EnvironmentCreation.DefaultGraceHours
        ));
        // One after another, so that a repetition finds either nothing or the whole answer with its key.
        using IDisposable turn = await gate.Services.TurnToMakeEnvironments(gate.Cancel);
        if (await gate.FirstAnswer(Stream.Control) is { } first)
            await gate.Send(first with { Body = gate.Services.Secrets.Unseal(first.Body) }, repeated: true);
        else
            await Keep(gate, await Make(gate, command));
    }

    private static async Task<KeptAnswer> Make(Gate gate, CreateEnvironment command)
    {
        (EnvironmentHost? host, Rejection? rejection) = await gate.Services.Installation.Create(command);
        if (host is null)
            return Gate.Encode(Problem.Of(rejection!));
        string key = await FirstKeys.Issue(gate.Services, host);
        EnvironmentCreated created = await host.Register.Read(static (register, _) => register.Environment!, gate.Cancel);
        return new KeptAnswer(StatusCodes.Status201Created, Answers.Text(json => Write(json, created, created.Clock, key)));
    }

    /// <summary>Kept with the environment that asked, sealed, since it holds a key.</summary>
    private static async Task Keep(Gate gate, KeptAnswer answer)
    {
        if (gate.Key() is not { } key)
        {
            await gate.Send(answer, repeated: false);
            return;
        }

        Secrets secrets = gate.Services.Secrets;
        Reply reply = await gate.Send(Stream.Control, new Submission([], key, (_, _) => answer with { Body = secrets.Seal(answer.Body) }));
        await gate.Send(reply.Kept is { } first ? first with { Body = secrets.Unseal(first.Body) } : answer, reply.Repeated);
    }

    internal static async Task RequireLive(Gate gate)
    {
        if (await KindOf(gate) != EnvironmentKind.Live)
            throw new ProblemException(new Problem(StatusCodes.Status403Forbidden, Codes.LiveKeyNeeded, "This takes a key of an environment of kind 'live'."));
    }

    private static Task<EnvironmentKind> KindOf(Gate gate) => gate.Host.Register.Read(static (register, _) => register.Environment!.Kind, gate.Cancel);

    private static async Task List(Gate gate)
    {
        List<(EnvironmentCreated Created, RecordedAt? Clock)> all = [];
        bool everywhere = await KindOf(gate) == EnvironmentKind.Live;
        foreach (EnvironmentHost host in gate.Services.Installation.Environments.Values)
        {
            if (!everywhere && host.Id != gate.Host.Id)
                continue;
            if (await host.Register.Read(static (register, _) => (register.Environment, register.Clock), gate.Cancel) is ({ } created, var clock))
                all.Add((created, clock));
        }

        all.Sort((left, right) => string.CompareOrdinal(left.Created.Id, right.Created.Id));
        var page = new Page<(EnvironmentCreated Created, RecordedAt? Clock)>(all, null);
        await gate.Answer(StatusCodes.Status200OK, json => Answers.WritePage(json, page, (writer, item) => Write(writer, item.Created, item.Clock, null)));
    }

    private static async Task Advance(Gate gate)
    {
        Fields fields = await gate.JsonFields("to");
        var command = new AdvanceClock(new RecordedAt(fields.RequiredInstant("to").Microseconds));
        await gate.Submit(Stream.Control, command, StatusCodes.Status200OK, (json, advanced) =>
        {
            json.WriteStartObject();
            json.WriteString("now"u8, (RecordedAt?)advanced.To);
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, EnvironmentCreated environment, RecordedAt? clock, string? key)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, environment.Id);
        json.WriteString("kind"u8, Words.Of(environment.Kind));
        json.WriteString("clock"u8, clock);
        json.WriteNumber("acceptance_window_days"u8, environment.AcceptanceWindowDays);
        json.WriteNumber("grace_hours"u8, environment.GraceHours);
        json.WriteString("created_at"u8, (RecordedAt?)environment.At);
        if (key is not null)
            json.WriteString("key"u8, key);
        json.WriteEndObject();
    }
}
