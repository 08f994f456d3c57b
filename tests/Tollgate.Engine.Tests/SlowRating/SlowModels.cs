using System.Text.Json.Nodes;

namespace Tollgate.Engine.Tests.SlowRating;

/// <summary>A price of the whole quantity, whatever its order.</summary>
internal abstract record OfQuantity(string Model) : SlowPrice(Model)
{
    protected override Ratio Before(IReadOnlyList<Use> uses) => Of(Billed(Ratio.Sum(uses.Select(use => use.Units))));

    protected abstract Ratio Of(Ratio units);
}

internal sealed record SlowFlat(string Price) : OfQuantity("flat")
{
    protected override Ratio Of(Ratio units) => Ratio.Of(Price);

    protected override void Write(JsonObject json) => json["amount"] = Price;
}

internal sealed record SlowPerUnit(string Price) : OfQuantity("per_unit")
{
    protected override Ratio Of(Ratio units) => units * Ratio.Of(Price);

    protected override void Write(JsonObject json) => json["amount"] = Price;
}

internal sealed record SlowPackage(string Size, string Price) : OfQuantity("package")
{
    protected override Ratio Of(Ratio units) => (units / Ratio.Of(Size)).Ceiling(0) * Ratio.Of(Price);

    protected override void Write(JsonObject json)
    {
        json["package_size"] = Size;
        json["amount"] = Price;
    }
}

/// <param name="UpTo">Null is open.</param>
/// <param name="Each">Of a percentage: in percent; of a stair: unused.</param>
internal sealed record SlowTier(string? UpTo, string Each, string? Once);

/// <summary>graduated, volume, stair and graduated_percentage: what a tier holds is <c>(before, up to]</c>.</summary>
internal sealed record SlowTiers(string Model, SlowTier[] Tiers) : OfQuantity(Model)
{
    private bool IsPercent => Model == "graduated_percentage";

    protected override Ratio Of(Ratio units)
    {
        int reached = Array.FindIndex(Tiers, tier => tier.UpTo is not { } upTo || units <= Ratio.Of(upTo));
        if (Model == "stair")
            return Ratio.Of(Tiers[reached].Once!);
        if (Model == "volume")
            return (units * Each(reached)) + Once(reached);
        Ratio sum = Ratio.Zero;
        for (int i = 0; i <= reached; i++)
        {
            Ratio from = i == 0 ? Ratio.Zero : Ratio.Of(Tiers[i - 1].UpTo!);
            Ratio end = i == reached ? units : Ratio.Of(Tiers[i].UpTo!);
            sum += ((end - from) * Each(i)) + Once(i);
        }

        return sum;
    }

    protected override void Write(JsonObject json) => json["tiers"] = new JsonArray([.. Tiers.Select(Write)]);

    private Ratio Each(int tier) => Ratio.Of(Tiers[tier].Each) / (IsPercent ? 100 : 1);

    private Ratio Once(int tier) => Tiers[tier].Once is { } once ? Ratio.Of(once) : Ratio.Zero;

    private JsonObject Write(SlowTier tier)
    {
        var json = new JsonObject { ["up_to"] = tier.UpTo };
        if (Model != "stair")
            json[IsPercent ? "percent" : "unit_amount"] = tier.Each;
        Set(json, Model == "stair" ? "amount" : "flat_amount", tier.Once);
        return json;
    }
}

/// <summary>An expression, and the same as a function.</summary>
internal sealed record SlowFormula(string Expression, Func<Ratio, Ratio> Means) : OfQuantity("formula")
{
    protected override Ratio Of(Ratio units) => Means(units);

    protected override void Write(JsonObject json) => json["expression"] = Expression;
}

internal sealed record SlowPercentage(string Percent, string? Fixed, int FreeEvents, string? FreeAmount, string? Least, string? Most) : SlowPrice("percentage")
{
    public override bool IsOfEvents => true;

    protected override Ratio Before(IReadOnlyList<Use> uses)
    {
        Ratio sum = Ratio.Zero;
        Ratio before = Ratio.Zero;
        Ratio free = FreeAmount is { } amount ? Ratio.Of(amount) : Ratio.Zero;
        for (int i = 0; i < uses.Count; i++)
        {
            Ratio after = before + Converted(uses[i].Units);
            if (i >= FreeEvents && (free.IsZero || after > free))
                sum += OfOne(after - Ratio.Max(before, Ratio.Min(after, free)));
            before = after;
        }

        return sum;
    }

    protected override bool IsNothing(IReadOnlyList<Use> uses) => base.IsNothing(uses) && Before(uses).IsZero;

    protected override void Write(JsonObject json)
    {
        json["percent"] = Percent;
        Set(json, "fixed_amount", Fixed);
        if (FreeEvents > 0)
            json["free_events"] = FreeEvents;
        Set(json, "free_amount", FreeAmount);
        Set(json, "event_minimum", Least);
        Set(json, "event_maximum", Most);
    }

    private Ratio OfOne(Ratio value)
    {
        Ratio fee = (value * Ratio.Of(Percent) / 100) + (Fixed is { } each ? Ratio.Of(each) : Ratio.Zero);
        if (Least is { } least)
            fee = Ratio.Max(fee, Ratio.Of(least));
        if (Most is { } most)
            fee = Ratio.Min(fee, Ratio.Of(most));
        return fee.HalfAway(21);
    }
}

internal sealed record SlowDynamic(string Path, string? Multiplier) : SlowPrice("dynamic")
{
    public override bool IsOfEvents => true;

    public override bool Prices(Use use) => use.Properties.TryGetValue(Path, out string? text) && text.Length > 0 && text.All(c => char.IsAsciiDigit(c) || c == '.');

    protected override Ratio Before(IReadOnlyList<Use> uses) =>
        Ratio.Sum(uses.Select(use => (Ratio.Of(use.Properties[Path]) * (Multiplier is { } times ? Ratio.Of(times) : 1)).HalfAway(21)));

    protected override bool IsNothing(IReadOnlyList<Use> uses) => base.IsNothing(uses) && Before(uses).IsZero;

    protected override void Write(JsonObject json)
    {
        json["amount_path"] = Path;
        Set(json, "multiplier", Multiplier);
    }
}
