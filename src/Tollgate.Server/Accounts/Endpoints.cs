using System.Text.Json;
using Tollgate.Engine.Access;
using Tollgate.Engine.Accounts;
using Tollgate.Server.Http;
using Tollgate.Storage.Projections;
using static Tollgate.Server.Http.Shape;
using Stream = Tollgate.Server.Http.Stream;
using Words = Tollgate.Server.Http.Words;

namespace Tollgate.Server.Accounts;

internal static class Endpoints
{
    private const string Example =
        """{"id":"acct_1","parent_id":null,"kind":"customer","name":"Acme","currency":"USD","time_zone":"Europe/Berlin","legal_entity":"default","external_ids":{"netsuite":"4711"},"attributes":{"region":"eu"},"created_at":"2025-02-01T10:15:22Z"}""";

    /// <summary>What an account is made of.</summary>
    public static readonly ObjectShape New = Request(
        "NewAccount",
        Needs("id", Text, "1 to 256 printable characters, no colon."),
        Takes("parent_id", Text, "The account that it is a unit of."),
        Takes("kind", OneOf<AccountKind>(), "customer unless given."),
        Takes("name", Text, "For people."),
        Takes("currency", Text, "ISO 4217; that of the catalog unless given."),
        Takes("time_zone", Text, "An IANA name, in whose calendar billing periods are; UTC unless given."),
        Takes("legal_entity", Text, "The seller's company that invoices it; default unless given."),
        Takes("external_ids", MapOf(Text), "Its ids in other systems, by system."),
        Takes("attributes", MapOf(Text), "What else is known of it, such as its region or tier; conditions of entitlements ask for it.")
    );

    private static readonly ObjectShape Shape = Answer(
        "Account",
        Has("id", Text),
        Has("parent_id", Text.OrNull),
        Has("kind", OneOf<AccountKind>()),
        Has("name", Text.OrNull),
        Has("currency", Text.OrNull, "null takes that of the catalog."),
        Has("time_zone", Text),
        Has("legal_entity", Text),
        Has("external_ids", MapOf(Text)),
        Has("attributes", MapOf(Text)),
        Has("created_at", Instant)
    );

    public static void Map(Routes routes)
    {
        routes.Post("/v1/accounts", Scopes.AccountsWrite, Create, new(
            "Accounts",
            "Create an account",
            "A customer, or a unit of one. All but the id may be left out: kind is customer, time_zone UTC, legal_entity default, and the currency that of the catalog.",
            """{"id":"acct_1","kind":"customer","name":"Acme","currency":"USD","time_zone":"Europe/Berlin","external_ids":{"netsuite":"4711"},"attributes":{"region":"eu"}}""",
            Example,
            StatusCodes.Status201Created)
        {
            Takes = New,
            Gives = Shape,
        });
        routes.Get("/v1/accounts", Scopes.AccountsRead, List, new(
            "Accounts",
            "List accounts",
            "By id. With external_id only the one that goes by it in another system.",
            null,
            "{\"data\":[" + Example + "],\"next_cursor\":null}")
        {
            Gives = PageOf(Shape),
            Query = [("external_id", "system:id, such as netsuite:4711."), .. About.Paging],
        });
        routes.Put("/v1/accounts/{id}/attributes", Scopes.AccountsWrite, Change, new(
            "Accounts",
            "Set the attributes of an account",
            "All that it has from now on. Conditions of entitlements ask for them.",
            """{"attributes":{"region":"eu","tier":"gold"}}""",
            """{"account_id":"acct_1","attributes":{"region":"eu","tier":"gold"}}""")
        {
            Takes = Request("SetAttributes", Needs("attributes", MapOf(Text), "All of them; those left out are gone.")),
            Gives = Answer("AccountAttributes", Has("account_id", Text), Has("attributes", MapOf(Text))),
        });
        routes.Get("/v1/accounts/{id}", Scopes.AccountsRead, Get, new("Accounts", "Get an account", "By its id, or by an external id written system:id.", null, Example)
        {
            Gives = Shape,
        });
    }

    private static async Task Change(Gate gate)
    {
        Fields fields = await gate.JsonFields("attributes");
        fields.Required("attributes");
        var command = new SetAttributes(await gate.ResolveAccount(gate.Route("id")), fields.Map("attributes"));
        await gate.Submit(Stream.Control, command, StatusCodes.Status200OK, (json, set) =>
        {
            json.WriteStartObject();
            json.WriteString("account_id"u8, set.AccountId);
            json.WriteMap("attributes"u8, set.Attributes);
            json.WriteEndObject();
        });
    }

    private static async Task Create(Gate gate)
    {
        Account account = await gate.JsonFields(["id", "parent_id", "kind", "name", "currency", "time_zone", "legal_entity", "external_ids", "attributes"], fields => new Account(
            ReadId(fields),
            fields.OptionalId("parent_id"),
            ReadKind(fields) ?? AccountKind.Customer,
            fields.OptionalText("name"),
            fields.OptionalId("currency"),
            fields.OptionalId("time_zone") ?? Account.DefaultTimeZone,
            fields.OptionalId("legal_entity") ?? Account.DefaultLegalEntity,
            fields.Map("external_ids"),
            fields.Map("attributes"),
            HomeShard: 0
        ));
        await gate.Submit(Stream.Control, new RegisterAccount(account), StatusCodes.Status201Created, Write);
    }

    public static AccountKind? ReadKind(Fields fields) => fields.OptionalChoice(
        "kind",
        ("customer", AccountKind.Customer),
        ("unit", AccountKind.Unit),
        ("pool", AccountKind.Pool),
        ("reseller", AccountKind.Reseller)
    );

    private static string ReadId(Fields fields)
    {
        string id = fields.RequiredId("id");
        // A colon would make it read like an external id.
        if (id.Contains(':', StringComparison.Ordinal))
            fields.Report(Problem.Shape(Codes.MalformedId, "An account's id holds no colon, which stands in external ids.", "/id"));
        return id;
    }

    private static async Task List(Gate gate)
    {
        PageRequest page = PageRequest.From(gate.Request);
        await gate.Fresh();
        Page<AccountRegistered> found = gate.Host.Projections.Accounts(page.Cursor, page.Limit, gate.Query("external_id"));
        await gate.Answer(StatusCodes.Status200OK, json => Answers.WritePage(json, found, Write));
    }

    private static async Task Get(Gate gate)
    {
        string id = await gate.ResolveAccount(gate.Route("id"));
        await gate.Fresh();
        AccountRegistered account = gate.Host.Projections.Account(id) ?? throw AccountLookup.NotFound(id);
        await gate.Answer(StatusCodes.Status200OK, json => Write(json, account));
    }

    private static void Write(Utf8JsonWriter json, AccountRegistered registered)
    {
        Account account = registered.Account;
        json.WriteStartObject();
        json.WriteString("id"u8, account.Id);
        json.WriteString("parent_id"u8, account.ParentId);
        json.WriteString("kind"u8, Words.Of(account.Kind));
        json.WriteString("name"u8, account.Name);
        json.WriteString("currency"u8, account.Currency);
        json.WriteString("time_zone"u8, account.TimeZone);
        json.WriteString("legal_entity"u8, account.LegalEntity);
        json.WriteMap("external_ids"u8, account.ExternalIds);
        json.WriteMap("attributes"u8, account.Attributes);
        json.WriteString("created_at"u8, (Engine.Time.RecordedAt?)registered.At);
        json.WriteEndObject();
    }
}
