using Tollgate.Storage.Index.Runs;

namespace Tollgate.Storage.Tests.Index;

/// <summary>Files that fail at one point of all that is done with them: once, as a full disk does, or from then on for good, as a crash.</summary>
internal sealed class FaultyRunFiles(MemoryRunFiles inner) : IRunFiles
{
    private int _passed;

    public int FailAt { get; set; } = int.MaxValue;

    public bool IsCrash { get; init; }

    public bool Failed => _passed > FailAt;

    public IReadOnlyList<string> List()
    {
        Pass();
        return inner.List();
    }

    public IRunFile Open(string name)
    {
        Pass();
        return inner.Open(name);
    }

    public INewRunFile Create(string name)
    {
        Pass();
        return new Written(this, name, inner);
    }

    public void Delete(string name)
    {
        Pass();
        inner.Delete(name);
    }

    private void Pass()
    {
        int point = _passed++;
        if (point == FailAt || (IsCrash && point > FailAt))
            throw new IOException("No space left on device: planted.");
    }

    private sealed class Written(FaultyRunFiles files, string name, MemoryRunFiles inner) : INewRunFile
    {
        private readonly List<byte> _bytes = [];

        public void Write(ReadOnlySpan<byte> bytes)
        {
            try
            {
                files.Pass();
            }
            catch (IOException) when (files.IsCrash)
            {
                // A crash leaves a part of what was being written.
                Put(name + ".tmp", [.. _bytes, .. bytes[..(bytes.Length / 2)]]);
                throw;
            }

            _bytes.AddRange(bytes);
        }

        public void Keep()
        {
            files.Pass();
            Put(name, [.. _bytes]);
            // It is there, and whoever wrote it was not told.
            files.Pass();
        }

        public void Dispose()
        {
        }

        private void Put(string under, byte[] bytes)
        {
            using INewRunFile file = inner.Create(under);
            file.Write(bytes);
            file.Keep();
        }
    }
}
