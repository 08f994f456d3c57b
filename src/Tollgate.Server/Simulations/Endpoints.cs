using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Tollgate.Engine.Access;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Simulation;
using Tollgate.Engine.Time;
using Tollgate.Server.Access;
using Tollgate.Server.Accounts;
using Tollgate.Server.Catalog;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;
using Tollgate.Storage.Projections;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Simulations;

internal static class Endpoints
{
    public static void Map(Routes routes)
    {
        routes.Post("/v1/simulations", Scopes.InvoicesRead, Start, new(
            "Simulations",
            "Start a simulation",
            "Rates real usage of the past again, from the journal, under a candidate: another catalog, other plans, or both. Nothing is recorded. It works beside everything else; GET tells how far it is, and DELETE ends it. "
                + "One is at work at a time, and the last eight are kept until the server stops.",
            """{"from":"2025-06-01T00:00:00Z","to":"2025-07-01T00:00:00Z","plans":{"growth":"growth_2026"}}""",
            """{"id":"sim_0aB9kQ2mN4pR6sT8","status":"running","percent":0,"from":"2025-06-01T00:00:00Z","to":"2025-07-01T00:00:00Z","started_at":"2025-07-02T08:00:00Z"}""",
            StatusCodes.Status202Accepted)
        {
            Takes = SimulationShape.New,
            Gives = SimulationShape.Run,
        });
        routes.Get("/v1/simulations/{id}", Scopes.InvoicesRead, Get, new("Simulations", "Get a simulation", "How far it is, and once it is done what it comes to.", null, SimulationJson.Example) { Gives = SimulationShape.Run });
        routes.Get("/v1/simulations/{id}/accounts", Scopes.InvoicesRead, List, new(
            "Simulations",
            "List what accounts would pay",
            "By account and line, the largest difference first. There are none before the simulation is done.",
            null,
            "{\"data\":[" + SimulationJson.AccountExample + "],\"next_cursor\":null}")
        {
            Gives = Shape.PageOf(SimulationShape.Account),
            Query = About.Paging,
        });
        routes.Delete("/v1/simulations/{id}", Scopes.InvoicesRead, Cancel, new(
            "Simulations",
            "Cancel a simulation",
            "Ends it where it is; one that is over stays as it is.",
            null,
            """{"id":"sim_0aB9kQ2mN4pR6sT8","status":"cancelled","percent":41,"from":"2025-06-01T00:00:00Z","to":"2025-07-01T00:00:00Z","started_at":"2025-07-02T08:00:00Z"}""")
        {
            Gives = SimulationShape.Run,
        });
    }

    private static async Task Start(Gate gate)
    {
        (EffectiveAt from, EffectiveAt to, ImmutableArray<string> names, CatalogText? catalog, string? plan, ImmutableSortedDictionary<string, string> plans) = await gate.JsonFields(
            ["from", "to", "accounts", "catalog", "plan", "plans"],
            fields => (fields.RequiredInstant("from"), fields.RequiredInstant("to"), fields.Ids("accounts"), fields.Take("catalog", CatalogText.Of), fields.OptionalId("plan"), fields.Map("plans")));
        if (to <= from)
            throw new ProblemException(new Problem(StatusCodes.Status422UnprocessableEntity, Codes.ParameterInvalid, "The simulation would end before it starts: to must lie behind from.", "/to"));
        List<string> accounts = [];
        foreach (string name in names)
            accounts.Add(await gate.ResolveAccount(name));
        RecordedAt now = await gate.Now();
        EffectiveAt begun = new(Math.Min(to.Microseconds, now.Microseconds + 1));
        var terms = new SimulationTerms(from, begun, accounts.Count == 0 ? null : [.. accounts])
        {
            LearntLate = await gate.Host.Shard.Read((books, _) => SimulationTerms.LearntLateOf(books), gate.Cancel),
        };
        string document = catalog?.Document
            ?? await gate.Host.Shard.Read((books, _) => books.Catalogs.CurrentDocument, gate.Cancel)
            ?? throw new ProblemException(new Problem(StatusCodes.Status409Conflict, "catalog_missing", "There is no catalog yet: PUT /v1/catalog first."));
        CatalogVersion priced = catalog?.Catalog(1) ?? CatalogReader.Read(document, 1).Catalog!;
        var candidate = new Candidate(document, plan, plans);
        Contract[] contracts = await gate.Host.Shard.Read((books, _) => books.Contracts.Values.Where(book => book.IsFirst).Select(book => book.Contract).ToArray(), gate.Cancel);
        foreach (Contract contract in contracts.Where(contract => terms.Accounts is null || terms.Accounts.Contains(contract.AccountId)))
            Require(priced, candidate, contract);
        // The same request again is told what it started the first time.
        if (await gate.FirstAnswer(Stream.Shard) is { } first)
        {
            await gate.Send(first, repeated: true);
            return;
        }

        string id = "sim_" + RandomNumberGenerator.GetString(Base62.Alphabet, 16);
        SimulationRun run = gate.Services.Simulations.Start(gate.Host.Id, () => SimulationRun.Start(id, gate.Host, terms, candidate, Currency.Of(priced.Currency), now));
        await gate.Keep(Stream.Shard, new KeptAnswer(StatusCodes.Status202Accepted, Answers.Text(json => SimulationJson.Write(json, run))));
    }

    /// <exception cref="ProblemException">422: the candidate has nothing that the contract could be on.</exception>
    private static void Require(CatalogVersion catalog, Candidate candidate, Contract contract)
    {
        string plan = candidate.PlanFor(contract.Plan);
        if (!catalog.Plans.ContainsKey(plan))
        {
            throw new ProblemException(new Problem(
                StatusCodes.Status422UnprocessableEntity,
                "plan_not_found",
                $"The contract '{contract.Id}' would be on the plan '{Texts.Quoted(plan)}', and the candidate has: {string.Join(", ", catalog.Plans.Keys)}. Say in plans which stands for '{contract.Plan}'.",
                "/plans"));
        }

        if (catalog.Currency != contract.Currency)
        {
            throw new ProblemException(new Problem(
                StatusCodes.Status422UnprocessableEntity,
                "currency_mismatch",
                $"The contract '{contract.Id}' is billed in {contract.Currency}, and the candidate prices in {catalog.Currency}. Name accounts of one currency.",
                "/catalog"));
        }
    }

    private static Task Get(Gate gate)
    {
        SimulationRun run = Find(gate);
        return gate.Answer(StatusCodes.Status200OK, json => SimulationJson.Write(json, run));
    }

    private static Task List(Gate gate)
    {
        SimulationRun run = Find(gate);
        PageRequest page = PageRequest.From(gate.Request);
        int first = 0;
        if (page.Cursor is { } cursor && !int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out first))
            throw new ProblemException(Problem.Shape(Codes.ParameterInvalid, "The cursor is none of this list.", "?cursor"));
        ImmutableArray<SimulatedAccount> all = run.Result?.Accounts ?? [];
        SimulatedAccount[] some = [.. all.Skip(first).Take(page.Limit)];
        string? next = first + some.Length < all.Length ? (first + some.Length).ToString(CultureInfo.InvariantCulture) : null;
        return gate.Answer(StatusCodes.Status200OK, json => Answers.WritePage(json, new Page<SimulatedAccount>(some, next), (writer, account) => SimulationJson.Write(writer, account, run.Currency)));
    }

    private static async Task Cancel(Gate gate)
    {
        await gate.JsonFields();
        SimulationRun run = Find(gate);
        await run.Cancel();
        await gate.Answer(StatusCodes.Status200OK, json => SimulationJson.Write(json, run));
    }

    private static SimulationRun Find(Gate gate)
    {
        string id = gate.Route("id");
        return gate.Services.Simulations.Find(gate.Host.Id, id)
            ?? throw new ProblemException(Problem.NotFound(Codes.SimulationNotFound, $"There is no simulation '{Texts.Quoted(id)}'. The last eight are kept, until the server stops."));
    }
}
