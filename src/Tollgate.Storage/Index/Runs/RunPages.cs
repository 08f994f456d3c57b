using System.Runtime.CompilerServices;

namespace Tollgate.Storage.Index.Runs;

/// <summary>Reads single records of a run, and keeps the last page, on the stack.</summary>
internal ref struct RunPages(Run run, IRunFile file)
{
    private Words _page;
    private long _number = -1;

    [InlineArray(Page.Words)]
    private struct Words
    {
        private ulong _first;
    }

    /// <param name="high">Of which the record leaves the bucket and the tag out.</param>
    public RunEntry Entry(long rank, ulong high)
    {
        (long number, long place) = Math.DivRem(rank, run.Records.OnPage);
        if (number != _number)
        {
            Page.Read(file, run.Name, number, _page);
            run.CountPage();
            _number = number;
        }

        return run.Records.Read(_page, place, high);
    }
}
