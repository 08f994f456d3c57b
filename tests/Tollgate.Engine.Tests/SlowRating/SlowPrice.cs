using System.Text.Json.Nodes;

namespace Tollgate.Engine.Tests.SlowRating;

/// <summary>An event as a price sees it.</summary>
/// <param name="Units">What of it is priced.</param>
/// <param name="Local">The event's time in a zone; null is the account's.</param>
internal sealed record Use(Ratio Units, long Time, IReadOnlyDictionary<string, string> Properties, Func<string?, DateTime> Local);

/// <summary>What all prices have. The amount is a fold over all uses in the order in which they were recorded.</summary>
internal abstract record SlowPrice(string Model)
{
    public string? DivideBy { get; init; }

    public string? MultiplyBy { get; init; }

    public string? Round { get; init; }

    public int Digits { get; init; }

    public string? Free { get; init; }

    public string? DiscountPercent { get; init; }

    public string? DiscountAmount { get; init; }

    public string? Minimum { get; init; }

    public string? Maximum { get; init; }

    public bool Skip { get; init; }

    public long? From { get; init; }

    public long? Until { get; init; }

    public bool IsInForce(long at) => !(at < From) && !(at >= Until);

    /// <summary>Whether it has a price for an event that falls into its dates.</summary>
    public virtual bool Prices(Use use) => true;

    /// <summary>Some of it is a price of single events.</summary>
    public virtual bool IsOfEvents => false;

    /// <summary>Nothing of the uses is priced: none of their units, and no event by itself.</summary>
    public virtual bool IsUnused(IReadOnlyList<Use> uses) => Ratio.Sum(uses.Select(use => use.Units)).IsZero && (!IsOfEvents || Before(uses).IsZero);

    public Ratio Amount(IReadOnlyList<Use> uses)
    {
        if (Skip && IsNothing(uses))
            return Ratio.Zero;
        Ratio amount = Before(uses);
        if (DiscountPercent is { } percent)
            amount -= amount * Ratio.Of(percent) / 100;
        if (DiscountAmount is { } off)
            amount = Ratio.Max(amount - Ratio.Of(off), Ratio.Zero);
        if (Minimum is { } least)
            amount = Ratio.Max(amount, Ratio.Of(least));
        return Maximum is { } most ? Ratio.Min(amount, Ratio.Of(most)) : amount;
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["model"] = Model };
        Write(json);
        if (DivideBy is not null || MultiplyBy is not null || Round is not null)
        {
            var convert = new JsonObject();
            Set(convert, "divide_by", DivideBy);
            Set(convert, "multiply_by", MultiplyBy);
            Set(convert, "round", Round);
            if (Digits > 0)
                convert["digits"] = Digits;
            json["convert"] = convert;
        }

        Set(json, "free_units", Free);
        Set(json, "discount_percent", DiscountPercent);
        Set(json, "discount_amount", DiscountAmount);
        Set(json, "minimum", Minimum);
        Set(json, "maximum", Maximum);
        if (Skip)
            json["skip_when_zero"] = true;
        Set(json, "from", From is { } from ? Text(from) : null);
        Set(json, "until", Until is { } until ? Text(until) : null);
        return json;
    }

    public static string Text(long at) => SlowCalendar.Utc(at).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    protected abstract Ratio Before(IReadOnlyList<Use> uses);

    protected abstract void Write(JsonObject json);

    protected virtual bool IsNothing(IReadOnlyList<Use> uses) => Billed(Ratio.Sum(uses.Select(use => use.Units))).IsZero;

    protected Ratio Converted(Ratio units)
    {
        if (MultiplyBy is { } times)
            units *= Ratio.Of(times);
        if (DivideBy is { } by)
            units /= Ratio.Of(by);
        return Round switch
        {
            "up" => units.Ceiling(Digits),
            "down" => units.Floor(Digits),
            "half_up" => units.HalfAway(Digits),
            _ => units,
        };
    }

    protected Ratio Billed(Ratio units) => Ratio.Max(Converted(units) - (Free is { } free ? Ratio.Of(free) : Ratio.Zero), Ratio.Zero);

    protected static void Set(JsonObject json, string name, string? value)
    {
        if (value is not null)
            json[name] = value;
    }
}
