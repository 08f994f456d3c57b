namespace Tollgate.Simulator.Audit;

/// <summary>What came of what was asked. A kind that never happened in many runs is said aloud.</summary>
internal enum Happening
{
    GrantIssued,
    GrantBackdated,
    GrantPaid,
    GrantVoided,
    LotOpened,
    RolledOver,
    LotExpired,
    BurntFromGrant,
    BurntRolledOver,
    BurntLate,
    BurntOfSeveral,
    Reserved,
    ReservedFromGrant,
    SettledForLess,
    SettledExactly,
    SettledForMore,
    SettledLate,
    Released,
    ReservationExpired,
    ReservationExtended,
    ReturnedTooLate,
    Suspended,
    Resumed,
    Delinquent,
    DelinquencyCleared,
    PaidFromWallet,
    Owed,
    OwedSettled,
    ReservedFromWallet,
    WalletAlertRaised,
    OverrideSet,
    OverrideEnded,
    AttributesSet,
    GroupsSet,
    SeatTaken,
    SeatRenewed,
    SeatReturned,
    SeatExpired,
    ThrottlePassed,
    DueBeforeCommand,
    AlertRaised,
    BurnRateTold,
    SpendTold,
    AnsweredWithinLimit,
    AnsweredSoftLimitExceeded,
    AnsweredInGrace,
    AnsweredThrottled,
    AnsweredQuotaExceeded,
    AnsweredInsufficientCredits,
    AnsweredByStatus,
    AnsweredInPart,
    AnsweredByOverride,
    AnsweredByGrantAlone,
    AnsweredByWindow,
    AnsweredByQuotaOfSubject,
    AnsweredByOverageCap,
    AnsweredByCap,
    AnsweredBySpendCap,
    AnsweredBySpendCapOfPlan,
    AnsweredWithoutSubject,
    AnsweredForForgottenWindow,
    AnsweredConditionNotMet,
    AnsweredByDefault,
    AnsweredSeatNotAssigned,
    AnsweredNoSeatFree,
    AnsweredHeartbeatAsItStands,
    AnsweredMoreSeatsThanThereAre,
    AnsweredOfClosedPeriod,
}

/// <summary>How often each happened.</summary>
internal sealed class Happenings
{
    private readonly long[] _counts = new long[Enum.GetValues<Happening>().Length];

    public IReadOnlyList<long> Counts => _counts;

    public void Note(Happening happening) => _counts[(int)happening]++;
}
