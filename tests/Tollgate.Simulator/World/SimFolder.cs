using Tollgate.Storage.Installation;

namespace Tollgate.Simulator.World;

/// <summary>A folder as one process sees it. A file is replaced as a whole, or not; the power can be cut on either side.</summary>
internal sealed class SimFolder(Disk disk, Power power, string folder, IoPoint before, IoPoint after) : IFolder
{
    public string PathOf(string name) => $"{folder}/{name}";

    public IReadOnlyList<string> Names() =>
        [.. disk.Files.Keys.Where(path => path.StartsWith(folder + "/", StringComparison.Ordinal)).Select(path => path[(folder.Length + 1)..])];

    public byte[]? Read(string name)
    {
        disk.At(IoPoint.Read, power);
        return disk.Files.TryGetValue(PathOf(name), out byte[]? content) ? [.. content] : null;
    }

    public void Replace(string name, Action<Stream> write)
    {
        disk.At(before, power);
        if (disk.Full)
            throw new IOException($"There is no room for {PathOf(name)}.");
        using var content = new MemoryStream();
        write(content);
        disk.Files[PathOf(name)] = content.ToArray();
        disk.At(after, power);
    }

    public void Delete(string name)
    {
        disk.At(before, power);
        disk.Files.Remove(PathOf(name));
    }
}
