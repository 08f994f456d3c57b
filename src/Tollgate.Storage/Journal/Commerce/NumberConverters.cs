using System.Text.Json;
using System.Text.Json.Serialization;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Storage.Journal.Commerce;

/// <summary>A value that is written as a string in its canonical form.</summary>
internal abstract class TextConverter<T> : JsonConverter<T>
{
    public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        string? text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return text is not null && TryParse(text, out T value) ? value : throw new JsonException($"A {typeof(T).Name} cannot be read here.");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(ToText(value));

    protected abstract bool TryParse(string text, out T value);

    protected virtual string ToText(T value) => value!.ToString()!;
}

internal sealed class QuantityConverter : TextConverter<Quantity>
{
    protected override bool TryParse(string text, out Quantity value) => Quantity.TryParseCanonical(text, out value, out _);
}

internal sealed class RateConverter : TextConverter<Rate>
{
    protected override bool TryParse(string text, out Rate value) => Rate.TryParseCanonical(text, out value, out _);
}

internal sealed class MoneyConverter : TextConverter<Money>
{
    protected override bool TryParse(string text, out Money value) => Money.TryParseCanonical(text, out value, out _);
}

internal sealed class UnitsConverter : TextConverter<Units>
{
    protected override bool TryParse(string text, out Units value) => Units.TryParseCanonical(text, out value, out _);
}

internal sealed class BilledQuantityConverter : TextConverter<BilledQuantity>
{
    protected override bool TryParse(string text, out BilledQuantity value) => BilledQuantity.TryParseCanonical(text, out value, out _);
}
