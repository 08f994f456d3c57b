using FsCheck;
using FsCheck.Fluent;

namespace Tollgate.Engine.Tests.Rating;

/// <summary>Generated prices, as the lines of <see cref="Prices"/>, so that a counterexample can be pasted into a table.</summary>
internal static class Generated
{
    /// <summary>Small and large quantities, whole and broken, and often the ends of the tiers below.</summary>
    public static readonly Gen<string> Quantities = Gen.OneOf(
        Gen.Elements("0", "1", "99.999999999", "100", "100.000000001", "200", "1000", "1000000000.123456789"),
        Gen.Choose(0, 400).Select(whole => $"{whole}"),
        from whole in Gen.Choose(0, 2_000_000) from part in Gen.Choose(1, 999_999_999) select $"{whole}.{part:D9}");

    private static readonly Gen<string> Amounts = Gen.OneOf(
        Gen.Elements("0", "1", "0.002", "0.000000000001", "30.00", "0.333333333333"),
        from whole in Gen.Choose(0, 500) from part in Gen.Choose(0, 999_999) select $"{whole}.{part:D6}");

    private static readonly Gen<string> Tiers =
        from ends in Gen.Choose(1, 300).ArrayOf(3)
        from count in Gen.Choose(0, 3)
        from units in Amounts.ArrayOf(4)
        from flats in Amounts.ArrayOf(4)
        let bounds = ends.Take(count).Distinct().Order().Select(end => $"{end}").Append("..").ToArray()
        select string.Join(" ", bounds.Select((end, i) => $"{end}@{units[i]}+{flats[i]}"));

    private static readonly Gen<string> Models = Gen.OneOf(
        Amounts.Select(amount => $"flat {amount}"),
        Amounts.Select(amount => $"per_unit {amount}"),
        from size in Gen.Elements("1", "3", "1000", "0.7") from amount in Amounts select $"package {size} {amount}",
        Tiers.Select(tiers => $"graduated {tiers}"),
        Tiers.Select(tiers => $"volume {tiers}"),
        Tiers.Select(tiers => $"percents {tiers}"),
        from ends in Gen.Choose(1, 300).ArrayOf(2)
        from amounts in Amounts.ArrayOf(3)
        select "stair " + string.Join(" ", ends.Distinct().Order().Select(end => $"{end}").Append("..").Select((end, i) => $"{end}@{amounts[i]}")));

    public static readonly Gen<string> Lines =
        from model in Models
        from convert in Gen.Elements("", "", " /3", " /1000", " x60", " /0.007")
        from free in Gen.Elements("", "", " free=10", " free=0.5")
        from off in Gen.Elements("", "", "", " off=10%", " off=5", " off=33.333333333333% off=0.01", " off=100%")
        from limits in Gen.Elements("", "", " min=20", " max=900", " min=20 max=900", " min=0.000000000007")
        from skip in Gen.Elements("", " skip")
        select model.StartsWith("flat", StringComparison.Ordinal) ? $"{model}{off}{limits}{skip}" : $"{model}{convert}{free}{off}{limits}{skip}";
}
