namespace Tollgate.Storage.Index.Runs;

/// <summary>
/// The one place where an index keeps its files: everything it reads and writes goes through here. Failures are <see cref="IOException"/>s or
/// <see cref="UnauthorizedAccessException"/>s.
/// </summary>
public interface IRunFiles
{
    /// <summary>Every name there is, what was left half-written included.</summary>
    IReadOnlyList<string> List();

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    IRunFile Open(string name);

    /// <summary>Begins a file under a name. A file that had the name stays until the new one is kept.</summary>
    INewRunFile Create(string name);

    /// <summary>Takes a file away; whoever has it open reads on. Does nothing when there is none.</summary>
    void Delete(string name);
}

/// <summary>A file that does not change any more. Safe for many threads.</summary>
public interface IRunFile : IDisposable
{
    long Length { get; }

    /// <summary>Fills <paramref name="to"/> from a place on.</summary>
    /// <exception cref="EndOfStreamException">The file ends before.</exception>
    /// <exception cref="ObjectDisposedException">It was closed.</exception>
    void Read(long at, Span<byte> to);
}

/// <summary>A file being written. Disposed before it is kept, it never was.</summary>
public interface INewRunFile : IDisposable
{
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Makes it durable and gives it its name, both or neither, whatever crashes.</summary>
    void Keep();
}
