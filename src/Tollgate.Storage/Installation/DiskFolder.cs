namespace Tollgate.Storage.Installation;

/// <summary>A folder of the file system, which only its owner can enter.</summary>
public sealed class DiskFolder(string path) : IFolder
{
    public string PathOf(string name) => Path.Combine(path, name);

    public IReadOnlyList<string> Names() => Directory.Exists(path)
        ? [.. Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)]
        : [];

    public byte[]? Read(string name)
    {
        try
        {
            return File.ReadAllBytes(PathOf(name));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public void Replace(string name, Action<Stream> write)
    {
        DurableFile.CreateFolder(path);
        DurableFile.Replace(PathOf(name), write);
    }

    public void Delete(string name) => File.Delete(PathOf(name));
}
