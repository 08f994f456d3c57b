using System.Collections.Concurrent;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Sqlite;

/// <summary>
/// Reads a journal file on connections of its own, beside whoever writes it. Each read is one short transaction, so that no reader holds the
/// log back.
/// </summary>
public sealed class SqliteJournalReader : IJournalReader
{
    private readonly string _path;
    private readonly ConcurrentBag<Connection> _idle = [];
    private volatile bool _disposed;

    private SqliteJournalReader(string path, JournalIdentity identity)
    {
        _path = path;
        Identity = identity;
    }

    public JournalIdentity Identity { get; }

    public Head Head => With(connection => connection.Head());

    /// <exception cref="JournalMismatchException">The file is another stream's or installation's, or a newer program's.</exception>
    /// <exception cref="JournalUnavailableException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="JournalCorruptException">It is no database, or a damaged one.</exception>
    public static SqliteJournalReader Open(string path, JournalIdentity identity)
    {
        SqliteJournalReader reader = new(path, identity);
        reader._idle.Add(new(path, identity));
        return reader;
    }

    public EncodedBlock? ReadBlock(long seq)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seq);
        return With(connection => connection.Block(seq));
    }

    public IEnumerable<EncodedBlock> Read(long fromSeq) => Chain.Walk(this, fromSeq);

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out Connection? connection))
            connection.Dispose();
    }

    private T With<T>(Func<Connection, T> read)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_idle.TryTake(out Connection? connection))
            connection = new(_path, Identity);
        try
        {
            return read(connection);
        }
        finally
        {
            _idle.Add(connection);
            if (_disposed)
                Dispose();
        }
    }

    private sealed class Connection : IDisposable
    {
        private readonly StreamId _stream;
        private readonly SqliteFile _file;
        private readonly SqliteStatement _head;
        private readonly SqliteStatement _block;

        public Connection(string path, JournalIdentity identity)
        {
            _stream = identity.Stream;
            _file = SqliteFile.OpenReadOnly(path, identity);
            _head = _file.Prepare("SELECT epoch, seq, hash, incarnation, (SELECT max(seq) FROM block), (SELECT hash FROM block WHERE block.seq = head.seq) FROM head");
            _block = _file.Prepare("SELECT hash, bytes FROM block WHERE seq = ?1");
        }

        public Head Head()
        {
            try
            {
                return HeadRow.Read(_head, _stream, _file.Path);
            }
            finally
            {
                _head.Reset();
            }
        }

        public EncodedBlock? Block(long seq)
        {
            try
            {
                return _block.Bind(1, seq).Step($"reading block {seq}")
                    ? Chain.Checked(_block.Blob(1), _block.Blob(0), _stream, seq)
                    : null;
            }
            finally
            {
                _block.Reset();
            }
        }

        public void Dispose()
        {
            _head.Dispose();
            _block.Dispose();
            _file.Dispose();
        }
    }
}
