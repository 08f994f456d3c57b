namespace Tollgate.Simulator.World;

/// <summary>Which kinds of trouble a run has, and how much of it: some runs have one kind only, some all of them, some none.</summary>
internal sealed class Troubles
{
    private static readonly FaultKind[] OfMessages =
        [FaultKind.RequestDropped, FaultKind.RequestDoubled, FaultKind.RequestReordered, FaultKind.ReplyDropped, FaultKind.ReplyDoubled];

    private readonly FaultKind[] _kinds;

    public Troubles(Chance chance)
    {
        FaultKind[] all = [.. Enum.GetValues<FaultKind>().Except(OfMessages)];
        int percent = chance.Of([10, 30, 60, 100]);
        _kinds = [.. all.Where(_ => chance.Percent(percent))];
        Rate = _kinds.Length == 0 ? 0 : chance.Of([2, 6, 12, 25]);
        Messages = chance.Of([0, 5, 20]);
    }

    /// <summary>Percent of steps that are trouble.</summary>
    public int Rate { get; }

    /// <summary>Per two hundred messages, how many are lost, and as many doubled.</summary>
    public int Messages { get; }

    public FaultKind Next(Chance chance) => chance.Of(_kinds);

    /// <summary>Where each kind of crash cuts.</summary>
    public static IReadOnlyList<IoPoint> PointsOf(FaultKind kind) => kind switch
    {
        FaultKind.CrashBeforeDurable => [IoPoint.BeforeAppend],
        FaultKind.CrashAfterDurable => [IoPoint.AfterAppend],
        FaultKind.CrashAtTakeOver => [IoPoint.BeforeTakeOver, IoPoint.AfterTakeOver],
        FaultKind.CrashAtRead => [IoPoint.Read],
        FaultKind.CrashBeforeReply => [IoPoint.BeforeReply],
        FaultKind.CrashAtSnapshot => [IoPoint.BeforeSnapshot, IoPoint.AfterSnapshot],
        FaultKind.CrashAtMark => [IoPoint.BeforeMark, IoPoint.AfterMark],
        FaultKind.CrashAtProjection => [IoPoint.BeforeProjection, IoPoint.WithinProjection, IoPoint.WithinProjection, IoPoint.AfterProjection],
        // Few runs are deleted, so that each is worth a try or two.
        FaultKind.CrashAtRun => [IoPoint.ReadRun, IoPoint.BeforeRun, IoPoint.WithinRun, IoPoint.BeforeRunKept, IoPoint.AfterRunKept, IoPoint.BeforeRunDeleted, IoPoint.BeforeRunDeleted, IoPoint.AfterRunDeleted, IoPoint.AfterRunDeleted, IoPoint.AfterRunDeleted],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No crash."),
    };
}
