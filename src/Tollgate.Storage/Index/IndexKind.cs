namespace Tollgate.Storage.Index;

/// <summary>What a part of the index holds. Each kind has runs of its own, since each is kept for a time of its own. The numbers stand in files.</summary>
public enum IndexKind
{
    /// <summary>The identity of a usage event, and where it was counted.</summary>
    Event = 1,

    /// <summary>An idempotency key, and the fact that kept its answer.</summary>
    RequestKey = 2,

    /// <summary>An event's identity, and where its further receipts stand.</summary>
    Receipt = 3,

    /// <summary>An account, and which blocks hold usage of it, of which time.</summary>
    AccountBlock = 4,
}
