using System.Globalization;
using Tollgate.Engine;
using Tollgate.Engine.Time;

namespace Tollgate.Storage.Journal.Commerce;

internal sealed class EffectiveAtConverter : TextConverter<EffectiveAt>
{
    protected override bool TryParse(string text, out EffectiveAt value)
    {
        bool read = Instants.TryParse(text, out long microseconds);
        value = new(microseconds);
        return read;
    }
}

internal sealed class RecordedAtConverter : TextConverter<RecordedAt>
{
    protected override bool TryParse(string text, out RecordedAt value)
    {
        bool read = Instants.TryParse(text, out long microseconds);
        value = new(microseconds);
        return read;
    }
}

/// <summary>The block's number, a point, the place in it: <c>918.3</c>.</summary>
internal sealed class FactPositionConverter : TextConverter<FactPosition>
{
    protected override bool TryParse(string text, out FactPosition value)
    {
        value = default;
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0
            || !long.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out long seq)
            || !int.TryParse(text.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int ordinal))
            return false;
        value = new(seq, ordinal);
        return true;
    }

    protected override string ToText(FactPosition value) => string.Create(CultureInfo.InvariantCulture, $"{value.Seq}.{value.Ordinal}");
}
