using System.Collections.Immutable;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Catalog;

/// <summary>Reads <c>spend_cap: "200.00"</c> and <c>spend_thresholds: [80, 90, 100]</c>, of a metered entitlement and of a plan alike.</summary>
internal static class SpendCapReader
{
    public static readonly string[] Keys = ["spend_cap", "spend_thresholds"];

    /// <returns>Null when there is none, or it cannot be read, which is then reported.</returns>
    public static SpendCap? Read(Fields fields)
    {
        Place? marks = fields.Optional("spend_thresholds");
        ImmutableArray<Quantity> thresholds = marks is { } list ? ThresholdReader.Read(list) : Thresholds.Default;
        if (fields.Optional("spend_cap") is { } cap)
            return Amount(cap) is { } amount ? new(amount, thresholds) : null;
        marks?.Report(ProblemCodes.LimitWithoutEffect, "These are percentages of spend_cap, which is not there; give one, or remove spend_thresholds.");
        return null;
    }

    /// <summary>A cap on what nothing costs is reported.</summary>
    /// <param name="priced">Whether a charge prices the usage that is capped.</param>
    public static void Check(Fields fields, bool priced, string what)
    {
        if (fields.Optional("spend_cap") is { } cap && LimitEffect.OfSpendCap(priced, what) is { } idle)
            cap.Report(ProblemCodes.LimitWithoutEffect, idle);
    }

    private static Money? Amount(Place place)
    {
        Money? read = place.Money();
        if (read is not { } amount || LimitEffect.NotPositive(amount) is not { } nothing)
            return read;
        place.Report(ProblemCodes.NotPositive, nothing);
        return null;
    }
}
