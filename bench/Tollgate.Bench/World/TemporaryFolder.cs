namespace Tollgate.Bench.World;

/// <summary>A folder that is gone afterwards. It stands where TMPDIR says, so that the disk that is measured can be chosen.</summary>
public sealed class TemporaryFolder : IDisposable
{
    // A PostgreSQL that root starts runs as another user, who has to come through.
    private const UnixFileMode OpenToOthers = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public TemporaryFolder()
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), Leftovers.NameOfFolder());
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(Path);
        else
            Directory.CreateDirectory(Path, OpenToOthers);
        Leftovers.Add(this);
    }

    public string Path { get; }

    public void Dispose()
    {
        if (Leftovers.Remove(this) && Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
