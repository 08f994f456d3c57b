namespace Tollgate.Simulator.World;

/// <summary>Everything that the world does to the product. A kind that a run never injected is said aloud.</summary>
internal enum FaultKind
{
    CrashBeforeDurable,
    CrashAfterDurable,
    CrashAtTakeOver,
    CrashAtRead,
    CrashBeforeReply,
    CrashAtSnapshot,
    CrashAtMark,
    CrashAtProjection,
    CrashAtRun,
    CrashAnywhere,
    TornBlock,
    LostBlock,
    BitFlipInBlock,
    BitFlipInSnapshot,
    BitFlipInMark,
    BitFlipInRun,
    TornRun,
    MissingRun,
    UnreadableRun,
    OldRuns,
    SlowRun,
    FullDisk,
    SlowSync,
    FailedSyncLost,
    FailedSyncKept,
    UnknownOutcomeLost,
    UnknownOutcomeWritten,
    StoreAway,
    OldBackup,
    LostJournal,
    TwoOwners,
    RequestDropped,
    RequestDoubled,
    RequestReordered,
    ReplyDropped,
    ReplyDoubled,
    ClockForward,
    ClockBack,
    PoisonInDecide,
    PoisonInApply,
    StopInOrder,
}

/// <summary>Where a process touches the outside. It can be cut off at each.</summary>
internal enum IoPoint
{
    BeforeTakeOver,
    AfterTakeOver,
    BeforeAppend,
    AfterAppend,
    Read,
    BeforeReply,
    BeforeSnapshot,
    AfterSnapshot,
    BeforeMark,
    AfterMark,
    BeforeProjection,
    WithinProjection,
    AfterProjection,
    ReadRun,
    BeforeRun,
    WithinRun,
    BeforeRunKept,
    AfterRunKept,
    BeforeRunDeleted,
    AfterRunDeleted,
}

/// <summary>The process is gone: what it was about to do is not done, and nobody hears of it again.</summary>
internal sealed class PowerCutException() : Exception("The power was cut.");

/// <summary>Something that must hold did not.</summary>
internal sealed class ViolationException(string invariant, string what) : Exception($"{invariant}: {what}")
{
    public string Invariant => invariant;
}
