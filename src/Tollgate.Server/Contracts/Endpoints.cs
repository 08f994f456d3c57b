using System.Security.Cryptography;
using System.Text.Json;
using Tollgate.Engine.Access;
using Tollgate.Engine.Contracts;
using Tollgate.Server.Access;
using Tollgate.Server.Accounts;
using Tollgate.Server.Catalog;
using Tollgate.Server.Http;
using Tollgate.Storage.Projections;
using static Tollgate.Server.Http.Shape;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Contracts;

internal static class Endpoints
{
    private const string Example =
        """{"id":"ctr_0Zk3mN4pR6sT8uV0","account_id":"acct_1","plan":"growth","catalog_version":3,"version":1,"currency":"USD","starts_at":"2025-06-01T00:00:00Z","ends_at":null,"external_ids":{}}""";

    private const string WholeExample =
        """{"id":"ctr_0Zk3mN4pR6sT8uV0","account_id":"acct_1","plan":"growth","catalog_version":3,"version":1,"currency":"USD","starts_at":"2025-06-01T00:00:00Z","ends_at":null,"external_ids":{},"charges":[{"charge":"platform","price":"flat at 3,000.00, less 10 %","list_price":"flat at 3,000.00"}]}""";

    private static readonly ObjectShape New = Request(
        "NewContract",
        Needs("account_id", Text, "Whose; an external id is written system:id."),
        Takes("plan", Text, "A plan of the catalog in force; this or bundle."),
        Takes("bundle", Text, "A bundle of it: a plan with add-ons."),
        Takes("starts_at", Instant, "Now unless given; it may lie in the past."),
        Takes("ends_at", Instant, "Exclusive; open unless given."),
        Takes("add_ons", ListOf(CatalogShape.AddOnQuantity), "What is bought beside the plan, or the bundle."),
        Takes("promotions", ListOf(Text), "Codes; their discounts are taken off in this order."),
        Takes("terms", CatalogShape.Negotiated, "What is negotiated in place of the plan."),
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
        MayHave("trial_ends_at", Instant, "Nothing is charged before; without a trial it is left out."),
        MayHave("bundle", Text, "What it was started from."),
        MayHave("add_ons", ListOf(Answer("ContractAddOn", Has("add_on", Text), Has("quantity", Integer))), "With those of the bundle."),
        MayHave("promotions", ListOf(Text)),
        MayHave("terms", CatalogShape.Negotiated, "As they were sent."),
        Has("external_ids", MapOf(Text))
    );

    private static readonly ObjectShape Whole = Shape.With(
        "WholeContract",
        Has("charges", ListOf(Answer(
            "ContractCharge",
            Has("charge", Text),
            MayHave("add_on", Text),
            MayHave("rate_card", Text),
            MayHave("from", Instant, "When the price comes into force."),
            MayHave("until", Instant),
            Has("price", Text, "What the contract pays, in words."),
            MayHave("list_price", Text, "Where something was negotiated: without that."),
            MayHave("promotions", ListOf(Text), "The promotions whose discounts are in the price.")
        )), "In the order of invoice lines.")
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
        routes.Get("/v1/contracts/{id}", Scopes.AccountsRead, Get, new("Contracts", "Get a contract", "By its id, with its prices: list and contract price where something was negotiated.", null, WholeExample)
        {
            Gives = Whole,
        });
    }

    /// <summary>A contract's id, in whose place nothing can be guessed.</summary>
    private static string MakeId() => "ctr_" + RandomNumberGenerator.GetString(Base62.Alphabet, 16);

    private static async Task Start(Gate gate)
    {
        StartContract command = await gate.JsonFields(["account_id", "plan", "bundle", "starts_at", "ends_at", "add_ons", "promotions", "terms", "external_ids"], fields =>
        {
            string? bundle = fields.OptionalId("bundle");
            string? plan = bundle is null ? fields.RequiredId("plan") : null;
            if (bundle is not null && fields.Optional("plan") is not null)
                fields.Report(Problem.Shape(Codes.UnknownKey, "A bundle names its plan; give plan or bundle.", fields.PointerTo("plan")));
            return new StartContract(
                MakeId(),
                fields.RequiredId("account_id"),
                plan,
                fields.OptionalInstant("starts_at"),
                fields.OptionalInstant("ends_at"),
                fields.Map("external_ids")
            )
            {
                Terms = ContractTermsJson.Read(fields, bundle),
            };
        });
        await gate.Submit(Stream.Shard, command, StatusCodes.Status201Created, Write);
    }

    private static async Task List(Gate gate)
    {
        PageRequest page = PageRequest.From(gate.Request);
        string? account = gate.Query("account_id") is { } name ? await gate.ResolveAccount(name) : null;
        await gate.Fresh();
        Page<ContractStarted> found = gate.Host.Projections.Contracts(account, page.Cursor, page.Limit, gate.Query("external_id"));
        await gate.Answer(StatusCodes.Status200OK, json => Answers.WritePage(json, found, (writer, started) => Write(writer, started.Contract)));
    }

    private static async Task Get(Gate gate)
    {
        string id = gate.Route("id");
        await gate.Fresh();
        _ = gate.Host.Projections.Contract(id)
            ?? throw new ProblemException(Problem.NotFound(Codes.ContractNotFound, $"There is no contract '{Texts.Quoted(id)}' in this environment."));
        // The projection keeps no terms; the shard has the whole contract.
        (Contract contract, ContractPrice[] prices) = await gate.Host.Shard.Read((books, _) => (books.Contracts[id].Contract, ContractPrice.Of(books.Contracts[id])), gate.Cancel);
        await gate.Answer(StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            WriteFields(json, contract);
            ContractPrice.Write(json, prices);
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, Contract contract)
    {
        json.WriteStartObject();
        WriteFields(json, contract);
        json.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter json, Contract contract)
    {
        json.WriteString("id"u8, contract.Id);
        json.WriteString("account_id"u8, contract.AccountId);
        json.WriteString("plan"u8, contract.Plan);
        json.WriteNumber("catalog_version"u8, contract.CatalogVersion);
        json.WriteNumber("version"u8, contract.Version);
        json.WriteString("currency"u8, contract.Currency);
        json.WriteString("starts_at"u8, (Engine.Time.EffectiveAt?)contract.StartsAt);
        json.WriteString("ends_at"u8, contract.EndsAt);
        if (contract.TrialEndsAt is { } trial)
            json.WriteString("trial_ends_at"u8, (Engine.Time.EffectiveAt?)trial);
        ContractTermsJson.Write(json, contract.Terms);
        json.WriteMap("external_ids"u8, contract.ExternalIds);
    }
}
