using System.Security.Cryptography;
using System.Text.Json;
using Tollgate.Engine.Access;
using Tollgate.Engine.Contracts;
using Tollgate.Server.Access;
using Tollgate.Server.Accounts;
using Tollgate.Server.Http;
using Tollgate.Storage.Projections;
using static Tollgate.Server.Http.Shape;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Contracts;

internal static class Endpoints
{
    private const string Example =
        """{"id":"ctr_0Zk3mN4pR6sT8uV0","account_id":"acct_1","plan":"growth","catalog_version":3,"version":1,"currency":"USD","starts_at":"2025-06-01T00:00:00Z","ends_at":null,"purchase_order":null,"external_ids":{}}""";

    private static readonly ObjectShape New = Request(
        "NewContract",
        Needs("account_id", Text, "Whose; an external id is written system:id."),
        Needs("plan", Text, "A plan of the catalog in force."),
        Takes("starts_at", Instant, "Now unless given; it may lie in the past."),
        Takes("ends_at", Instant, "Exclusive; open unless given."),
        Takes("terms", Request("ContractTerms"), "Negotiated terms; this version knows none, so only {} is taken."),
        Takes("purchase_order", Text, "The buyer's own number for it, which its invoice lines carry."),
        Takes("external_ids", MapOf(Text), "Its ids in other systems, by system.")
    );

    private static readonly ObjectShape Shape = Answer(
        "Contract",
        Has("id", Text),
        Has("account_id", Text),
        Has("plan", Text),
        Has("catalog_version", Integer),
        Has("version", Integer),
        Has("currency", Text),
        Has("starts_at", Instant),
        Has("ends_at", Instant.OrNull, "Exclusive; null is open."),
        Has("purchase_order", Text.OrNull),
        Has("external_ids", MapOf(Text))
    );

    public static void Map(Routes routes)
    {
        routes.Post("/v1/contracts", Scopes.AccountsWrite, Start, new(
            "Contracts",
            "Start a contract",
            "Puts an account on a plan of the catalog in force, whose version the contract keeps. starts_at may lie in the past (usage counted since is taken up) and is now unless given; ends_at is exclusive.",
            """{"account_id":"acct_1","plan":"growth","starts_at":"2025-06-01T00:00:00Z"}""",
            Example,
            StatusCodes.Status201Created)
        {
            Takes = New,
            Gives = Shape,
        });
        routes.Get("/v1/contracts", Scopes.AccountsRead, List, new(
            "Contracts",
            "List contracts",
            "By id, of one account or of all.",
            null,
            "{\"data\":[" + Example + "],\"next_cursor\":null}")
        {
            Gives = PageOf(Shape),
            Query = [("account_id", "Only this account's."), ("external_id", "system:id, such as salesforce:800x1."), .. About.Paging],
        });
        routes.Get("/v1/contracts/{id}", Scopes.AccountsRead, Get, new("Contracts", "Get a contract", "By its id.", null, Example)
        {
            Gives = Shape,
        });
    }

    /// <summary>A contract's id, in whose place nothing can be guessed.</summary>
    public static string MakeId() => "ctr_" + RandomNumberGenerator.GetString(Base62.Alphabet, 16);

    private static async Task Start(Gate gate)
    {
        StartContract command = await gate.JsonFields(["account_id", "plan", "starts_at", "ends_at", "terms", "purchase_order", "external_ids"], fields =>
        {
            RefuseTerms(fields);
            return new StartContract(
                MakeId(),
                fields.RequiredId("account_id"),
                fields.RequiredId("plan"),
                fields.OptionalInstant("starts_at"),
                fields.OptionalInstant("ends_at"),
                fields.Map("external_ids")
            )
            {
                PurchaseOrder = fields.OptionalText("purchase_order"),
            };
        });
        await gate.Submit(Stream.Shard, command, StatusCodes.Status201Created, Write);
    }

    /// <summary>Nothing can be negotiated yet, and that is what empty terms say.</summary>
    public static void RefuseTerms(Fields fields)
    {
        if (fields.Optional("terms") is not { } terms || (terms.ValueKind == JsonValueKind.Object && !terms.EnumerateObject().Any()))
            return;
        fields.Report(Problem.Shape(Codes.ValueNotAllowed, "This version knows no negotiated terms; leave terms out, or send {}.", fields.PointerTo("terms")));
    }

    private static async Task List(Gate gate)
    {
        PageRequest page = PageRequest.From(gate.Request);
        string? account = gate.Query("account_id") is { } name ? await gate.ResolveAccount(name) : null;
        await gate.Fresh();
        Page<ContractStarted> found = gate.Host.Projections.Contracts(account, page.Cursor, page.Limit, gate.Query("external_id"));
        Contract[] contracts = await Whole(gate, found.Items);
        await gate.Answer(StatusCodes.Status200OK, json => Answers.WritePage(json, new Page<Contract>(contracts, found.NextCursor), Write));
    }

    private static async Task Get(Gate gate)
    {
        string id = gate.Route("id");
        await gate.Fresh();
        ContractStarted started = gate.Host.Projections.Contract(id)
            ?? throw new ProblemException(Problem.NotFound(Codes.ContractNotFound, $"There is no contract '{Texts.Quoted(id)}' in this environment."));
        Contract[] contracts = await Whole(gate, [started]);
        await gate.Answer(StatusCodes.Status200OK, json => Write(json, contracts[0]));
    }

    /// <summary>As the books have them: a row holds what reports ask for, and not all of a contract.</summary>
    private static Task<Contract[]> Whole(Gate gate, IReadOnlyList<ContractStarted> found) =>
        gate.Host.Shard.Read((books, _) => found.Select(row => books.Contracts[row.Contract.Id].Contract).ToArray(), gate.Cancel);

    private static void Write(Utf8JsonWriter json, Contract contract)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, contract.Id);
        json.WriteString("account_id"u8, contract.AccountId);
        json.WriteString("plan"u8, contract.Plan);
        json.WriteNumber("catalog_version"u8, contract.CatalogVersion);
        json.WriteNumber("version"u8, contract.Version);
        json.WriteString("currency"u8, contract.Currency);
        json.WriteString("starts_at"u8, (Engine.Time.EffectiveAt?)contract.StartsAt);
        json.WriteString("ends_at"u8, contract.EndsAt);
        json.WriteString("purchase_order"u8, contract.PurchaseOrder);
        json.WriteMap("external_ids"u8, contract.ExternalIds);
        json.WriteEndObject();
    }
}
