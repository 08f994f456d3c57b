using System.Globalization;
using Tollgate.Engine;
using Tollgate.Engine.Access;
using Tollgate.Engine.Outbox;
using Tollgate.Server.Http;
using Tollgate.Storage.Projections;
using static Tollgate.Server.Http.Shape;
using Stream = Tollgate.Server.Http.Stream;
using Words = Tollgate.Server.Http.Words;

namespace Tollgate.Server.Outbox;

/// <summary>Charges out: what became final goes to billing in batches, and what billing says of it comes back.</summary>
internal static class Endpoints
{
    /// <summary>A batch has no further invoice once it has so many charges.</summary>
    private const int ChargesABatch = 10_000;

    private const string Batches = "batches";
    private const string Charges = "charges";

    private const string ChargeExample =
        """{"charge_id":"inv_0Zk3mN4pR6sT8uV0_1/2","invoice_id":"inv_0Zk3mN4pR6sT8uV0_1","invoice_number":"INV-000001","line":2,"legal_entity":"default","account_id":"acct_1","contract_id":"ctr_0Zk3mN4pR6sT8uV0","purchase_order":"PO-77","date":"2025-07-01T00:00:00Z","charge":"api_calls","kind":"usage","description":"Growth: api_calls","from":"2025-06-01T00:00:00Z","to":"2025-07-01T00:00:00Z","quantity":"2345678","currency":"USD","amount":"469.20","paid":"0.00","due":"469.20","finalized_at":"2025-07-02T00:00:00Z","takes_back":null,"credit_note":null,"state":"sent"}""";

    private static readonly ObjectShape Noted = Answer("ChargesNoted", Has("count", Integer, "For how many something changed."));

    public static void Map(Routes routes)
    {
        routes.Post("/v1/outbox/batches", Scopes.OutboxWrite, Cut, new(
            "Outbox",
            "Make the next batch",
            "Of the charges that are in none yet, in the order in which their invoices became final, some 10,000 at most, and of those that are to be sent once more. Each charge is new in one batch. 409 outbox_empty says that none waits.",
            null,
            BatchJson.Example,
            StatusCodes.Status201Created)
        {
            Gives = BatchJson.Shape,
        });
        routes.Get("/v1/outbox/batches", Scopes.OutboxRead, List, new("Outbox", "List batches", "In their order.", null, "{\"data\":[" + BatchJson.Example + "],\"next_cursor\":null}")
        {
            Gives = PageOf(BatchJson.Shape),
            Query = About.Paging,
        });
        routes.Get("/v1/outbox/batches/{number}/charges", Scopes.OutboxRead, Content, new("Outbox", "List a batch's charges", "All of them, the same whenever it is asked, with how each stands now.", null, "{\"data\":[" + ChargeExample + "],\"next_cursor\":null}")
        {
            Gives = PageOf(Charge.Shape),
        });
        routes.Post("/v1/outbox/batches/{number}/written", Scopes.OutboxWrite, Written, new("Outbox", "Note that a batch is written", "Its files stand where billing finds them.", """{"digest":"9f86d081884c7d65"}""", BatchJson.Example)
        {
            Takes = Request("BatchWritten", Needs("digest", Text, "Of the manifest.")),
            Gives = BatchJson.Shape,
        });
        routes.Get("/v1/outbox/charges", Scopes.OutboxRead, ListCharges, new("Outbox", "List charges", "Those that wait to be sent, whole invoices at a time, or those that are dead.", null, "{\"data\":[" + ChargeExample + "],\"next_cursor\":null}")
        {
            Gives = PageOf(Charge.Shape),
            Query = [("state", "pending or dead; pending unless given."), .. About.Paging],
        });
        routes.Post("/v1/outbox/acknowledge", Scopes.OutboxWrite, Acknowledge, new("Outbox", "Acknowledge charges", "Billing has taken them. Saying so again changes nothing.", """{"charge_ids":["inv_0Zk3mN4pR6sT8uV0_1/2"],"reference":"ZINV-4711"}""", """{"count":1}""")
        {
            Takes = Request("AcknowledgeCharges", Needs("charge_ids", ListOf(Text), "1 to 10,000."), Takes("reference", Text, "What billing calls what it made of them.")),
            Gives = Noted,
        });
        routes.Post("/v1/outbox/reject", Scopes.OutboxWrite, Reject, new("Outbox", "Reject charges", "Billing does not take them: they are dead until they are retried.", """{"charge_ids":["inv_0Zk3mN4pR6sT8uV0_1/2"],"reason":"no such customer"}""", """{"count":1}""")
        {
            Takes = Request("RejectCharges", Needs("charge_ids", ListOf(Text), "1 to 10,000."), Needs("reason", Text, "Why, for people.")),
            Gives = Noted,
        });
        routes.Post("/v1/outbox/retry", Scopes.OutboxWrite, Retry, new("Outbox", "Retry dead charges", "They go with the next batch once more, under their own ids.", """{"charge_ids":["inv_0Zk3mN4pR6sT8uV0_1/2"]}""", """{"count":1}""")
        {
            Takes = Request("RetryCharges", Takes("charge_ids", ListOf(Text), "These; all that are dead unless given.")),
            Gives = Noted,
        });
        ReconcileEndpoint.Map(routes);
    }

    private static async Task Cut(Gate gate)
    {
        await gate.JsonFields();
        // What takes back is asked for first, so that the invoices it is of are among those that are found then.
        (FactPosition? after, string[] back) = await gate.Host.Shard.Read((books, _) => (books.Outbox.Watermark, TakingBack.Waiting(books).Take(ChargesABatch).ToArray()), gate.Cancel);
        await gate.Fresh();
        Charge[] charges = [.. ChargeLookup.Between(gate, after, null, ChargesABatch)];
        var cut = new CutBatch(after, charges.Length == 0 ? after ?? default : charges[^1].Place, charges.Length)
        {
            // Of a batch that does not hold all that waits, some may take back what goes with the next.
            TakenBack = charges.Length < ChargesABatch ? [.. back] : [],
        };
        await gate.Submit(Stream.Shard, cut, StatusCodes.Status201Created, BatchJson.Write);
    }

    private static async Task List(Gate gate)
    {
        PageRequest page = PageRequest.From(gate.Request);
        int after = Cursor.Read(Batches, page.Cursor) is { } text && int.TryParse(text, out int number) ? number : 0;
        Batch[] found = await gate.Host.Shard.Read((books, _) => books.Outbox.Batches.Skip(after).Take(page.Limit + 1).ToArray(), gate.Cancel);
        string? next = found.Length > page.Limit ? Cursor.After(Batches, found[page.Limit - 1].Number.ToString(CultureInfo.InvariantCulture)) : null;
        await gate.Answer(StatusCodes.Status200OK, json => Answers.WritePage(json, new Page<Batch>(found[..Math.Min(found.Length, page.Limit)], next), BatchJson.Write));
    }

    private static async Task Content(Gate gate)
    {
        int number = Number(gate);
        Batch batch = await gate.Host.Shard.Read((books, _) => number <= books.Outbox.Batches.Count ? books.Outbox.Batches[number - 1] : null, gate.Cancel)
            ?? throw new ProblemException(Problem.Of(Handing.Missing(number)));
        await gate.Fresh();
        await Tell(gate, await ChargeLookup.Of(gate, batch), next: null);
    }

    private static async Task Written(Gate gate)
    {
        string digest = await gate.JsonFields(["digest"], fields => fields.RequiredId("digest"));
        await gate.Submit(Stream.Shard, new NoteBatchWritten(Number(gate), digest), StatusCodes.Status200OK, BatchJson.Write);
    }

    private static async Task ListCharges(Gate gate)
    {
        PageRequest page = PageRequest.From(gate.Request);
        ChargeState state = gate.Choice<ChargeState>("state") ?? ChargeState.Pending;
        if (state is not (ChargeState.Pending or ChargeState.Dead))
            throw new ProblemException(Problem.Shape(Codes.ParameterInvalid, $"Charges that are {Words.Of(state)} are listed by their batch: GET /v1/outbox/batches/{{number}}/charges.", "?state"));
        await gate.Fresh();
        if (state == ChargeState.Dead)
        {
            string? after = Cursor.Read(Charges, page.Cursor);
            string[] dead = await gate.Host.Shard.Read((books, _) => books.Outbox.Dead.Keys.Where(id => after is null || string.CompareOrdinal(id, after) > 0).Take(page.Limit + 1).ToArray(), gate.Cancel);
            string[] shown = dead[..Math.Min(dead.Length, page.Limit)];
            await Tell(gate, [.. await ChargeLookup.Named(gate, shown)], dead.Length > page.Limit ? Cursor.After(Charges, shown[^1]) : null);
            return;
        }

        (long First, string Second)? from = Cursor.ReadPair(Charges, page.Cursor);
        (FactPosition? watermark, string[] again, string[] back) = await gate.Host.Shard.Read((books, _) => (books.Outbox.Watermark, books.Outbox.Again.Keys.ToArray(), TakingBack.Waiting(books).ToArray()), gate.Cancel);
        FactPosition? place = from is { } pair && int.TryParse(pair.Second, out int ordinal) ? new FactPosition(pair.First, ordinal) : watermark;
        Charge[] charges = [.. ChargeLookup.Between(gate, place, null, page.Limit)];
        IEnumerable<Charge> first = from is null ? await ChargeLookup.Named(gate, again) : [];
        IEnumerable<Charge> last = charges.Length < page.Limit ? await ChargeLookup.TakenBack(gate, back) : [];
        await Tell(gate, [.. first, .. charges, .. last], charges.Length < page.Limit ? null : Cursor.After(Charges, charges[^1].Place.Seq, charges[^1].Place.Ordinal.ToString(CultureInfo.InvariantCulture)));
    }

    private static async Task Tell(Gate gate, Charge[] charges, string? next)
    {
        ChargeState[] states = await gate.Host.Shard.Read((books, _) => Array.ConvertAll(charges, charge => books.Outbox.StateOf(charge.Placed)), gate.Cancel);
        await gate.Answer(StatusCodes.Status200OK, json =>
            Answers.WritePage(json, new Page<(Charge Charge, ChargeState State)>([.. charges.Zip(states)], next), (writer, item) => item.Charge.Write(writer, item.State)));
    }

    private static async Task Acknowledge(Gate gate)
    {
        Fields fields = await gate.JsonFields("charge_ids", "reference");
        string? reference = fields.OptionalText("reference");
        await gate.Fresh();
        await Note(gate, new AcknowledgeCharges(await ChargeLookup.Placed(gate, fields), reference));
    }

    private static async Task Reject(Gate gate)
    {
        Fields fields = await gate.JsonFields("charge_ids", "reason");
        string reason = fields.RequiredGround("reason");
        await gate.Fresh();
        await Note(gate, new RejectCharges(await ChargeLookup.Placed(gate, fields), reason));
    }

    private static async Task Retry(Gate gate) => await Note(gate, await gate.JsonFields(["charge_ids"], fields => new RequeueCharges(fields.Ids("charge_ids"))));

    private static Task Note(Gate gate, Command<ChargesNoted> command) => gate.Submit(Stream.Shard, command, StatusCodes.Status200OK, (json, noted) =>
    {
        json.WriteStartObject();
        json.WriteNumber("count"u8, noted.Count);
        json.WriteEndObject();
    });

    private static int Number(Gate gate) => int.TryParse(gate.Route("number"), out int number) && number > 0
        ? number
        : throw new ProblemException(Problem.NotFound("batch_not_found", $"There is no batch '{Texts.Quoted(gate.Route("number"))}'. Batches are counted from 1."));
}
