using Tollgate.Storage.Journal;

namespace Tollgate.Server.Shards;

/// <summary>Why a stream cannot answer, as the asker is told.</summary>
internal static class Unavailable
{
    public static StreamUnavailableException Stopping() =>
        new("stopping", "The server is stopping. Nothing of this request was done; send it again, with the same id.");

    /// <summary>A block that this answer rests on was not written, or nobody knows.</summary>
    public static StreamUnavailableException Lost(Exception cause) => cause switch
    {
        JournalFullException => new("storage_full", $"There is no room to write. Retry with the same id: what was counted is not counted again. {cause.Message}", cause),
        JournalFencedException => NotOwner(cause),
        _ => new("outcome_unknown", "Whether this request was written is not known. Retry with the same id: what was counted is not counted again.", cause),
    };

    /// <summary>The stream takes nothing at the moment.</summary>
    public static StreamUnavailableException Closed(Exception cause) => cause switch
    {
        StreamUnavailableException already => already,
        JournalFullException => new("storage_full", $"There is no room to write. Nothing of this request was done; retry with the same id. {cause.Message}", cause),
        JournalFencedException => NotOwner(cause),
        _ => new("storage_unavailable", $"The journal cannot be used now. Nothing of this request was done; retry with the same id. {cause.Message}", cause),
    };

    /// <summary>The control stream has it, durably, and a shard that must know it cannot be written now.</summary>
    public static StreamUnavailableException NotAdopted(StreamUnavailableException waiting) => new(
        waiting.Code,
        "The request was recorded, and takes effect as soon as its shard can be written again. Retry with the same Idempotency-Key; without one, look whether it is there before you repeat it.",
        waiting
    );

    /// <summary>The index of ids was found damaged and is made again.</summary>
    public static StreamUnavailableException Mending(Exception cause) =>
        new("storage_unavailable", "The index of ids is being made again from the journal, of which nothing is lost. Ask again in a moment.", cause);

    private static StreamUnavailableException NotOwner(Exception cause) =>
        new("not_owner", "Another server has taken this shard over. Retry with the same id.", cause);
}
