using System.Text.Json;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Catalog;
using Tollgate.Server.Http;
using static Tollgate.Server.Http.Shape;

namespace Tollgate.Server.Exceptions;

/// <summary>Reads an override from a request. Whether what it says suits the feature, the engine knows.</summary>
internal static class OverrideFields
{
    private static readonly string[] Names = ["account_id", "feature", "value", "enforcement", "cap", "overage_cap", "spend_cap", "seats", "starts_at", "ends_at", "when", "reason", "author"];

    public static readonly ObjectShape Shape = Request(
        "NewOverride",
        Needs("account_id", Text, "Whose; an external id is written system:id."),
        Needs("feature", Text, "Which feature of the catalog."),
        Takes("value", Either(Flag, DecimalSent, Text), "Of a boolean or config feature."),
        Takes("enforcement", OneOf(null, "hard", "soft"), "Of a metered feature: what happens at the limit; as the plan has it unless given."),
        Takes("cap", DecimalSent, "Of a metered feature: no more units in a billing period, whatever is available; no bound unless given."),
        Takes("seats", Integer, "Of a seat feature: how many seats there are."),
        Takes("overage_cap", DecimalSent, "Of a metered feature: no more overage in a billing period; as the plan has it unless given."),
        Takes("spend_cap", DecimalSent, "Of a metered feature: no more spend on its usage in a billing period; as the plan has it unless given."),
        Takes("starts_at", Instant, "Now unless given; it may lie in the past."),
        Takes("ends_at", Instant, "Exclusive; until it is ended unless given."),
        Takes("when", ConditionShape.Sent, "What must be so for it to hold; while it is not, the feature is denied. Always unless given."),
        Needs("reason", Text, "Why."),
        Needs("author", Text, "Who gives it.")
    );

    public static async Task<(string Account, Override Terms)> Read(Gate gate, string id)
    {
        var now = new EffectiveAt((await gate.Now()).Microseconds);
        return await gate.JsonFields(Names, fields => (
            fields.RequiredId("account_id"),
            new Override(
                id,
                fields.RequiredId("feature"),
                ReadTerms(fields),
                fields.OptionalInstant("starts_at") ?? now,
                fields.OptionalInstant("ends_at"),
                fields.RequiredGround("reason"),
                fields.RequiredGround("author")
            )
            {
                When = fields.Take("when", when => ReadWhen(when, fields.PointerTo("when"))),
            }
        ));
    }

    private static Condition ReadWhen(JsonElement when, string pointer)
    {
        ConditionReading reading = ConditionReader.Read(when, pointer);
        return reading.Condition ?? throw new ProblemException(new Problem(
            StatusCodes.Status422UnprocessableEntity,
            reading.Problems[0].Code,
            reading.Problems[0].Detail,
            reading.Problems[0].Pointer)
        {
            Faults = [.. reading.Problems.Select(problem => new PlacedFault(problem.Pointer, problem.Code, problem.Detail))],
        });
    }

    public static (string, T)[] Choices<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(value => (Words.Of(value), value))];

    /// <summary>A text that reads as a number may be the number of a feature of that type, or the text of another: it is both until the feature is known.</summary>
    private static OverrideTerms ReadTerms(Fields fields)
    {
        Enforcement? enforcement = fields.OptionalChoice("enforcement", ("hard", Enforcement.Hard), ("soft", Enforcement.Soft));
        Quantity? cap = fields.OptionalQuantity("cap");
        var none = new OverrideTerms(null, null, null, null, enforcement, cap)
        {
            Seats = fields.OptionalInteger("seats"),
            OverageCap = fields.OptionalQuantity("overage_cap"),
            SpendCap = fields.OptionalMoney("spend_cap"),
        };
        return fields.Take("value", value => Valued(none, value, fields.PointerTo("value"))) ?? none;
    }

    private static OverrideTerms Valued(OverrideTerms none, JsonElement value, string pointer)
    {
        return value switch
        {
            { ValueKind: JsonValueKind.True or JsonValueKind.False } flag => none with { Granted = flag.GetBoolean(), Flag = flag.GetBoolean() },
            { ValueKind: JsonValueKind.Number } number => none with { Number = Decimals.Quantity(number, pointer) },
            { ValueKind: JsonValueKind.String } text when text.GetString()!.Length > Texts.LongestValue => throw new ProblemException(Problem.Shape(
                Codes.TextTooLong, $"A value has at most {Texts.LongestValue} characters.", pointer)),
            { ValueKind: JsonValueKind.String } text => none with { Text = text.GetString(), Number = Quantity.TryParse(text.GetString(), out Quantity number, out _) ? number : null },
            _ => throw Fields.WrongType(pointer, value, "true, false, a number or a text"),
        };
    }
}
