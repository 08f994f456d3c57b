using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Tollgate.Engine.Access;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Time;
using Tollgate.Server.Access;
using Tollgate.Server.Accounts;
using Tollgate.Server.Catalog;
using Tollgate.Server.Http;
using Tollgate.Storage.Projections;
using static Tollgate.Server.Http.Shape;
using Stream = Tollgate.Server.Http.Stream;
using Words = Tollgate.Server.Http.Words;

namespace Tollgate.Server.Contracts;

internal static class Endpoints
{
    private const string Example =
        """{"id":"ctr_0Zk3mN4pR6sT8uV0","account_id":"acct_1","plan":"growth","catalog_version":3,"version":1,"currency":"USD","starts_at":"2025-06-01T00:00:00Z","ends_at":null,"purchase_order":null,"bill_to":null,"external_ids":{},"amendments":[]}""";

    private const string WholeExample =
        """{"id":"ctr_0Zk3mN4pR6sT8uV0","account_id":"acct_1","plan":"growth","catalog_version":3,"version":1,"currency":"USD","starts_at":"2025-06-01T00:00:00Z","ends_at":null,"purchase_order":null,"bill_to":null,"external_ids":{},"amendments":[],"phases":[{"version":1,"plan":"growth","starts_at":"2025-06-01T00:00:00Z","ends_at":null,"paused":false}],"charges":[{"charge":"platform","price":"flat at 3,000.00, less 10 %","list_price":"flat at 3,000.00"}]}""";

    private static readonly ObjectShape New = Request("NewContract",
    [
        Needs("account_id", Text, "Whose; an external id is written system:id."),
        Takes("plan", Text, "A plan of the catalog in force; this or bundle."),
        Takes("bundle", Text, "A bundle of it: a plan with add-ons."),
        Takes("starts_at", Instant, "Now unless given; it may lie in the past."),
        Takes("ends_at", Instant, "Exclusive; open unless given."),
        Takes("add_ons", ListOf(CatalogShape.ContractAddOn), "What is bought beside the plan, or the bundle."),
        Takes("promotions", ListOf(Text), "Codes; their discounts are taken off in this order."),
        Takes("terms", CatalogShape.Negotiated, "What is negotiated in place of the plan."),
        Takes("currency", Text, "What it is billed in; what the plan is priced in unless given. What has no price in it is converted."),
        Takes("purchase_order", Text, "The buyer's own number for it, which its invoice lines carry."),
        Takes("bill_to", Text, "An account above its own that its invoices are addressed to, and that pays them; its own unless given."),
        Takes("external_ids", MapOf(Text), "Its ids in other systems, by system."),
        .. PhaseJson.Asked,
    ]);

    internal static readonly ObjectShape Shape = Answer("Contract",
    [
        Has("id", Text),
        Has("account_id", Text),
        Has("plan", Text),
        Has("catalog_version", Integer),
        Has("version", Integer),
        Has("currency", Text),
        Has("starts_at", Instant),
        Has("ends_at", Instant.OrNull, "Exclusive; null is open."),
        MayHave("trial_ends_at", Instant, "Nothing is charged before; without a trial it is left out."),
        .. ContractTermsJson.Shape,
        .. PhaseJson.Told,
        Has("purchase_order", Text.OrNull),
        Has("bill_to", Text.OrNull, "The account above that pays; null when its own does."),
        Has("external_ids", MapOf(Text)),
        Has("amendments", ListOf(Answer(
            "Amendment",
            Has("version", Integer),
            Has("effective_at", Instant, "From when it holds."),
            Has("plan", Text),
            Has("catalog_version", Integer),
            Has("ends_at", Instant.OrNull),
            Has("bill_to", Text.OrNull),
            Has("allowance_on_change", OneOf<AllowanceOnChange>()),
            Has("reason", Text.OrNull),
            Has("author", Text.OrNull),
            MayHave("migration", Text, "The migration that it is of."),
            Has("recorded_at", Instant),
            MayHave("paused", Flag, "The contract is paused from then on; so are the next left out unless so."),
            MayHave("cancels", Flag, "Its end is a cancellation."),
            MayHave("withdraws", Flag, "What began then is taken back: the terms before it go on.")
        )), "In the order in which they were recorded."),
    ]);

    private static readonly ObjectShape Amended = Request(
        "NewAmendment",
        Takes("effective_at", Instant, "From when; now unless given. It may lie ahead, or in the past."),
        Takes("plan", Text, "A plan of the catalog in force; the same one takes its latest version."),
        Takes("ends_at", Instant.OrNull, "A new end of the contract, exclusive; null takes its end away."),
        Takes("add_ons", ListOf(CatalogShape.ContractAddOn), "All that it has from then on."),
        Takes("terms", CatalogShape.Negotiated, "All that is negotiated from then on; {} is nothing."),
        Takes("bill_to", Text.OrNull, "Who pays the invoices that are opened from then on; null is its own account."),
        Takes("purchase_order", Text.OrNull, "The buyer's number from then on; null is none any more. Lines carry the one at the end of their time."),
        Takes("allowance_on_change", OneOf<AllowanceOnChange>(), "What the rest of the period includes: what is left of the new plan's units (the default), a part by days, or all."),
        Takes("reason", Text, "Why."),
        Takes("author", Text, "Who.")
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
            MayHave("priced_in", Text, "The currency of the price, where it is not the contract's: what it comes to is converted."),
            Has("price", Text, "What the contract pays, in words."),
            MayHave("list_price", Text, "Where something was negotiated: without that."),
            MayHave("promotions", ListOf(Text), "The promotions whose discounts are in the price.")
        )), "In the order of invoice lines."),
        PhaseJson.Phases
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
        routes.Get("/v1/contracts/{id}", Scopes.AccountsRead, Get, new("Contracts", "Get a contract", "Its terms and prices (list and contract price where something was negotiated) that hold now, or at an instant, as they are known now or were known at another; and every amendment until then.", null, WholeExample)
        {
            Gives = Whole,
            Query = [("at", "What held at this instant; now unless given."), ("known_at", "What was known at this instant; now unless given.")],
        });
        routes.Post("/v1/contracts/{id}/amend", Scopes.AccountsWrite, Amend, new(
            "Contracts",
            "Amend a contract",
            "Gives a contract another plan or end from an instant on; a plan that is billed by another period cuts the running one. What was charged in advance is credited and the new charged on the next regular invoice; what is counted begins anew.",
            """{"plan":"growth","effective_at":"2025-06-16T00:00:00Z","reason":"grew out of it","author":"ana"}""",
            Example)
        {
            Takes = Amended,
            Gives = Shape,
        });
        LifecycleEndpoints.Map(routes, Example);
    }

    /// <summary>A contract's id, in whose place nothing can be guessed.</summary>
    public static string MakeId() => "ctr_" + RandomNumberGenerator.GetString(Base62.Alphabet, 16);

    private static async Task Start(Gate gate)
    {
        StartContract command = await gate.JsonFields(["account_id", "plan", "bundle", "starts_at", "ends_at", "add_ons", "promotions", "terms", "currency", "purchase_order", "bill_to", "external_ids", "phases", "term", "co_term_with"], fields =>
        {
            bool hasPhases = fields.Optional("phases") is not null;
            string? bundle = hasPhases ? null : fields.OptionalId("bundle");
            string? plan = hasPhases ? null : PhaseJson.PlanOr(fields, bundle);
            return new StartContract(
                MakeId(),
                fields.RequiredId("account_id"),
                plan,
                fields.OptionalInstant("starts_at"),
                fields.OptionalInstant("ends_at"),
                fields.Map("external_ids")
            )
            {
                Currency = fields.OptionalId("currency"),
                Terms = hasPhases ? ContractTerms.None : ContractTermsJson.Read(fields, bundle),
                Phases = PhaseJson.ReadPhases(fields),
                Term = PhaseJson.ReadTerm(fields),
                CoTermWith = fields.OptionalId("co_term_with"),
                PurchaseOrder = fields.OptionalText("purchase_order"),
                BillTo = fields.OptionalId("bill_to"),
            };
        });
        await gate.Submit(Stream.Shard, command, StatusCodes.Status201Created, static (Utf8JsonWriter json, AmendedContract made) => Write(json, made.Contract, made.Amendments));
    }

    private static async Task Amend(Gate gate)
    {
        string id = gate.Route("id");
        AmendContract command = await gate.JsonFields(["effective_at", "plan", "ends_at", "add_ons", "terms", "purchase_order", "bill_to", "allowance_on_change", "reason", "author"], fields => new AmendContract(
            id,
            fields.OptionalText("plan"),
            fields.OptionalInstant("effective_at"),
            fields.Has("ends_at") ? new NewEnd(fields.OptionalInstant("ends_at")) : null,
            fields.OptionalChoice("allowance_on_change", [.. Enum.GetValues<AllowanceOnChange>().Select(value => (Words.Of(value), value))]) ?? AllowanceOnChange.Remaining,
            fields.Has("add_ons") ? ContractTermsJson.Read(fields, null).AddOns : null,
            fields.Has("terms") ? new NewTerms(ContractTermsJson.Read(fields, null).Negotiated) : null,
            fields.OptionalText("reason"),
            fields.OptionalText("author")
        )
        {
            BillTo = fields.Has("bill_to") ? new NewPayer(fields.OptionalId("bill_to")) : null,
            PurchaseOrder = fields.Has("purchase_order") ? new NewPurchaseOrder(fields.OptionalText("purchase_order")) : null,
        });
        await Recounting.Amend(gate, command, static outcome => Gate.Encode(outcome, StatusCodes.Status200OK, static (Utf8JsonWriter json, AmendedContract amended) => Write(json, amended.Contract, amended.Amendments)));
    }

    private static async Task List(Gate gate)
    {
        PageRequest page = PageRequest.From(gate.Request);
        string? account = gate.Query("account_id") is { } name ? await gate.ResolveAccount(name) : null;
        await gate.Fresh();
        Page<ContractStarted> found = gate.Host.Projections.Contracts(account, page.Cursor, page.Limit, gate.Query("external_id"));
        RecordedAt now = await gate.Now();
        Dictionary<string, AmendedContract> held = await gate.Host.Shard.Read(
            (books, _) => found.Items.ToDictionary(started => started.Contract.Id, started => AmendedContract.Of(books.Contracts[started.Contract.Id], new EffectiveAt(now.Microseconds), now)!, StringComparer.Ordinal),
            gate.Cancel
        );
        await gate.Answer(StatusCodes.Status200OK, json => Answers.WritePage(json, found, (writer, started) => Write(writer, held[started.Contract.Id].Contract, held[started.Contract.Id].Amendments)));
    }

    private static async Task Get(Gate gate)
    {
        string id = gate.Route("id");
        AskedTimes times = await AskedTimes.Read(gate);
        var knownAt = new RecordedAt(times.KnownAt?.Microseconds ?? long.MaxValue);
        EffectiveAt at = times.At ?? new EffectiveAt(times.KnownAt?.Microseconds ?? times.Now.Microseconds);
        AmendedContract found = await gate.Host.Shard.Read((books, _) => books.Contracts.TryGetValue(id, out ContractBook? book) && book.IsFirst ? AmendedContract.Of(book, at, knownAt) : null, gate.Cancel)
            ?? throw new ProblemException(Problem.NotFound(Codes.ContractNotFound, $"There is no contract '{Texts.Quoted(id)}' in this environment."));
        (HeldTerms held, TermPeriod? running, ContractPrice[] prices) = await gate.Host.Shard.Read((books, _) => Told(books.Contracts[id], at, knownAt), gate.Cancel);
        await gate.Answer(StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            WriteFields(json, found.Contract, found.Amendments, running);
            PhaseJson.WritePhases(json, held);
            ContractPrice.Write(json, prices);
            json.WriteEndObject();
        });
    }

    private static (HeldTerms Held, TermPeriod? Running, ContractPrice[] Prices) Told(ContractBook book, EffectiveAt at, RecordedAt knownAt)
    {
        HeldTerms held = HeldTerms.Of(book.Started, book.Amendments, knownAt)!;
        return (held, book.Contract.Term?.At(at, book.Contract.StartsAt, book.Zone), ContractPrice.Of(book.Version(held.VersionAt(at))));
    }

    internal static void Write(Utf8JsonWriter json, Contract contract, ImmutableArray<ContractAmended> amendments)
    {
        json.WriteStartObject();
        WriteFields(json, contract, amendments);
        json.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter json, Contract contract, ImmutableArray<ContractAmended> amendments, TermPeriod? running = null)
    {
        json.WriteString("id"u8, contract.Id);
        json.WriteString("account_id"u8, contract.AccountId);
        json.WriteString("plan"u8, contract.Plan);
        json.WriteNumber("catalog_version"u8, contract.CatalogVersion);
        json.WriteNumber("version"u8, contract.Version);
        json.WriteString("currency"u8, contract.Currency);
        json.WriteString("starts_at"u8, (EffectiveAt?)contract.StartsAt);
        json.WriteString("ends_at"u8, contract.EndsAt);
        if (contract.TrialEndsAt is { } trial)
            json.WriteString("trial_ends_at"u8, (EffectiveAt?)trial);
        ContractTermsJson.Write(json, contract.Terms);
        PhaseJson.Write(json, contract, amendments, running);
        json.WriteString("purchase_order"u8, contract.PurchaseOrder);
        json.WriteString("bill_to"u8, contract.BillTo);
        json.WriteMap("external_ids"u8, contract.ExternalIds);
        json.WriteStartArray("amendments"u8);
        foreach (ContractAmended amended in amendments)
        {
            json.WriteStartObject();
            json.WriteNumber("version"u8, amended.Contract.Version);
            json.WriteString("effective_at"u8, (EffectiveAt?)amended.EffectiveAt);
            json.WriteString("plan"u8, amended.Contract.Plan);
            json.WriteNumber("catalog_version"u8, amended.Contract.CatalogVersion);
            json.WriteString("ends_at"u8, amended.Contract.EndsAt);
            json.WriteString("bill_to"u8, amended.Contract.BillTo);
            json.WriteString("allowance_on_change"u8, Words.Of(amended.AllowanceOnChange));
            json.WriteString("reason"u8, amended.Reason);
            json.WriteString("author"u8, amended.Author);
            if (amended.Migration is { } migration)
                json.WriteString("migration"u8, migration);
            json.WriteString("recorded_at"u8, (RecordedAt?)amended.At);
            if (amended.Contract.Paused)
                json.WriteBoolean("paused"u8, true);
            if (amended.Cancels)
                json.WriteBoolean("cancels"u8, true);
            if (amended.Withdraws)
                json.WriteBoolean("withdraws"u8, true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
