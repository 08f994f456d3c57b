
namespace Tollgate.Engine.Metering;

/// <summary>What the index of ids says of an event: seen before, and where its first receipt stands.</summary>
/// <param name="Content">The fingerprint of the first receipt's content.</param>
public readonly record struct Sighting(FactPosition First, ulong Content);

/// <summary>Reports something that happened.</summary>
/// <param name="Usage">Its account may still be named by an external id.</param>
/// <param name="Seen">The index's verdict on the event; null when it is new.</param>
/// <param name="TimeGiven">The time is the sender's own; otherwise it is the instant of receipt, and differs with every repetition.</param>
public sealed record ReportUsage(UsageEvent Usage, Sighting? Seen, bool TimeGiven) : Command<UsageReported>;

/// <param name="Duplicate">It was counted before and changed nothing.</param>
/// <param name="Conflict">It was counted before with another content.</param>
public readonly record struct UsageReported(bool Duplicate, bool Conflict);
