using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Snapshots;

/// <summary>
/// Snapshots of one stream's state. They are disposable: what cannot be read, is damaged or belongs elsewhere is passed over and never stands in
/// the way of a start. What the payload means, its writer knows.
/// </summary>
public interface ISnapshots
{
    /// <summary>Writes a snapshot durably, whole or not at all, and drops all but the newest two.</summary>
    /// <param name="write">Writes the payload.</param>
    /// <exception cref="IOException">It could not be written; the older ones stay.</exception>
    void Write(SnapshotPlace place, Action<Stream> write);

    /// <summary>The newest snapshot that is whole and lies on this journal's branch of history.</summary>
    /// <exception cref="JournalException">The journal, or the store, cannot be read.</exception>
    FoundSnapshot Find(IJournalReader journal);
}
