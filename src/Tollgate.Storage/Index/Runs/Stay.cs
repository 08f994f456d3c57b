namespace Tollgate.Storage.Index.Runs;

/// <summary>One account's usage in one block: between two hours, both inclusive.</summary>
/// <param name="Account">64 keyed bits of its id. Two accounts that share them are told apart by whoever reads the blocks.</param>
/// <param name="Earliest">Whole hours since 1970.</param>
internal readonly record struct Stay(ulong Account, long Seq, long Earliest, long Latest)
{
    private const long Hour = 3_600_000_000;

    public static long HourOf(long microseconds) => Math.DivRem(microseconds, Hour) is var (hours, rest) && rest < 0 ? hours - 1 : hours;

    /// <summary>Whether it may hold usage of <c>[from, to)</c>, in microseconds.</summary>
    public bool Meets(long from, long to) => from < to && Earliest <= HourOf(to - 1) && Latest >= HourOf(from);
}
