namespace Tollgate.Simulator.Model;

/// <summary>An alert that must be raised with the event that was just counted.</summary>
/// <param name="Mark">A percentage, <c>overage</c>, or <c>late</c>.</param>
/// <param name="Of">What was granted.</param>
internal sealed record ModelAlert(string Contract, string Meter, long Period, string Mark, decimal Of, decimal Reached)
{
    /// <summary>The marks that an event reaches; the model multiplies where the engine has divided once.</summary>
    /// <param name="granted">All that was granted of the period and may count for the event: covered, held or available.</param>
    /// <param name="used">With the event.</param>
    /// <param name="uncovered">The event's part that nothing covers.</param>
    public static IEnumerable<(string Mark, decimal Of)> Reaches(RightTerms right, decimal granted, bool late, decimal used, decimal uncovered)
    {
        // What a wallet pays for, the wallet tells.
        if (right.From is not null)
            yield break;
        if (late)
        {
            if (uncovered > 0 && IsLimit(right, right.Included!.Value))
                yield return ("late", 0);
            yield break;
        }

        if (!IsLimit(right, granted))
            yield break;
        foreach (decimal percent in right.Thresholds)
        {
            if (granted > 0 && used * 100 >= granted * percent)
                yield return (percent.ToString(System.Globalization.CultureInfo.InvariantCulture), granted);
        }

        if (uncovered > 0)
            yield return ("overage", granted);
    }

    /// <summary>Where nothing is granted and all may be used, it is sold by the unit.</summary>
    private static bool IsLimit(RightTerms right, decimal granted) => granted > 0 || right.Limit != AtLimit.Soft;
}
