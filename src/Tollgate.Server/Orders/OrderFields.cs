using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Orders;
using Tollgate.Server.Catalog;
using Tollgate.Server.Contracts;
using Tollgate.Server.Http;
using Tollgate.Server.Ledger;
using Tollgate.Server.Metering;
using static Tollgate.Server.Http.Shape;

namespace Tollgate.Server.Orders;

/// <summary>Reads an order from a request, field by field.</summary>
internal static class OrderFields
{
    private static readonly string[] Names = ["order_id", "revision", "account", "purchase_order", "effective_at", "lines"];
    private static readonly string[] AccountNames = ["id", "parent_id", "kind", "name", "currency", "time_zone", "legal_entity", "external_ids", "attributes"];
    private static readonly string[] LineNames = ["id", "effective_at", "contract", "grant"];
    private static readonly string[] ContractNames = ["plan", "starts_at", "ends_at", "add_ons", "promotions", "terms", "external_ids"];

    public static readonly ObjectShape Shape = Request(
        "NewOrder",
        Needs("order_id", Text, "The order's id in the system that it comes from."),
        Takes("revision", Integer, "1 unless given; what has changed has a higher one."),
        Needs("account", Accounts.Endpoints.New with { Name = "OrderedAccount" }, "Whose. It is made when it is not there; what is said of one that is there must be so."),
        Takes("purchase_order", Text, "The buyer's own number, which the contracts and their invoice lines carry."),
        Takes("effective_at", Instant, "From when what a later revision changes of contracts holds, and when a contract ends whose line is left out; now unless given."),
        Needs("lines", ListOf(Request(
            "OrderLine",
            Needs("id", Text, "The line's id in that system, the same in every revision."),
            Takes("effective_at", Instant, "From when what it changes of its contract holds; as the order says unless given."),
            Takes("contract", Request(
                "OrderedContract",
                Needs("plan", Text, "A plan of the catalog in force."),
                Needs("starts_at", Instant, "It may lie in the past."),
                Takes("ends_at", Instant, "Exclusive; open unless given."),
                Takes("add_ons", ListOf(CatalogShape.AddOnQuantity), "What is bought beside the plan."),
                Takes("promotions", ListOf(Text), "Codes; their discounts are taken off in this order."),
                Takes("terms", CatalogShape.Negotiated, "What is negotiated in place of the plan."),
                Takes("external_ids", MapOf(Text), "Its ids in other systems, by system.")), "This, or grant."),
            Takes("grant", GrantFields.Ordered, "This, or contract.")
        )), "All that is to be so, not what has changed.")
    );

    public static async Task<OrderTerms> Read(Gate gate) => await gate.JsonFields(Names, fields => new OrderTerms(
        fields.RequiredId("order_id"),
        fields.OptionalInteger("revision") ?? 1,
        DigestOf(fields.Whole),
        ReadAccount(fields),
        fields.OptionalText("purchase_order"),
        ReadLines(fields)
    )
    {
        EffectiveAt = fields.OptionalInstant("effective_at"),
    });

    /// <summary>An order says all that is to be so: one that forgets its lines would void what it granted before. An empty list is said on purpose.</summary>
    private static ImmutableArray<OrderLine> ReadLines(Fields order)
    {
        order.Required("lines");
        return order.Each("lines", LineNames, ReadLine);
    }

    private static OrderedAccount ReadAccount(Fields order)
    {
        order.Required("account");
        Fields? fields = order.Inner("account", AccountNames);
        return fields is null ? None : new OrderedAccount(
            fields.RequiredId("id"),
            fields.OptionalId("parent_id"),
            Accounts.Endpoints.ReadKind(fields),
            fields.OptionalText("name"),
            fields.OptionalId("currency"),
            fields.OptionalId("time_zone"),
            fields.OptionalId("legal_entity"),
            fields.Map("external_ids"),
            fields.Map("attributes")
        );
    }

    /// <summary>Stands for an account that could not be read, which ends the request.</summary>
    private static OrderedAccount None => new("", null, null, null, null, null, null, ImmutableSortedDictionary<string, string>.Empty, ImmutableSortedDictionary<string, string>.Empty);

    private static OrderLine ReadLine(Fields fields)
    {
        if ((fields.Optional("contract") is null) == (fields.Optional("grant") is null))
            fields.Report(Problem.Shape(Codes.MissingKey, "A line is a contract or a grant: give one of them, and not both.", JsonPointer.Parent(fields.PointerTo("id"))));
        return new OrderLine(
            fields.RequiredId("id"),
            DigestOf(fields.Whole),
            fields.Inner("contract", ContractNames) is { } contract ? ReadContract(contract) : null,
            GrantFields.ReadOrdered(fields, "grant")
        )
        {
            EffectiveAt = fields.OptionalInstant("effective_at"),
        };
    }

    private static OrderedContract ReadContract(Fields fields) => new(
        Contracts.Endpoints.MakeId(),
        fields.RequiredId("plan"),
        fields.RequiredInstant("starts_at"),
        fields.OptionalInstant("ends_at"),
        fields.Map("external_ids")
    )
    {
        Terms = ContractTermsJson.Read(fields, null),
    };

    /// <summary>The same for the same JSON, however its keys are ordered and its white space falls.</summary>
    private static string DigestOf(JsonElement value)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(value.GetRawText()));
        reader.Read();
        if (CanonicalJson.Read(ref reader, new JsonPath(""), 1, out string canonical) is { } fault)
            throw new ProblemException(Problem.Shape(fault.Code, fault.Detail, fault.Pointer));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
    }
}
