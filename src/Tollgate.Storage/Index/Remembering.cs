namespace Tollgate.Storage.Index;

/// <summary>For how long each kind of id is remembered, and in which spans of time its runs are merged.</summary>
internal static class Remembering
{
    /// <summary>An answer is given again under its idempotency key for at least so many days.</summary>
    public const int RequestKeyDays = 30;

    // A run is forgotten as a whole, so that an id may be held for one such part of its time longer.
    private const int Parts = 6;
    private const long Day = 86_400_000_000;

    /// <param name="windowDays">The acceptance window; null while the environment is not known: then nothing is forgotten.</param>
    /// <returns>Microseconds from the later of receipt and timestamp on; null is for ever.</returns>
    public static long? Of(IndexKind kind, int? windowDays) => kind switch
    {
        IndexKind.Event or IndexKind.Receipt => windowDays * Day,
        IndexKind.RequestKey => RequestKeyDays * Day,
        _ => null,
    };

    /// <summary>An event of that time, or a request of then, could not be accepted again as the same at <paramref name="now"/> or later.</summary>
    public static bool IsOver(IndexKind kind, long latest, long now, int? windowDays) =>
        Of(kind, windowDays) is { } time && latest < now - time;

    /// <summary>Runs of one such span are merged with each other alone.</summary>
    public static long SpanOf(IndexKind kind, long latest, int? windowDays) =>
        Of(kind, windowDays) is { } time ? latest / (time / Parts) : 0;
}
