using System.Text.Json.Nodes;

namespace Tollgate.Engine.Tests.SlowRating;

/// <summary>A price with others for its parts: each event finds one of them, and each part is rated by itself. A part of which nothing is priced costs nothing.</summary>
internal abstract record OfParts(string Model, SlowPrice[] Parts, SlowPrice? Otherwise) : SlowPrice(Model)
{
    public override bool IsOfEvents => All.Any(part => part.IsOfEvents);

    private SlowPrice[] All => Otherwise is null ? Parts : [.. Parts, Otherwise];

    public override bool Prices(Use use) => PartOf(use) is { } part && part.Prices(use);

    /// <summary>The place of the part that an event finds among those in force; null leaves it to what is for everything else.</summary>
    protected abstract int? Find(Use use);

    protected override Ratio Before(IReadOnlyList<Use> uses) => Ratio.Sum(
        from part in All
        let own = uses.Where(use => ReferenceEquals(PartOf(use), part)).ToArray()
        where !part.IsUnused(own)
        select part.Amount(own));

    public override bool IsUnused(IReadOnlyList<Use> uses) => All.All(part => part.IsUnused([.. uses.Where(use => ReferenceEquals(PartOf(use), part))]));

    protected override bool IsNothing(IReadOnlyList<Use> uses) => IsUnused(uses);

    private SlowPrice? PartOf(Use use) => Find(use) is { } place ? Parts[place] : Otherwise?.IsInForce(use.Time) == true ? Otherwise : null;
}

internal sealed record SlowMatrix(string[] Dimensions, Dictionary<string, string>[] Matches, SlowPrice[] Parts, SlowPrice? Otherwise) : OfParts("matrix", Parts, Otherwise)
{
    protected override int? Find(Use use)
    {
        int[] fitting = [.. Enumerable.Range(0, Parts.Length).Where(i => Parts[i].IsInForce(use.Time) && Matches[i].All(asked => use.Properties.TryGetValue(asked.Key, out string? value) && value == asked.Value))];
        return fitting.Length == 0 ? null : fitting.OrderByDescending(i => Matches[i].Count).ThenBy(i => i).First();
    }

    protected override void Write(JsonObject json)
    {
        json["dimensions"] = new JsonArray([.. Dimensions.Select(name => (JsonNode)name)]);
        json["cells"] = new JsonArray([.. Parts.Select(Cell)]);
        if (Otherwise is not null)
            json["default"] = Otherwise.ToJson();
    }

    private JsonObject Cell(SlowPrice price, int place)
    {
        var json = new JsonObject { ["price"] = price.ToJson() };
        foreach ((string name, string value) in Matches[place])
            json[name] = value;
        return json;
    }
}

/// <param name="From">In minutes since midnight.</param>
/// <param name="Days">None is all.</param>
internal sealed record SlowWindow(int From, int To, DayOfWeek[] Days)
{
    /// <summary>A window over midnight belongs to the day on which it began.</summary>
    public bool Holds(DateTime local)
    {
        int minute = (local.Hour * 60) + local.Minute;
        if (To > From)
            return minute >= From && minute < To && On(local.DayOfWeek);
        return (minute >= From && On(local.DayOfWeek)) || (minute < To && On(local.AddDays(-1).DayOfWeek));
    }

    private bool On(DayOfWeek day) => Days.Length == 0 || Days.Contains(day);
}

internal sealed record SlowTimeOfDay(string? Zone, SlowWindow[] Windows, SlowPrice[] Parts, SlowPrice? Otherwise) : OfParts("time_of_day", Parts, Otherwise)
{
    protected override int? Find(Use use)
    {
        int place = Array.FindIndex([.. Enumerable.Range(0, Parts.Length)], i => Parts[i].IsInForce(use.Time) && Windows[i].Holds(use.Local(Zone)));
        return place < 0 ? null : place;
    }

    protected override void Write(JsonObject json)
    {
        Set(json, "zone", Zone);
        json["windows"] = new JsonArray([.. Parts.Select(Window)]);
        if (Otherwise is not null)
            json["default"] = Otherwise.ToJson();
    }

    private JsonObject Window(SlowPrice price, int place)
    {
        SlowWindow window = Windows[place];
        var json = new JsonObject { ["from"] = Clock(window.From), ["to"] = Clock(window.To), ["price"] = price.ToJson() };
        if (window.Days.Length > 0)
            json["days"] = new JsonArray([.. window.Days.Select(day => (JsonNode)day.ToString()[..3].ToLowerInvariant())]);
        return json;
    }

    private static string Clock(int minute) => $"{minute / 60:D2}:{minute % 60:D2}";
}
