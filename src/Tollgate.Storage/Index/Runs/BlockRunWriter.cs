using System.Runtime.InteropServices;

namespace Tollgate.Storage.Index.Runs;

/// <summary>Writes a run of stays, in the order of account and block.</summary>
internal static class BlockRunWriter
{
    public static RunFooter Write(INewRunFile file, RunShape shape, IEnumerable<Stay> stays)
    {
        List<ulong> firsts = [];
        long lastHour = Stay.HourOf(shape.Latest);
        long count = 0;
        Span<ulong> words = stackalloc ulong[Page.Words];
        words.Clear();
        var code = new StayCode(words, shape.FirstSeq, lastHour);
        bool pageIsEmpty = true;
        foreach (Stay stay in stays)
        {
            if (!code.TryWrite(stay))
            {
                EndPage(file, words, firsts.Count - 1);
                code = new StayCode(words, shape.FirstSeq, lastHour);
                _ = code.TryWrite(stay);
                pageIsEmpty = true;
            }

            if (pageIsEmpty)
                firsts.Add(stay.Account);
            pageIsEmpty = false;
            count++;
        }

        if (!pageIsEmpty)
            EndPage(file, words, firsts.Count - 1);
        ulong[] resident = [.. firsts];
        file.Write(MemoryMarshal.AsBytes(resident.AsSpan()));
        var footer = new RunFooter(
            shape.Kind, count, shape.FirstSeq, shape.LastSeq, shape.Latest, 0, 0, 0, 0, firsts.Count, resident.Length, Bits.Check(resident)
        );
        file.Write(footer.ToBytes());
        file.Keep();
        return footer;
    }

    private static void EndPage(INewRunFile file, Span<ulong> words, long number)
    {
        Page.Seal(words, number);
        file.Write(MemoryMarshal.AsBytes(words));
        words.Clear();
    }
}
