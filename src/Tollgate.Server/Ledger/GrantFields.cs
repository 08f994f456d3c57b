using System.Security.Cryptography;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Access;
using Tollgate.Server.Http;
using static Tollgate.Server.Http.Shape;

namespace Tollgate.Server.Ledger;

/// <summary>Reads a grant from a request, field by field.</summary>
internal static class GrantFields
{
    private static readonly string[] Names =
    [
        "feature", "wallet", "features", "meters", "amount", "priority", "source", "effective_at", "expires_at", "recurrence", "rollover", "dimensions", "cost_basis",
        "pending_payment", "reason", "author", "external_ids",
    ];

    public static readonly ObjectShape Shape = Request(
        "NewGrant",
        Needs("account_id", Text, "To whom; an external id is written system:id."),
        Takes("feature", Text, "A metered feature of the catalog, whose units they are; this, or wallet."),
        Takes("wallet", Text, "A currency or a credit of the catalog, to hold in the account's wallet; this, or feature."),
        Takes("features", ListOf(Text), "Of a wallet: pays for these features alone; any unless given."),
        Takes("meters", ListOf(Text), "Of a wallet: pays for what these meters count alone; any unless given."),
        Needs("amount", DecimalSent, "Units, more than 0; of a recurring grant those of each time."),
        Takes("priority", Integer, "The lower burns first; 100 unless given."),
        Takes("source", OneOf<GrantSource>(), "purchase unless given. What cost nothing (promotion, support) burns before what was paid."),
        Takes("effective_at", Instant, "Covers consumption from then on; now unless given. It may lie in the past: overage counted since in open periods is covered."),
        Takes("expires_at", Instant, "Exclusive; never unless given."),
        Takes("recurrence", Request("NewRecurrence", Needs("every", OneOf<PeriodUnit>(), "How often the amount is issued again, in the account's calendar."), Takes("anchor", Instant, "From which the boundaries are counted; effective_at unless given.")), "Once unless given."),
        Takes("rollover", Request("NewRollover", Takes("min", DecimalSent, "At least so many go on into the next time; 0 unless given."), Needs("max", DecimalSent, "At most so many do."), Takes("again", Flag, "What rolled over once does so again; false unless given.")), "What is left at a boundary expires unless given."),
        Takes("dimensions", MapOf(Text), "Burns for usage with these values of the meter's dimensions alone."),
        Takes("cost_basis", DecimalSent, "What was paid for it, in the account's currency."),
        Takes("pending_payment", Flag, "It cannot be spent before it is paid; false unless given."),
        Takes("reason", Text, "Why, for people; needed of source support."),
        Takes("author", Text, "Who gave it, for people; needed of source support."),
        Takes("external_ids", MapOf(Text), "Its ids in other systems, by system.")
    );

    public static async Task<IssueGrant> Read(Gate gate)
    {
        var now = new EffectiveAt((await gate.Now()).Microseconds);
        return await gate.JsonFields(["account_id", .. Names], fields => new IssueGrant(fields.RequiredId("account_id"), Read(fields, fields.OptionalInstant("effective_at") ?? now)));
    }

    /// <summary>A grant as an order has it: of the order's account, and at an instant that it says.</summary>
    public static Grant? ReadOrdered(Fields line, string name) => line.Inner(name, Names) is { } fields ? Read(fields, fields.RequiredInstant("effective_at")) : null;

    public static readonly ObjectShape Ordered = new("OrderedGrant", [.. Shape.Fields.Where(field => field.Name != "account_id").Select(field => field.Name == "effective_at" ? Needs(field.Name, Instant, "Covers consumption from then on. It may lie in the past.") : field)]) { Closed = true };

    private static Grant Read(Fields fields, EffectiveAt effective)
    {
        string? wallet = fields.OptionalId("wallet");
        GrantSource source = fields.OptionalChoice("source", Choices<GrantSource>()) ?? GrantSource.Purchase;
        return new Grant(
            "grt_" + RandomNumberGenerator.GetString(Base62.Alphabet, 16),
            fields.Optional("wallet") is null ? fields.RequiredId("feature") : fields.OptionalId("feature"),
            RequiredUnits(fields, "amount", wallet),
            fields.OptionalInteger("priority") ?? Grant.DefaultPriority,
            source,
            effective,
            fields.OptionalInstant("expires_at"),
            ReadRecurrence(fields, effective),
            ReadRollover(fields, wallet),
            fields.Map("dimensions"),
            fields.OptionalMoney("cost_basis"),
            fields.OptionalFlag("pending_payment"),
            Ground(fields, "reason", source),
            Ground(fields, "author", source),
            fields.Map("external_ids")
        )
        {
            Wallet = wallet,
            Features = fields.Ids("features"),
            Meters = fields.Ids("meters"),
        };
    }

    /// <summary>What support gives is an exception, and so has a reason and an author.</summary>
    private static string? Ground(Fields fields, string name, GrantSource source) => source == GrantSource.Support ? fields.RequiredGround(name) : fields.OptionalText(name);

    private static Recurrence? ReadRecurrence(Fields grant, EffectiveAt effective)
    {
        if (grant.Inner("recurrence", "every", "anchor") is not { } fields)
            return null;
        return new Recurrence(fields.RequiredChoice("every", Choices<PeriodUnit>()), fields.OptionalInstant("anchor") ?? effective);
    }

    private static Rollover? ReadRollover(Fields grant, string? wallet)
    {
        if (grant.Inner("rollover", "min", "max", "again") is not { } fields)
            return null;
        Units least = fields.Optional("min") is null ? Units.Zero : RequiredUnits(fields, "min", wallet);
        return new Rollover(least, RequiredUnits(fields, "max", wallet), fields.OptionalFlag("again"));
    }

    // Units of a feature have the digits of a quantity, a wallet has those of money.
    private static Units RequiredUnits(Fields fields, string name, string? wallet) => wallet is null
        ? Units.Of(fields.RequiredQuantity(name))
        : Units.FromScaled(fields.RequiredMoney(name).Scaled);

    private static (string, T)[] Choices<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(value => (Words.Of(value), value))];
}
