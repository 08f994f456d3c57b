using System.Globalization;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Snapshots;

/// <summary>A snapshot's place in the stream: the state after this block.</summary>
public readonly record struct SnapshotPlace(long Seq, BlockHash Hash);

/// <summary>A snapshot that was found whole.</summary>
public sealed record Snapshot(SnapshotPlace Place, ReadOnlyMemory<byte> Payload);

/// <summary>A snapshot that was passed over, and why.</summary>
public sealed record SkippedSnapshot(string File, string Reason);

/// <param name="Snapshot">The newest usable one, or null: then the journal is played from its beginning.</param>
public sealed record FoundSnapshot(Snapshot? Snapshot, IReadOnlyList<SkippedSnapshot> Skipped);

/// <summary>Snapshots as files.</summary>
/// <param name="folder">Made when the first snapshot is written.</param>
public sealed class SnapshotStore(IFolder folder, JournalIdentity identity) : ISnapshots
{
    public SnapshotStore(string folder, JournalIdentity identity)
        : this(new DiskFolder(folder), identity)
    {
    }

    private const string Extension = ".snap";
    private const int Kept = 2;

    public void Write(SnapshotPlace place, Action<Stream> write)
    {
        folder.Replace(NameOf(place.Seq), file => SnapshotFile.Write(file, identity, place, write));
        DropOld();
    }

    public FoundSnapshot Find(IJournalReader journal)
    {
        List<SkippedSnapshot> skipped = [];
        foreach (string file in NewestFirst())
        {
            try
            {
                Snapshot snapshot = SnapshotFile.Read(folder.Read(file) ?? throw new SnapshotUnusableException("it is gone"), identity);
                if (SnapshotFile.WhyNot(snapshot, journal) is not { } reason)
                    return new(snapshot, skipped);
                skipped.Add(new(folder.PathOf(file), reason));
            }
            catch (Exception e) when (e is SnapshotUnusableException or IOException or UnauthorizedAccessException)
            {
                skipped.Add(new(folder.PathOf(file), e.Message));
            }
        }

        return new(null, skipped);
    }

    private static string NameOf(long seq) => seq.ToString("D19", CultureInfo.InvariantCulture) + Extension;

    // The names are of one length, so that their order is that of the blocks.
    private IEnumerable<string> NewestFirst() => folder.Names().Where(name => name.EndsWith(Extension, StringComparison.Ordinal)).Reverse();

    private void DropOld()
    {
        foreach (string old in NewestFirst().Skip(Kept).ToList())
            folder.Delete(old);
        foreach (string left in folder.Names().Where(name => name.EndsWith(".tmp", StringComparison.Ordinal)))
            folder.Delete(left);
    }
}
