using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Catalog;

/// <summary>
/// Reads what limits a metered feature beside its included units: <c>limits: [{per: minute, units: 600}, {per: day, units: 1000, subject: each}]</c>,
/// <c>overage_cap</c>, <c>spend_cap</c> with <c>spend_thresholds</c>, and <c>burn_rate: {per: hour, units: 5000}</c>.
/// </summary>
internal static class LimitsReader
{
    private const int MostWindows = 10;

    public static readonly string[] Keys = ["limits", "overage_cap", "burn_rate", .. SpendCapReader.Keys];

    /// <returns>Null when there are none, or what there is cannot be read, which is then reported.</returns>
    public static FeatureLimits? Read(Fields fields)
    {
        ImmutableArray<WindowLimit> windows = fields.Optional("limits") is { } list ? Windows(list) : [];
        Quantity? overage = fields.Optional("overage_cap") is { } most ? Positive(most, "overage_cap") : null;
        SpendCap? spend = SpendCapReader.Read(fields);
        BurnRate? rate = fields.Optional("burn_rate") is { } burn ? Rate(burn) : null;
        return windows.IsEmpty && overage is null && spend is null && rate is null ? null : new(windows, overage, spend, rate);
    }

    /// <summary>What was read, and what stands where nothing was said.</summary>
    public static FeatureLimits? Over(FeatureLimits? read, FeatureLimits? over) => read is null || over is null ? read ?? over : new(
        read.Windows.IsEmpty ? over.Windows : read.Windows,
        read.OverageCap ?? over.OverageCap,
        read.SpendCap ?? over.SpendCap,
        read.BurnRate ?? over.BurnRate
    );

    /// <summary>A cap on overage belongs to an enforcement that lets overage pass without end.</summary>
    public static void CheckOverage(Fields fields, Quantity? included, Enforcement enforcement)
    {
        if (fields.Optional("overage_cap") is { } cap && LimitEffect.OfOverageCap(included, enforcement) is { } idle)
            cap.Report(ProblemCodes.LimitWithoutEffect, idle);
    }

    /// <summary>What money pays is no overage in units.</summary>
    public static MeteredEntitlement CheckPaid(Fields fields, MeteredEntitlement right)
    {
        if (fields.Optional("overage_cap") is { } cap && LimitEffect.OfOverageCap(right.PaidFrom) is { } idle)
            cap.Report(ProblemCodes.LimitWithoutEffect, idle);
        return right;
    }

    private static ImmutableArray<WindowLimit> Windows(Place list)
    {
        if (list.Kind != JsonValueKind.Array)
        {
            list.ReportType("a list of limits, such as [{per: minute, units: 600}]");
            return [];
        }

        int length = list.Value.GetArrayLength();
        if (length == 0)
            list.Report(ProblemCodes.LimitWithoutEffect, "The list is empty; name a limit, or remove limits.");
        if (length > MostWindows)
        {
            // Each window can stand twice, so that what is beyond is told once and not item by item.
            list.Report(ProblemCodes.TooManyLimits, $"Here stand {length} limits; an entitlement has at most {MostWindows}.");
            return [];
        }

        var read = new List<(WindowLimit Limit, Place Place)>();
        int index = 0;
        foreach (JsonElement item in list.Value.EnumerateArray())
        {
            Place place = list.At(index++, item);
            if (Window(place) is not { } limit)
                continue;
            if (read.Exists(other => other.Limit.Per == limit.Per && other.Limit.EachSubject == limit.EachSubject))
                place.Report(ProblemCodes.DuplicateLimit, $"There is a limit {Words(limit)} already; keep one.");
            read.Add((limit, place));
        }

        foreach ((WindowLimit limit, Place place) in read)
            CheckEffect(limit, place, read.Select(other => other.Limit));
        return [.. read.Select(one => one.Limit).OrderBy(limit => limit.Per).ThenBy(limit => limit.EachSubject)];
    }

    private static WindowLimit? Window(Place place)
    {
        if (Fields.Open(place, "a limit", "per", "units", "subject") is not { } fields)
            return null;
        int before = place.Problems.Count;
        WindowUnit? per = Per(fields.Required("per"));
        Quantity? units = fields.Required("units") is { } most ? Positive(most, "units") : null;
        bool each = fields.Optional("subject") is { } whose && whose.Choice<bool>(("each", true)) is not null;
        return place.Problems.Count == before ? new(per!.Value, units!.Value, each) : null;
    }

    /// <summary>A limit that another one is always reached before says nothing.</summary>
    private static void CheckEffect(WindowLimit limit, Place place, IEnumerable<WindowLimit> all)
    {
        foreach (WindowLimit other in all)
        {
            if (other == limit || !Holds(other, limit) || other.Units > limit.Units)
                continue;
            place.Report(ProblemCodes.LimitWithoutEffect, $"{CatalogWords.Of(limit.Units)} units {Words(limit)} are never reached, since {CatalogWords.Of(other.Units)} {Words(other)} are reached first; give fewer, or remove the limit.");
            return;
        }
    }

    /// <summary>Whether what is used in a window of the one is used in a window of the other, too: each subject's usage is everybody's, and no week is a part of one month.</summary>
    private static bool Holds(WindowLimit wide, WindowLimit narrow) =>
        wide.Per >= narrow.Per
        && !(wide.Per == WindowUnit.Month && narrow.Per == WindowUnit.Week)
        && (wide.EachSubject == narrow.EachSubject || narrow.EachSubject)
        && (wide.Per != narrow.Per || wide.EachSubject != narrow.EachSubject);

    private static BurnRate? Rate(Place place)
    {
        if (Fields.Open(place, "a burn rate", "per", "units") is not { } fields)
            return null;
        int before = place.Problems.Count;
        WindowUnit? per = Per(fields.Required("per"));
        Quantity? units = fields.Required("units") is { } least ? Positive(least, "units") : null;
        return place.Problems.Count == before ? new(per!.Value, units!.Value) : null;
    }

    private static WindowUnit? Per(Place? place) => place?.Choice<WindowUnit>(
        ("minute", WindowUnit.Minute), ("hour", WindowUnit.Hour), ("day", WindowUnit.Day), ("week", WindowUnit.Week), ("month", WindowUnit.Month));

    private static Quantity? Positive(Place place, string key)
    {
        Quantity? read = place.Quantity();
        if (read is not { } units || LimitEffect.NotPositive(units, key) is not { } nothing)
            return read;
        place.Report(ProblemCodes.NotPositive, nothing);
        return null;
    }

    /// <summary><c>per day for each subject</c>.</summary>
    internal static string Words(WindowLimit limit) => $"per {limit.Per.ToString().ToLowerInvariant()}{(limit.EachSubject ? " for each subject" : "")}";
}
