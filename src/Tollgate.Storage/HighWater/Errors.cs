using Tollgate.Storage.Journal;

namespace Tollgate.Storage.HighWater;

/// <summary>The store does not hold what it held when the mark was written: an old copy of it was put back, or its end was lost.</summary>
public sealed class StoreBehindHighWaterException(StreamId stream, Mark expected, Head found, string what, string markFile)
    : Exception(
        $"Journal {stream} {what}. The high-water mark in {markFile} was written at epoch {expected.Epoch}, block {expected.Seq} ({expected.Hash}); "
        + $"the store has epoch {found.Epoch}, block {found.Seq} ({found.Hash}). An old copy was put back, or the end of the file was lost: work that was acknowledged is missing, "
        + $"and going on would count events twice and spend units again. Put the newest copy of the store back. If it is lost for good and you accept that, move {markFile} away and start again.")
{
    public StreamId Stream => stream;

    public Mark Expected => expected;

    public Head Found => found;
}

/// <summary>A mark is there and cannot be read, so that nobody can say whether the store is as new as it should be.</summary>
public sealed class HighWaterUnreadableException(string message, Exception? cause = null) : Exception(message, cause);
