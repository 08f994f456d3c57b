using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tollgate.Engine.Metering;

namespace Tollgate.Storage.Journal.Commerce;

/// <summary>Text that must come back as it was; half a surrogate pair, which JSON would quietly replace, is refused.</summary>
internal sealed class WholeTextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString() : throw new JsonException("A text cannot be read here.");

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(Whole(value));

    /// <exception cref="EncoderFallbackException">Half of a surrogate pair: no text.</exception>
    internal static string Whole(string text)
    {
        int high = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF');
        if (high >= 0)
            _ = Strict.GetByteCount(text);
        return text;
    }

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}

/// <summary>Texts by name, such as external ids, as an object in the ordinal order of the names.</summary>
internal sealed class TextsByNameConverter : JsonConverter<ImmutableSortedDictionary<string, string>>
{
    public override ImmutableSortedDictionary<string, string> Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        ImmutableSortedDictionary<string, string>.Builder texts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        NamedTexts.Read(ref reader, (name, text) => texts[name] = text);
        return texts.ToImmutable();
    }

    public override void Write(Utf8JsonWriter writer, ImmutableSortedDictionary<string, string> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach ((string name, string text) in value)
            writer.WriteString(WholeTextConverter.Whole(name), WholeTextConverter.Whole(text));
        writer.WriteEndObject();
    }
}

/// <summary>An event's properties as an object whose values are the JSON texts as strings: <c>{"region":"\"eu\"","tokens":"12.50"}</c>.</summary>
internal sealed class PropertiesConverter : JsonConverter<Properties>
{
    public override Properties Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        List<Property> items = [];
        NamedTexts.Read(ref reader, (name, text) => items.Add(new(name, text)));
        try
        {
            return Properties.Of(items);
        }
        catch (ArgumentException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, Properties value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (Property item in value.Items)
            writer.WriteString(WholeTextConverter.Whole(item.Name), WholeTextConverter.Whole(item.Json));
        writer.WriteEndObject();
    }
}

internal static class NamedTexts
{
    public static void Read(ref Utf8JsonReader reader, Action<string, string> take)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("An object of texts cannot be read here.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            if (!reader.Read() || reader.TokenType != JsonTokenType.String)
                throw new JsonException($"The text '{name}' cannot be read here.");
            take(name, reader.GetString()!);
        }
    }
}
