namespace Tollgate.Storage.Installation;

/// <summary>
/// Small files beside the journal that are written as a whole: snapshots and high-water marks. On a disk they lie in a <see cref="DiskFolder"/>;
/// the simulator keeps them in a world where disks fail.
/// </summary>
public interface IFolder
{
    /// <summary>How a file is called in messages.</summary>
    string PathOf(string name);

    /// <summary>The files' names, in ordinal order; none when the folder was never made.</summary>
    IReadOnlyList<string> Names();

    /// <summary>A whole file, or null when there is none.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    byte[]? Read(string name);

    /// <summary>Replaces a file so that after a crash it holds the old content or the new. The folder is made when it is not there.</summary>
    /// <exception cref="IOException">It cannot be written; the old content stays.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    void Replace(string name, Action<Stream> write);

    /// <exception cref="IOException">It cannot be removed.</exception>
    void Delete(string name);
}
