using System.Runtime.InteropServices;

namespace Tollgate.Storage.Index.Runs;

/// <summary>Reads a run's entries from the first to the last, many pages at a time.</summary>
internal sealed class RunCursor(Run run, IRunFile file, uint[] ranks, ulong[] bits)
{
    private const int PagesAtOnce = 32;

    private readonly RunFooter _footer = run.Footer;
    private readonly int _recordsOnPage = run.Records.OnPage;
    private readonly int _bucketShift = 64 - run.Footer.BucketBits;
    private readonly ulong[] _pages = new ulong[PagesAtOnce * Page.Words];
    private long _rank = -1;
    private long _slice = -1;
    private long _sliceEnd;
    private long _unary;
    private long _tags;
    private ulong _bucket;
    private long _firstPage;
    private long _pagesHeld;
    private long _page = -1;
    private int _place;
    private RunEntry _current;

    public ref readonly RunEntry Current => ref _current;

    /// <exception cref="RunDamagedException">A page is not what was written.</exception>
    public bool MoveNext()
    {
        if (++_rank >= _footer.Count)
            return false;
        while (_rank >= _sliceEnd)
            EnterSlice();
        // Ones end buckets; the zero that stands for this entry is behind those of the buckets before its own.
        while (Bits.Read(bits, _unary++, 1) == 1)
            _bucket++;
        ulong tag = Bits.Read(bits, _tags, RunWriter.TagBits);
        _tags += RunWriter.TagBits;
        ulong high = _bucket << _bucketShift | tag << _bucketShift - RunWriter.TagBits;
        if (_rank == 0 || ++_place == _recordsOnPage)
            EnterPage();
        _current = run.Records.Read(_pages.AsSpan((int)(_page - _firstPage) * Page.Words, Page.Words), _place, high);
        return true;
    }

    private void EnterSlice()
    {
        _slice++;
        long start = ranks[_slice];
        _sliceEnd = ranks[_slice + 1];
        _unary = RunWriter.BitOf(_slice, start);
        _tags = _unary + (_sliceEnd - start) + RunWriter.BucketsInSlice;
        _bucket = unchecked((ulong)_slice << RunWriter.SliceBits);
    }

    private void EnterPage()
    {
        _page++;
        _place = 0;
        if (_page < _firstPage + _pagesHeld)
            return;
        _firstPage = _page;
        _pagesHeld = Math.Min(PagesAtOnce, _footer.Pages - _page);
        Span<ulong> held = _pages.AsSpan(0, (int)_pagesHeld * Page.Words);
        try
        {
            file.Read(_firstPage * Page.Size, MemoryMarshal.AsBytes(held));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunDamagedException(run.Name, $"page {_page} cannot be read: {e.Message}", e);
        }

        for (int i = 0; i < _pagesHeld; i++)
            Page.Verify(held.Slice(i * Page.Words, Page.Words), _firstPage + i, run.Name);
    }
}
