namespace Tollgate.Bench.World;

/// <summary>A folder that is gone afterwards. It stands where TMPDIR says, so that the disk that is measured can be chosen.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tollgate-bench-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
