namespace Tollgate.Storage.Index.Runs;

/// <summary>A run of either form: of ids, or of the blocks of accounts.</summary>
internal interface IRun : IDisposable
{
    string Name { get; }

    RunFooter Footer { get; }

    /// <summary>The number of the newest memtable that went into it since this index was opened; 0 for none.</summary>
    long Newest { get; }

    /// <summary>How much of it is held in memory.</summary>
    long ResidentBytes { get; }

    /// <summary>Reads all of it.</summary>
    /// <exception cref="RunDamagedException">Something in it is not what was written.</exception>
    void Verify(CancellationToken cancel);
}
