using SQLitePCL;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Sqlite;

/// <summary>Takes a stream in into a journal file.</summary>
internal sealed class SqliteIntake : IJournalIntake
{
    private readonly SqliteFile _file;
    private readonly SqliteJournalReader _reader;
    private readonly SqliteStatement _head;
    private readonly SqliteStatement _insert;

    private SqliteIntake(SqliteFile file, JournalIdentity identity)
    {
        _file = file;
        _head = file.Prepare("UPDATE head SET epoch = ?1, seq = ?2, hash = ?3, incarnation = ?4 WHERE seq = ?5 AND hash = ?6");
        _insert = file.Prepare("INSERT INTO block (seq, hash, bytes) VALUES (?1, ?2, ?3)");
        _reader = SqliteJournalReader.Open(file.Path, identity);
    }

    public Head Head => _reader.Head;

    /// <summary>Opens the file, and makes it when it is not there.</summary>
    /// <inheritdoc cref="SqliteJournal.Open"/>
    public static SqliteIntake Open(string path, JournalIdentity identity)
    {
        SqliteFile file = SqliteFile.OpenOrCreate(path, identity);
        try
        {
            return new(file, identity);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public Head Take(IReadOnlyList<EncodedBlock> blocks)
    {
        string doing = $"taking in block {blocks[0].Header.Seq}";
        Head after = blocks[^1].HeadAfter;
        _file.Write(doing, () =>
        {
            Advance(Chain.HeadBefore(blocks[0].Header), after, doing);
            Span<byte> hash = stackalloc byte[BlockHash.Size];
            foreach (EncodedBlock block in blocks)
            {
                block.Hash.CopyTo(hash);
                _insert.Bind(1, block.Header.Seq).Bind(2, hash).Bind(3, block.Bytes).Run(doing);
            }

            return true;
        });
        // The log would else grow to the size of everything.
        _file.Run("PRAGMA wal_checkpoint(PASSIVE)");
        return after;
    }

    public void Finish(Head head) => _file.Write("finishing", () =>
    {
        Advance(head, head, "finishing");
        return true;
    });

    public void Dispose()
    {
        _reader.Dispose();
        _head.Dispose();
        _insert.Dispose();
        _file.Dispose();
    }

    private void Advance(Head before, Head after, string doing)
    {
        Span<byte> hash = stackalloc byte[BlockHash.Size];
        after.Hash.CopyTo(hash);
        _head.Bind(1, after.Epoch).Bind(2, after.Seq).Bind(3, hash).Bind(4, after.Incarnation);
        before.Hash.CopyTo(hash);
        _head.Bind(5, before.Seq).Bind(6, hash).Run(doing);
        if (raw.sqlite3_changes(_file.Handle) != 1)
            throw new JournalFencedException(_reader.Identity.Stream, before, Head);
    }
}
