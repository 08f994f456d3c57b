using Tollgate.Storage.Journal;

namespace Tollgate.Simulator.World;

/// <summary>What outlives a process: journals and files, and the ways in which they fail it.</summary>
internal sealed class Disk(Faults faults) : IDisposable
{
    private readonly SortedDictionary<string, MemoryJournalStore> _journals = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, RowTables> _rows = new(StringComparer.Ordinal);

    public SortedDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public Faults Faults => faults;

    /// <summary>Nothing can be written.</summary>
    public bool Full { get; set; }

    /// <summary>The journals' store does not answer.</summary>
    public bool Away { get; set; }

    /// <summary>What is damaged, until somebody mends it.</summary>
    public Damage? Damage { get; set; }

    public MemoryJournalStore Journal(StreamId stream) => _journals[stream.ToString()];

    public RowTables Rows(string environment) => _rows[environment];

    public void Put(StreamId stream, MemoryJournalStore store) => _journals[stream.ToString()] = store;

    public void Make(JournalIdentity identity)
    {
        Put(identity.Stream, new MemoryJournalStore(identity));
        if (identity.Stream.Shard is null)
            _rows.Add(identity.Stream.Environment, new RowTables(identity.Installation, identity.Stream.Environment));
    }

    /// <summary>Only the first half of a block reached the disk, though its head did: what no store with transactions does, and a start must see.</summary>
    public void Tear(StreamId stream, EncodedBlock block)
    {
        byte[] whole = block.Bytes.ToArray();
        long seq = block.Header.Seq;
        MemoryJournalStore store = Journal(stream);
        store.Tamper(seq, bytes => bytes.AsSpan(bytes.Length / 2).Clear());
        Damage = new Damage(FaultKind.TornBlock, $"block {seq} of {stream}", [typeof(JournalCorruptException)], () => store.Tamper(seq, bytes => whole.CopyTo(bytes, 0)));
    }

    /// <summary>A process comes to a point where it can be cut off.</summary>
    public void At(IoPoint point, Power power)
    {
        if (power.IsOff)
            throw new PowerCutException();
        if (!faults.CutsAt(point))
            return;
        power.Cut();
        throw new PowerCutException();
    }

    public void Dispose()
    {
        foreach (RowTables rows in _rows.Values)
            rows.Dispose();
    }
}

/// <summary>Whether a process still has power.</summary>
internal sealed class Power
{
    public bool IsOff { get; private set; }

    public void Cut() => IsOff = true;
}
