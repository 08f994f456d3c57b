using SQLitePCL;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Sqlite;

/// <summary>
/// A stream in an SQLite file of its own: write-ahead log, a sync at every commit, one writing connection. Checkpoints are the owner's to call,
/// off the way of a commit.
/// </summary>
public sealed class SqliteJournal : IJournal
{
    private readonly Lock _writing = new();
    private readonly Lock _checkpointing = new();
    private readonly SqliteFile _file;
    private readonly SqliteJournalReader _reader;
    private readonly SqliteStatement _advance;
    private readonly SqliteStatement _insert;
    private SqliteFile? _checkpointFile;

    private SqliteJournal(SqliteFile file, JournalIdentity identity)
    {
        _file = file;
        _advance = file.Prepare("UPDATE head SET seq = ?1, hash = ?2 WHERE epoch = ?3 AND seq = ?4 AND hash = ?5 AND incarnation = ?6");
        _insert = file.Prepare("INSERT INTO block (seq, hash, bytes) VALUES (?1, ?2, ?3)");
        _reader = SqliteJournalReader.Open(file.Path, identity);
    }

    public JournalIdentity Identity => _reader.Identity;

    public Head Head => _reader.Head;

    internal SqliteFile File => _file;

    /// <summary>Opens the file, and makes it when it is not there. Its folder must be.</summary>
    /// <exception cref="JournalMismatchException">The file is another stream's or installation's, or a newer program's.</exception>
    /// <exception cref="JournalUnavailableException">It cannot be opened or written.</exception>
    /// <exception cref="JournalCorruptException">It is no database, a damaged one, or its head does not name its last block.</exception>
    public static SqliteJournal Open(string path, JournalIdentity identity)
    {
        SqliteFile file = SqliteFile.OpenOrCreate(path, identity);
        try
        {
            SqliteJournal journal = new(file, identity);
            _ = journal.Head;
            return journal;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public Head TakeOver()
    {
        lock (_writing)
        {
            return _file.Write(
                "taking it over",
                () =>
                {
                    Head found = Head;
                    _file.Run($"UPDATE head SET epoch = {found.Epoch + 1} WHERE epoch = {found.Epoch}");
                    return found with { Epoch = found.Epoch + 1 };
                });
        }
    }

    public Head Append(EncodedBlock block)
    {
        string doing = $"appending block {block.Header.Seq}";
        lock (_writing)
        {
            return _file.Write(
                doing,
                () =>
                {
                    Advance(block, doing);
                    Span<byte> hash = stackalloc byte[BlockHash.Size];
                    block.Hash.CopyTo(hash);
                    _insert.Bind(1, block.Header.Seq).Bind(2, hash).Bind(3, block.Bytes).Run(doing);
                    return block.HeadAfter;
                });
        }
    }

    public EncodedBlock? ReadBlock(long seq) => _reader.ReadBlock(seq);

    public IEnumerable<EncodedBlock> Read(long fromSeq) => Chain.Walk(this, fromSeq);

    public Checkpointed Checkpoint()
    {
        lock (_checkpointing)
        {
            _checkpointFile ??= SqliteFile.OpenBeside(_file.Path, Identity.Stream);
            int result = raw.sqlite3_wal_checkpoint_v2(_checkpointFile.Handle, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out int inLog, out int moved);
            if (result is not (raw.SQLITE_OK or raw.SQLITE_BUSY))
                throw _checkpointFile.Failure("checkpointing");
            return new(Math.Max(inLog, 0), Math.Max(moved, 0));
        }
    }

    public void Dispose()
    {
        lock (_writing)
        {
            _reader.Dispose();
            _checkpointFile?.Dispose();
            _advance.Dispose();
            _insert.Dispose();
            _file.Dispose();
        }
    }

    private void Advance(EncodedBlock block, string doing)
    {
        Head before = Chain.HeadBefore(block.Header);
        Span<byte> hash = stackalloc byte[BlockHash.Size];
        block.Hash.CopyTo(hash);
        _advance.Bind(1, block.Header.Seq).Bind(2, hash);
        before.Hash.CopyTo(hash);
        _advance.Bind(3, before.Epoch).Bind(4, before.Seq).Bind(5, hash).Bind(6, before.Incarnation).Run(doing);
        // Another owner holds no lock while this transaction is open, so the head that is found is the one that did not match.
        if (raw.sqlite3_changes(_file.Handle) != 1)
            throw new JournalFencedException(Identity.Stream, before, Head);
    }
}
