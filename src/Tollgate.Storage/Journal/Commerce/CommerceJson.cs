using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Tollgate.Engine;

namespace Tollgate.Storage.Journal.Commerce;

/// <summary>
/// How facts are written as JSON: all that are not usage, and usage too where people read it. Names in snake_case, numbers and instants as
/// strings, a <c>"fact"</c> in front that says which it is.
/// </summary>
/// <remarks>A reader ignores what it does not know, so that a later version may add fields; what it does know must be there, unless the record gives it a default.</remarks>
public static class CommerceJson
{
    public const string Discriminator = "fact";

    public static JsonSerializerOptions Options { get; } = Make(indented: false);

    /// <summary>The same, laid out for people.</summary>
    public static JsonSerializerOptions Indented { get; } = Make(indented: true);

    private static JsonSerializerOptions Make(bool indented)
    {
        DefaultJsonTypeInfoResolver resolver = new();
        resolver.Modifiers.Add(NameFacts);
        JsonSerializerOptions options = new()
        {
            TypeInfoResolver = resolver,
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            AllowOutOfOrderMetadataProperties = true,
            // What a record computes from its fields is not written: only fields are the fact.
            IgnoreReadOnlyProperties = true,
            MaxDepth = 64,
            WriteIndented = indented,
            NewLine = "\n",
            Converters =
            {
                new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false),
                new WholeTextConverter(),
                new QuantityConverter(),
                new RateConverter(),
                new MoneyConverter(),
                new UnitsConverter(),
                new BilledQuantityConverter(),
                new EffectiveAtConverter(),
                new RecordedAtConverter(),
                new FactPositionConverter(),
                new PropertiesConverter(),
                new TextsByNameConverter(),
            },
        };
        options.MakeReadOnly();
        return options;
    }

    private static void NameFacts(JsonTypeInfo type)
    {
        if (type.Type != typeof(Fact))
            return;
        JsonPolymorphismOptions kinds = new()
        {
            TypeDiscriminatorPropertyName = Discriminator,
            UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization,
        };
        foreach (Type kind in typeof(Fact).Assembly.GetTypes())
        {
            if (kind.IsSubclassOf(typeof(Fact)) && !kind.IsAbstract)
                kinds.DerivedTypes.Add(new(kind, JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.Name)));
        }

        type.PolymorphismOptions = kinds;
    }
}
