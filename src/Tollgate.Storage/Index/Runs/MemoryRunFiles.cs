namespace Tollgate.Storage.Index.Runs;

/// <summary>The twin of the files in a folder: the same promises, but for durability, and nothing outside memory.</summary>
public sealed class MemoryRunFiles : IRunFiles
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    public IReadOnlyList<string> List()
    {
        lock (_gate)
            return [.. _files.Keys];
    }

    public IRunFile Open(string name)
    {
        lock (_gate)
        {
            return _files.TryGetValue(name, out byte[]? bytes)
                ? new Opened(bytes)
                : throw new FileNotFoundException($"There is no file {name}.", name);
        }
    }

    public INewRunFile Create(string name) => new Written(this, name);

    public void Delete(string name)
    {
        lock (_gate)
            _files.Remove(name);
    }

    /// <summary>Puts other bytes in the place of a file's, behind its reader's back, as a failing disk does.</summary>
    public void Tamper(string name, Func<byte[], byte[]> change)
    {
        lock (_gate)
            _files[name] = change([.. _files[name]]);
    }

    private void Keep(string name, byte[] bytes)
    {
        lock (_gate)
            _files[name] = bytes;
    }

    private sealed class Opened(byte[] bytes) : IRunFile
    {
        private volatile bool _closed;

        public long Length => bytes.Length;

        public void Read(long at, Span<byte> to)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (at + to.Length > bytes.Length)
                throw new EndOfStreamException($"The file has {bytes.Length} bytes, and byte {at + to.Length} was asked for.");
            bytes.AsSpan((int)at, to.Length).CopyTo(to);
        }

        public void Dispose() => _closed = true;
    }

    private sealed class Written(MemoryRunFiles files, string name) : INewRunFile
    {
        private readonly MemoryStream _bytes = new();

        public void Write(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

        public void Keep() => files.Keep(name, _bytes.ToArray());

        public void Dispose() => _bytes.Dispose();
    }
}
