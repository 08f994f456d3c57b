namespace Tollgate.Simulator.Model;

/// <summary>An alert that must be raised with the event that was just counted.</summary>
/// <param name="Mark">A percentage, <c>overage</c>, or <c>late</c>.</param>
internal sealed record ModelAlert(string Contract, string Meter, long Period, string Mark, decimal Reached)
{
    private static readonly decimal[] Percentages = [80, 90, 100];

    /// <summary>The marks that so much usage has reached; the model multiplies where the engine has divided once.</summary>
    public static IEnumerable<string> Reaches(RightTerms right, bool late, decimal used)
    {
        if (right.Included is not { } included || (included == 0 && !right.Hard))
            yield break;
        if (late)
        {
            if (used > 0)
                yield return "late";
            yield break;
        }

        foreach (decimal percent in Percentages)
        {
            if (included > 0 && used * 100 >= included * percent)
                yield return percent.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (used > included)
            yield return "overage";
    }
}
