namespace Tollgate.Storage.Journal;

/// <summary>What several owners of one in-memory stream share, as several processes share a file.</summary>
public sealed class MemoryJournalStore(JournalIdentity identity)
{
    internal Lock Gate { get; } = new();

    internal JournalIdentity Identity => identity;

    internal List<(byte[] Bytes, BlockHash Hash)> Blocks { get; } = [];

    internal Head Head { get; set; } = Head.Empty;

    /// <summary>How many bytes of blocks it holds.</summary>
    public long Bytes { get; internal set; }

    /// <summary>How many bytes of blocks it holds before it is full.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>What a backup taken now holds.</summary>
    public MemoryJournalStore Copy()
    {
        lock (Gate)
        {
            var copy = new MemoryJournalStore(identity) { Head = Head, Bytes = Bytes, Capacity = Capacity };
            copy.Blocks.AddRange(Blocks.Select(block => ((byte[])block.Bytes.Clone(), block.Hash)));
            return copy;
        }
    }

    /// <summary>Changes stored bytes behind the journal's back, as a failing disk does.</summary>
    public void Tamper(long seq, Action<byte[]> change)
    {
        lock (Gate)
            change(Blocks[(int)seq].Bytes);
    }
}

/// <summary>The twin of the real journals: the same promises, but for durability, and nothing outside memory.</summary>
public sealed class MemoryJournal : IJournal
{
    private readonly MemoryJournalStore _store;

    private MemoryJournal(MemoryJournalStore store) => _store = store;

    public JournalIdentity Identity => _store.Identity;

    public Head Head
    {
        get
        {
            lock (_store.Gate)
                return _store.Head;
        }
    }

    /// <exception cref="JournalMismatchException">The store is another installation's or stream's.</exception>
    public static MemoryJournal Open(MemoryJournalStore store, JournalIdentity identity)
    {
        if (store.Identity != identity)
            throw new JournalMismatchException($"This is journal {store.Identity.Stream} of installation {store.Identity.Installation}, and not {identity.Stream} of {identity.Installation}.");
        return new(store);
    }

    public Head TakeOver()
    {
        lock (_store.Gate)
            return _store.Head = _store.Head with { Epoch = _store.Head.Epoch + 1 };
    }

    public Head Append(EncodedBlock block)
    {
        Head expected = Chain.HeadBefore(block.Header);
        lock (_store.Gate)
        {
            if (_store.Head != expected)
                throw new JournalFencedException(Identity.Stream, expected, _store.Head);
            if (_store.Bytes + block.Length > _store.Capacity)
                throw new JournalFullException($"Journal {Identity.Stream} is full at {_store.Bytes} bytes.");
            _store.Blocks.Add((block.Bytes.ToArray(), block.Hash));
            _store.Bytes += block.Length;
            return _store.Head = block.HeadAfter;
        }
    }

    public EncodedBlock? ReadBlock(long seq)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seq);
        lock (_store.Gate)
        {
            if (seq >= _store.Blocks.Count)
                return null;
            (byte[] bytes, BlockHash hash) = _store.Blocks[(int)seq];
            return Chain.Checked(bytes, hash.ToArray(), Identity.Stream, seq);
        }
    }

    public IEnumerable<EncodedBlock> Read(long fromSeq) => Chain.Walk(this, fromSeq);

    public Checkpointed Checkpoint() => default;

    public void Dispose()
    {
    }
}
