using System.Globalization;
using System.Text;
using Tollgate.Storage.HighWater;
using Tollgate.Storage.Journal;

namespace Tollgate.Simulator.World;

/// <summary>What happens to disks while nobody looks: flipped bits, an old backup put in place, a journal that is gone.</summary>
internal sealed class Harm(Disk disk, IReadOnlyList<StreamId> streams)
{
    private Dictionary<StreamId, MemoryJournalStore>? _backup;
    private Dictionary<string, byte[]>? _runs;

    /// <returns>The damage, done; or null when there is nothing that could be harmed, or nothing that could be seen.</returns>
    public Damage? Prepare(FaultKind kind, Chance chance) => disk.Damage is not null ? null : kind switch
    {
        FaultKind.BitFlipInBlock => FlipBlock(chance),
        FaultKind.BitFlipInMark => FlipMark(chance),
        FaultKind.OldBackup => PutBackup(),
        _ => Lose(chance.Of(streams)),
    };

    /// <summary>A snapshot that is damaged is passed over, so that a start notices nothing.</summary>
    public void FlipSnapshot(Chance chance)
    {
        string[] snapshots = [.. disk.Files.Keys.Where(path => path.EndsWith(".snap", StringComparison.Ordinal))];
        if (snapshots.Length == 0)
            return;
        Flip(disk.Files[chance.Of(snapshots)], chance.Below(1 << 20));
        disk.Faults.Note(FaultKind.BitFlipInSnapshot);
    }

    /// <summary>The files of an index are made again when one is damaged, so that nobody refuses anything.</summary>
    public void HarmRun(FaultKind kind, Chance chance)
    {
        string[] runs = [.. disk.Files.Keys.Where(IsOfIndex)];
        if (runs.Length == 0)
            return;
        string run = chance.Of(runs);
        byte[] content = disk.Files[run];
        if (kind == FaultKind.MissingRun)
            disk.Files.Remove(run);
        else if (content.Length == 0)
            return;
        else if (kind == FaultKind.BitFlipInRun)
            Flip(content, chance.Below(1 << 20));
        else if (chance.Percent(50))
            disk.Files[run] = content[..(content.Length / 2)];
        else
            content.AsSpan(content.Length / 2).Clear();
        disk.Faults.Note(kind);
    }

    /// <summary>The first time copies the files of the indexes; later, while no process runs, they are put in place: what is behind them is played.</summary>
    /// <returns>False when there is nothing to put in place yet.</returns>
    public bool PutOldRuns()
    {
        if (_runs is not { } old)
        {
            _runs = disk.Files.Where(file => IsOfIndex(file.Key)).ToDictionary(file => file.Key, file => file.Value.ToArray());
            return false;
        }

        _runs = null;
        foreach (string path in disk.Files.Keys.Where(IsOfIndex).ToArray())
            disk.Files.Remove(path);
        foreach ((string path, byte[] content) in old)
            disk.Files[path] = content;
        disk.Faults.Note(FaultKind.OldRuns);
        return true;
    }

    private static bool IsOfIndex(string path) => path.Contains("/index/", StringComparison.Ordinal);

    private Damage? FlipBlock(Chance chance)
    {
        StreamId stream = chance.Of(streams);
        MemoryJournalStore store = disk.Journal(stream);
        long blocks = HeadOf(stream).Seq + 1;
        if (blocks == 0)
            return null;
        long seq = chance.Below(blocks);
        int bit = chance.Below(1 << 20);
        store.Tamper(seq, bytes => Flip(bytes, bit));
        return new Damage(FaultKind.BitFlipInBlock, $"block {seq} of {stream}", [typeof(JournalCorruptException)], () => store.Tamper(seq, bytes => Flip(bytes, bit))) { Block = (stream, seq) };
    }

    private Damage? FlipMark(Chance chance)
    {
        string[] marks = [.. disk.Files.Keys.Where(path => path.EndsWith(".mark", StringComparison.Ordinal))];
        if (marks.Length == 0)
            return null;
        string mark = chance.Of(marks);
        int bit = chance.Below(1 << 20);
        Flip(disk.Files[mark], bit);
        return new Damage(FaultKind.BitFlipInMark, mark, [typeof(HighWaterUnreadableException)], () => Flip(disk.Files[mark], bit));
    }

    /// <summary>The first time takes a backup; later it is put in place, if the marks have moved on since.</summary>
    private Damage? PutBackup()
    {
        if (_backup is not { } backup)
        {
            _backup = streams.ToDictionary(stream => stream, stream => disk.Journal(stream).Copy());
            return null;
        }

        _backup = null;
        var newest = streams.ToDictionary(stream => stream, disk.Journal);
        foreach ((StreamId stream, MemoryJournalStore old) in backup)
            disk.Put(stream, old);
        if (streams.Any(IsBehindMark))
            return new Damage(FaultKind.OldBackup, "all streams", [typeof(StoreBehindHighWaterException)], () => Put(newest));
        Put(newest);
        return null;
    }

    private Damage? Lose(StreamId stream)
    {
        MemoryJournalStore store = disk.Journal(stream);
        disk.Put(stream, new MemoryJournalStore(new JournalIdentity(Nodes.Layout.InstallationId, stream)));
        if (IsBehindMark(stream))
            return new Damage(FaultKind.LostJournal, stream.ToString(), [typeof(StoreBehindHighWaterException)], () => disk.Put(stream, store));
        disk.Put(stream, store);
        return null;
    }

    private void Put(Dictionary<StreamId, MemoryJournalStore> stores)
    {
        foreach ((StreamId stream, MemoryJournalStore store) in stores)
            disk.Put(stream, store);
    }

    /// <summary>Read from the mark's own text, so that the product's reading of it is not believed.</summary>
    private bool IsBehindMark(StreamId stream)
    {
        if (!disk.Files.TryGetValue($"marks/{stream.Environment}.{stream.Name}.mark", out byte[]? mark))
            return false;
        string[] words = Encoding.ASCII.GetString(mark).Split(' ');
        Head head = HeadOf(stream);
        return head.Epoch < long.Parse(words[4], CultureInfo.InvariantCulture) || head.Seq < long.Parse(words[5], CultureInfo.InvariantCulture);
    }

    private Head HeadOf(StreamId stream)
    {
        using MemoryJournal journal = MemoryJournal.Open(disk.Journal(stream), new JournalIdentity(Nodes.Layout.InstallationId, stream));
        return journal.Head;
    }

    private static void Flip(byte[] bytes, int bit) => bytes[bit / 8 % bytes.Length] ^= (byte)(1 << (bit % 8));
}
