using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Time;

internal static class TimeWords
{
    public static EffectiveAt At(string text) => Instants.TryParse(text, out long microseconds)
        ? new(microseconds)
        : throw new ArgumentException($"'{text}' is no timestamp.", nameof(text));
}
