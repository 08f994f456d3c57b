using System.Collections.Immutable;
using Tollgate.Engine;
using Tollgate.Engine.Access;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Migrations;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;
using static Tollgate.Server.Http.Shape;
using Stream = Tollgate.Server.Http.Stream;
using Words = Tollgate.Server.Http.Words;

namespace Tollgate.Server.Migrations;

/// <summary>Moves chosen contracts to the latest version of a plan: seen first, ordered, then run, as often as it takes.</summary>
internal static class Endpoints
{
    private const string Example =
        """{"id":"spring","select":{"plan":"growth","catalog_version":3},"to":"growth","at":null,"catalog_version":4,"status":"done","total":3,"moved":2,"unchanged":0,"unmoved":[{"contract_id":"ctr_0Zk3mN4pR6sT8uV0","code":"terms_mismatch","detail":"This charge prices usage, so its price is not flat."}],"reason":"new prices","author":"ana","ordered_at":"2025-06-20T08:00:00Z","ended_at":"2025-06-20T08:00:03Z"}""";

    private const string PreviewExample =
        """{"total":1,"data":[{"contract_id":"ctr_0Zk3mN4pR6sT8uV0","account_id":"acct_1","from_plan":"growth","from_catalog_version":3,"effective_at":"2025-07-01T00:00:00Z","to_plan":"growth","refused":null,"changes":["Plan growth: charge platform: flat at 3,000.00 -> 3,200.00"],"next_invoice":{"date":"2025-08-01T00:00:00Z","currency":"USD","before":"3000.00","after":"3200.00"}}],"next_cursor":null}""";

    private static readonly ObjectShape Select = Request(
        "MigrationSelection",
        Takes("plan", Text, "Contracts on this plan."),
        Takes("catalog_version", Integer, "On this version of the catalog."),
        Takes("contracts", ListOf(Text), "These, by id.")
    );

    private static readonly ObjectShape New = Request(
        "NewMigration",
        Needs("id", Text, "Your name for it: the same again changes nothing."),
        Needs("select", Select, "Which contracts; all that is given must hold."),
        Takes("to", Text, "A plan of the catalog in force; the plan that each has unless given."),
        Takes("at", Instant.OrNull, "From when; each contract's next period boundary unless given."),
        Takes("allowance_on_change", OneOf<AllowanceOnChange>(), "What the rest of a period includes that is cut; remaining unless given."),
        Needs("reason", Text, "Why; every amendment has it."),
        Needs("author", Text, "Who.")
    );

    private static readonly ObjectShape Progress = Answer(
        "Migration",
        Has("id", Text),
        Has("select", Answer("MigrationSelected", MayHave("plan", Text), MayHave("catalog_version", Integer), MayHave("contracts", ListOf(Text)))),
        Has("to", Text.OrNull, "null is the plan that each has."),
        Has("at", Instant.OrNull, "null is each one's next period boundary."),
        Has("catalog_version", Integer, "To which they are moved."),
        Has("status", OneOf("MigrationStatus", "ordered", "running", "done")),
        Has("total", Integer, "How many were selected."),
        Has("moved", Integer),
        Has("unchanged", Integer, "Had those terms already."),
        Has("unmoved", ListOf(Answer("UnmovedContract", Has("contract_id", Text), Has("code", Text), Has("detail", Text))), "Could not be moved, and why."),
        Has("reason", Text),
        Has("author", Text),
        Has("ordered_at", Instant),
        Has("ended_at", Instant.OrNull)
    );

    private static readonly ObjectShape Previewed = Answer(
        "MigrationPreview",
        Has("total", Integer, "How many contracts are meant."),
        Has("data", ListOf(MigrationJson.Preview)),
        Has("next_cursor", Text.OrNull)
    );

    public static void Map(Routes routes)
    {
        routes.Post("/v1/migrations", Scopes.AccountsWrite, Order, new(
            "Migrations",
            "Order a migration",
            "Puts on record which contracts are moved to which plan of the catalog in force, and from when. Nothing is moved before it is run. With dry_run=true nothing is recorded, and the answer has each contract, what changes for it, and why some cannot be moved: {total, data, next_cursor}.",
            """{"id":"spring","select":{"plan":"growth","catalog_version":3},"to":"growth","reason":"new prices","author":"ana"}""",
            Example)
        {
            Takes = New,
            Gives = Progress,
            Query = [("dry_run", "true only says what would be done."), .. About.Paging],
        });
        routes.Post("/v1/migrations/{id}/run", Scopes.AccountsWrite, Run, new(
            "Migrations",
            "Run a migration",
            "Moves the contracts that are left, or as many as most says, each by an amendment. It may be run again at any time: what is moved stays moved, and what was cut off goes on.",
            """{"most":1000}""",
            Example)
        {
            Takes = Request("MigrationRunRequest", Takes("most", Integer, "At most so many contracts; all that are left unless given.")),
            Gives = Progress,
        });
        routes.Get("/v1/migrations", Scopes.AccountsRead, List, new("Migrations", "List migrations", "By id.", null, "{\"data\":[" + Example + "]}") { Gives = Answer("Migrations", Has("data", ListOf(Progress))) });
        routes.Get("/v1/migrations/{id}", Scopes.AccountsRead, Get, new("Migrations", "Get a migration", "How far it is, and what could not be moved. The contracts that were have its id on their amendment.", null, Example) { Gives = Progress });
    }

    private static async Task Order(Gate gate)
    {
        MigrationTerms terms = await gate.JsonFields(["id", "select", "to", "at", "allowance_on_change", "reason", "author"], Read);
        if (!gate.Flag("dry_run"))
        {
            await gate.Submit(Stream.Shard, new OrderMigration(terms), StatusCodes.Status200OK, MigrationJson.Write);
            return;
        }

        PageRequest page = PageRequest.From(gate.Request);
        RecordedAt now = await gate.Now();
        (Rejection? refused, int total, ImmutableArray<MigrationPreview> found) = await gate.Host.Shard.Read((books, _) => MigrationPreview.Of(books, terms, page.Cursor, page.Limit, now), gate.Cancel);
        if (refused is not null)
            throw new ProblemException(Problem.Of(refused));
        await gate.Answer(StatusCodes.Status200OK, json => MigrationJson.Write(json, total, found, found.Length == page.Limit ? found[^1].ContractId : null));
    }

    private static MigrationTerms Read(Fields fields)
    {
        Fields? select = fields.Inner("select", "plan", "catalog_version", "contracts");
        if (select is null)
            fields.Report(fields.Missing("select").Problem);
        return new MigrationTerms(
            fields.RequiredId("id"),
            new MigrationSelection(select?.OptionalId("plan"), select?.OptionalInteger("catalog_version"), select?.Ids("contracts") ?? []),
            fields.OptionalId("to"),
            fields.OptionalInstant("at"),
            fields.OptionalChoice("allowance_on_change", [.. Enum.GetValues<AllowanceOnChange>().Select(value => (Words.Of(value), value))]) ?? AllowanceOnChange.Remaining,
            fields.RequiredGround("reason"),
            fields.RequiredGround("author"));
    }

    private static async Task Run(Gate gate)
    {
        string id = gate.Route("id");
        int? most = await gate.JsonFields(["most"], fields => fields.OptionalInteger("most"));
        if (await gate.FirstAnswer(Stream.Shard) is { } first)
        {
            await gate.Send(first, repeated: true);
            return;
        }

        if (most < 1)
            throw new ProblemException(new Problem(StatusCodes.Status422UnprocessableEntity, Codes.ParameterInvalid, "most is 1 or more.", "/most"));
        int until = await gate.Host.Shard.Read((books, _) => books.Migrations.GetValueOrDefault(id)?.Done ?? 0, gate.Cancel) is var done && most is { } some ? done + some : int.MaxValue;
        Migration migration;
        do
        {
            gate.Cancel.ThrowIfCancellationRequested();
            Reply reply = await gate.Host.Shard.Submit(new Submission([new AdvanceMigration(id, until - done)]));
            if (reply.Outcomes[0].Rejection is { } refused)
                throw new ProblemException(Problem.Of(refused));
            migration = (Migration)reply.Outcomes[0].Answer!;
            done = migration.Done;
        }
        while (migration.EndedAt is null && done < until);
        await gate.Keep(Stream.Shard, new KeptAnswer(StatusCodes.Status200OK, Answers.Text(json => MigrationJson.Write(json, migration))));
    }

    private static async Task List(Gate gate)
    {
        Migration[] all = await gate.Host.Shard.Read((books, _) => books.Migrations.Values.ToArray(), gate.Cancel);
        await gate.Answer(StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("data"u8);
            foreach (Migration migration in all)
                MigrationJson.Write(json, migration);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task Get(Gate gate)
    {
        string id = gate.Route("id");
        Migration migration = await gate.Host.Shard.Read((books, _) => books.Migrations.GetValueOrDefault(id), gate.Cancel)
            ?? throw new ProblemException(Problem.NotFound("migration_not_found", $"There is no migration '{Texts.Quoted(id)}'."));
        await gate.Answer(StatusCodes.Status200OK, json => MigrationJson.Write(json, migration));
    }
}
