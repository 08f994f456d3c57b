using Microsoft.Win32.SafeHandles;
using Tollgate.Storage.Installation;

namespace Tollgate.Storage.Index.Runs;

/// <summary>The files of one stream's index in a folder of their own, for their owner alone.</summary>
/// <param name="folder">Made with the first file.</param>
public sealed class FolderRunFiles(string folder) : IRunFiles
{
    private const string Unfinished = ".tmp";

    public string Folder => folder;

    public IReadOnlyList<string> List() => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)]
        : [];

    public IRunFile Open(string name)
    {
        try
        {
            return new Opened(File.OpenHandle(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.RandomAccess));
        }
        catch (DirectoryNotFoundException none)
        {
            throw new FileNotFoundException(none.Message, PathOf(name), none);
        }
    }

    public INewRunFile Create(string name)
    {
        DurableFile.CreateFolder(folder);
        return new Written(PathOf(name), PathOf(name) + Unfinished);
    }

    public void Delete(string name)
    {
        if (Directory.Exists(folder))
            File.Delete(PathOf(name));
    }

    /// <summary>Gives a file that was kept another name, in the place of one that has it.</summary>
    internal void Rename(string from, string to) => File.Move(PathOf(from), PathOf(to), overwrite: true);

    private string PathOf(string name) => Path.Combine(folder, name);

    private sealed class Opened(SafeFileHandle file) : IRunFile
    {
        public long Length { get; } = RandomAccess.GetLength(file);

        public void Read(long at, Span<byte> to)
        {
            while (!to.IsEmpty)
            {
                int read = RandomAccess.Read(file, to, at);
                if (read == 0)
                    throw new EndOfStreamException($"The file ends at byte {at}.");
                to = to[read..];
                at += read;
            }
        }

        public void Dispose() => file.Dispose();
    }

    private sealed class Written(string path, string beside) : INewRunFile
    {
        // A journal beside it waits for the disk whenever it commits: it is not to find gigabytes in front of it.
        private const int MostUnflushed = 8 << 20;

        private readonly FileStream _file = DurableFile.Begin(beside);
        private int _unflushed;
        private bool _kept;

        public void Write(ReadOnlySpan<byte> bytes)
        {
            _file.Write(bytes);
            _unflushed += bytes.Length;
            if (_unflushed < MostUnflushed)
                return;
            _file.Flush(flushToDisk: true);
            _unflushed = 0;
        }

        public void Keep()
        {
            _file.Flush(flushToDisk: true);
            _file.Dispose();
            DurableFile.Rename(beside, path);
            _kept = true;
        }

        public void Dispose()
        {
            try
            {
                _file.Dispose();
            }
            catch (IOException) when (!_kept)
            {
                // What was still buffered finds no room. It is not wanted any more.
            }

            if (!_kept)
                File.Delete(beside);
        }
    }
}
