using Tollgate.Storage.Index.Runs;

namespace Tollgate.Simulator.World;

/// <summary>
/// The files of one stream's index as one process sees them. A file has its name as a whole or not at all; what a process that was cut off had
/// begun lies beside.
/// </summary>
internal sealed class SimRunFiles(Disk disk, Power power, string folder) : IRunFiles
{
    private const string Unfinished = ".tmp";

    /// <summary>What happens while a slow disk writes or reads.</summary>
    public Action? Meanwhile { get; set; }

    public IReadOnlyList<string> List()
    {
        disk.At(IoPoint.ReadRun, power);
        return [.. disk.Files.Keys.Where(path => path.StartsWith(folder + "/", StringComparison.Ordinal)).Select(path => path[(folder.Length + 1)..])];
    }

    public IRunFile Open(string name)
    {
        disk.At(IoPoint.ReadRun, power);
        return disk.Files.TryGetValue(PathOf(name), out byte[]? content)
            ? new Opened(this, content)
            : throw new FileNotFoundException($"There is no {PathOf(name)}.", PathOf(name));
    }

    public INewRunFile Create(string name)
    {
        disk.At(IoPoint.BeforeRun, power);
        RefuseFull(name);
        disk.Files[PathOf(name) + Unfinished] = [];
        return new Written(this, name);
    }

    public void Delete(string name)
    {
        disk.At(IoPoint.BeforeRunDeleted, power);
        disk.Files.Remove(PathOf(name));
        disk.At(IoPoint.AfterRunDeleted, power);
    }

    private string PathOf(string name) => $"{folder}/{name}";

    private void RefuseFull(string name)
    {
        if (disk.Full)
            throw new IOException($"There is no room for {PathOf(name)}.");
    }

    /// <summary>The bytes are the disk's own, so that a bit that flips is seen by whoever has the file open.</summary>
    private sealed class Opened(SimRunFiles files, byte[] content) : IRunFile
    {
        private bool _closed;

        public long Length => content.Length;

        public void Read(long at, Span<byte> to)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            files.Disk.At(IoPoint.ReadRun, files.Power);
            files.Meanwhile?.Invoke();
            if (files.Disk.Faults.NextRunUnreadable)
            {
                files.Disk.Faults.NextRunUnreadable = false;
                files.Disk.Faults.Note(FaultKind.UnreadableRun);
                throw new IOException("Input/output error.");
            }

            if (at + to.Length > content.Length)
                throw new EndOfStreamException($"The file has {content.Length} bytes, and byte {at + to.Length} was asked for.");
            content.AsSpan((int)at, to.Length).CopyTo(to);
        }

        public void Dispose() => _closed = true;
    }

    private sealed class Written(SimRunFiles files, string name) : INewRunFile
    {
        private readonly MemoryStream _content = new();
        private bool _kept;

        public void Write(ReadOnlySpan<byte> bytes)
        {
            _content.Write(bytes);
            files.Disk.Files[Path] = _content.ToArray();
            files.Disk.At(IoPoint.WithinRun, files.Power);
            files.Meanwhile?.Invoke();
            files.RefuseFull(name);
        }

        public void Keep()
        {
            files.Disk.At(IoPoint.BeforeRunKept, files.Power);
            files.RefuseFull(name);
            files.Disk.Files.Remove(Path);
            files.Disk.Files[files.PathOf(name)] = _content.ToArray();
            _kept = true;
            files.Meanwhile?.Invoke();
            files.Disk.At(IoPoint.AfterRunKept, files.Power);
        }

        /// <summary>A process that is gone tidies nothing up.</summary>
        public void Dispose()
        {
            if (!_kept && !files.Power.IsOff)
                files.Disk.Files.Remove(Path);
        }

        private string Path => files.PathOf(name) + Unfinished;
    }

    private Disk Disk => disk;

    private Power Power => power;
}
