namespace Tollgate.Storage.Journal;

/// <summary>In which part of the payload a fact stands. The number is what stands in the block.</summary>
internal enum FactKind : byte
{
    /// <summary>As JSON: everything that is not usage by the million.</summary>
    Commerce = 0,

    UsageCounted = 1,

    /// <summary>A repetition that does not differ from its first receipt; one that does is commerce.</summary>
    UsageRepeated = 2,

    /// <summary>One contract may take up a million events. Blocks of before hold it as commerce.</summary>
    UsageAttributed = 3,
}
