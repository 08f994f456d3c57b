using System.Runtime.InteropServices;

namespace Tollgate.Storage.Index.Runs;

/// <summary>An immutable run of stays, sorted by account and block. In memory it holds the first account of each page. Safe for any thread.</summary>
internal sealed class BlockRun : IRun
{
    private readonly IRunFile _file;
    private readonly ulong[] _firsts;

    private BlockRun(string name, IRunFile file, RunFooter footer, ulong[] firsts)
    {
        Name = name;
        _file = file;
        Footer = footer;
        _firsts = firsts;
    }

    public string Name { get; }

    public RunFooter Footer { get; }

    /// <inheritdoc/>
    public long Newest { get; init; }

    public long ResidentBytes => _firsts.Length * (long)sizeof(ulong);

    /// <inheritdoc cref="Run.Open"/>
    public static BlockRun Open(string name, IRunFile file, RunFooter footer, long newest)
    {
        if (footer.ResidentWords != footer.Pages)
            throw new RunDamagedException(name, "its parts do not have the lengths that its end announces");
        ulong[] firsts = new ulong[footer.Pages];
        file.Read(footer.Pages * Page.Size, MemoryMarshal.AsBytes(firsts.AsSpan()));
        if (Bits.Check(firsts) != footer.ResidentCheck)
            throw new RunDamagedException(name, "the checksum of its list of pages does not match");
        return new(name, file, footer, firsts) { Newest = newest };
    }

    /// <summary>The stays of an account, in the order of the blocks.</summary>
    /// <exception cref="RunDamagedException">A page is not what was written.</exception>
    /// <exception cref="ObjectDisposedException">The run was merged into another since.</exception>
    public void Find(ulong account, List<Stay> found)
    {
        Span<ulong> words = stackalloc ulong[Page.Words];
        for (int page = FirstPageOf(account); page < _firsts.Length && _firsts[page] <= account; page++)
        {
            Page.Read(_file, Name, page, words);
            var code = new StayCode(words, Footer);
            for (int left = StayCode.Count(words); left > 0; left--)
            {
                Stay stay = code.Read();
                if (stay.Account == account)
                    found.Add(stay);
                else if (stay.Account > account)
                    return;
            }
        }
    }

    /// <summary>Every stay, sorted.</summary>
    /// <exception cref="RunDamagedException">A page is not what was written.</exception>
    public IEnumerable<Stay> Read()
    {
        List<Stay> onPage = [];
        for (int page = 0; page < _firsts.Length; page++)
        {
            Decode(page, onPage);
            foreach (Stay stay in onPage)
                yield return stay;
        }
    }

    public void Verify(CancellationToken cancel)
    {
        Span<ulong> words = stackalloc ulong[Page.Words];
        for (int page = 0; page < _firsts.Length; page++)
        {
            cancel.ThrowIfCancellationRequested();
            Page.Read(_file, Name, page, words);
        }
    }

    public void Dispose() => _file.Dispose();

    private void Decode(int page, List<Stay> onPage)
    {
        Span<ulong> words = stackalloc ulong[Page.Words];
        Page.Read(_file, Name, page, words);
        onPage.Clear();
        var code = new StayCode(words, Footer);
        for (int left = StayCode.Count(words); left > 0; left--)
            onPage.Add(code.Read());
    }

    // The last page that begins with an account before it: the account may stand at that page's end.
    private int FirstPageOf(ulong account)
    {
        int from = 0;
        int to = _firsts.Length;
        while (from < to)
        {
            int middle = (from + to) / 2;
            if (_firsts[middle] < account)
                from = middle + 1;
            else
                to = middle;
        }

        return Math.Max(0, from - 1);
    }
}
