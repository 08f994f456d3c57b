using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Projections;

/// <summary>Something about the projections is wrong. The journal, and so all that was acknowledged, is not touched by it.</summary>
public abstract class ProjectionException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>They cannot be read or written now. It can be tried again: nothing is lost, and they catch up by themselves.</summary>
public sealed class ProjectionsUnavailableException(string message, Exception? cause = null) : ProjectionException(message, cause);

/// <summary>They do not hold what was written. Closing removes them; opened again, they are empty, to be filled from the journal.</summary>
public sealed class ProjectionsDamagedException(string place, Exception? cause = null)
    : ProjectionException($"The projections in {place} are damaged. They are dropped and made again from the journal.", cause);

/// <summary>A block was offered before the one in front of it, or two were applying the same stream.</summary>
public sealed class ProjectionGapException(StreamId stream, long expected, long offered)
    : ProjectionException($"The projections of {stream} go on with block {expected}, and were given block {offered}.")
{
    public long Expected => expected;

    public long Offered => offered;
}

/// <summary>A cursor that no list of this kind has given out.</summary>
public sealed class UnreadableCursorException() : ProjectionException("The cursor is not one that this list gave out; begin again without one.");
