using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Rating.Formulas;

namespace Tollgate.Engine.Catalog;

/// <summary>A price, or everything that keeps the value from being one; never both.</summary>
public sealed record PriceReading(Price? Price, ImmutableArray<CatalogProblem> Problems);

/// <summary>
/// Reads a price as it stands in a catalog's charge and in <c>POST /v1/rating/preview</c> alike: <c>model</c>, what the model takes, and
/// what all prices take. A price it answers keeps <see cref="PriceRules"/>.
/// </summary>
public static class PriceReader
{
    private static readonly string[] CommonKeys = ["model", "convert", "free_units", "discount_percent", "discount_amount", "minimum", "maximum", "skip_when_zero", "from", "until"];

    private static readonly (string Name, string[] Keys, Func<Fields, Place, Price?> Read)[] Models =
    [
        ("flat", ["amount"], (fields, _) => fields.Required("amount")?.Money() is { } amount ? new FlatPrice(amount) : null),
        ("per_unit", ["amount"], (fields, _) => fields.Required("amount")?.Rate() is { } amount ? new PerUnitPrice(amount) : null),
        ("graduated", ["tiers"], (fields, _) => TierReader.Read(fields.Required("tiers")) is { } tiers ? new GraduatedPrice(tiers) : null),
        ("volume", ["tiers"], (fields, _) => TierReader.Read(fields.Required("tiers")) is { } tiers ? new VolumePrice(tiers) : null),
        ("package", ["package_size", "amount"], ReadPackage),
        ("stair", ["tiers"], (fields, _) => TierReader.Steps(fields.Required("tiers")) is { } steps ? new StairPrice(steps) : null),
        ("percentage", EventPriceReader.PercentageKeys, EventPriceReader.Percentage),
        ("graduated_percentage", ["tiers"], (fields, _) => TierReader.Percents(fields.Required("tiers")) is { } tiers ? new GraduatedPercentagePrice(tiers) : null),
        ("matrix", ["dimensions", "cells", "default"], MatrixReader.Read),
        ("time_of_day", ["zone", "windows", "default"], TimeOfDayReader.Read),
        ("dynamic", ["amount_path", "multiplier"], EventPriceReader.Dynamic),
        ("seat", ["amount", "proration"], ReadSeat),
        ("formula", ["expression"], (fields, _) => ReadFormula(fields.Required("expression"))),
    ];

    /// <summary>Every word that <c>model</c> may be.</summary>
    public static ImmutableArray<string> ModelNames => [.. Models.Select(item => item.Name)];

    /// <param name="pointer">Where the price stands in what its sender wrote, such as <c>/price</c>; the problems' pointers begin with it.</param>
    public static PriceReading Read(JsonElement price, string pointer = "")
    {
        var problems = new ProblemList();
        Price? read = CatalogDocument.IsReadable(price, new JsonPath(pointer), problems) ? Read(new Place(price, pointer, problems), [], meter: null) : null;
        return new(problems.Count == 0 ? read : null, problems.ToImmutable());
    }

    /// <summary>The price of a charge, checked against the meter whose dimensions its matrix may name.</summary>
    /// <param name="besides">Keys of the same object that are not the price's.</param>
    internal static Price? Read(Place place, string[] besides, Meter? meter)
    {
        int before = place.Problems.Count;
        if (ReadPart(place, besides) is not { } price || place.Problems.Count > before)
            return null;
        foreach (PriceFault fault in PriceRules.Check(price))
            place.Problems.Add(place.Pointer + fault.Place, fault.Code, fault.Message);
        if (meter is not null)
            CheckDimensions(price, meter, place);
        return price;
    }

    /// <summary>A price as far as its own keys go; whether its numbers make sense is asked of the whole.</summary>
    internal static Price? ReadPart(Place place, string[] besides)
    {
        if (Fields.OpenAny(place, "a price")?.Required("model") is not { } model || model.Text("the name of a model") is not { } name)
            return null;
        (string Name, string[] Keys, Func<Fields, Place, Price?> Read) known = Models.FirstOrDefault(item => item.Name == name);
        if (known.Read is null)
        {
            string[] names = [.. Models.Select(item => item.Name)];
            string suggested = Spelling.Suggest(name, names);
            model.Report(ProblemCodes.ModelNotSupported, $"There is no model '{Names.Shortened(name)}' in this version{(suggested.Length > 0 ? suggested : ".")} There are: {string.Join(", ", names)}.");
            return null;
        }

        string what = besides.Length > 0 ? $"a charge of model {name}" : $"a {name} price";
        Fields fields = Fields.Open(place, what, [.. besides, .. CommonKeys, .. known.Keys])!;
        return known.Read(fields, place) is { } price ? WithCommon(price, fields) : null;
    }

    private static Price WithCommon(Price price, Fields fields)
    {
        Conversion? convert = fields.Optional("convert") is { } conversion ? ConversionReader.Read(conversion) : null;
        price = price with
        {
            FreeUnits = fields.Optional("free_units")?.Quantity() ?? Quantity.Zero,
            DiscountPercent = fields.Optional("discount_percent")?.Rate() ?? Rate.Zero,
            DiscountAmount = fields.Optional("discount_amount")?.Money() ?? Money.Zero,
            From = fields.Optional("from")?.Instant(),
            Until = fields.Optional("until")?.Instant(),
            Minimum = fields.Optional("minimum")?.Money(),
            Maximum = fields.Optional("maximum")?.Money(),
            SkipWhenZero = fields.Optional("skip_when_zero")?.Boolean() ?? false,
        };
        return convert is null ? price : WithConversion(price, convert);
    }

    /// <summary>A price with parts counts in them, so that is where its conversion belongs: in each that has none of its own.</summary>
    private static Price WithConversion(Price price, Conversion convert) => price switch
    {
        MatrixPrice matrix => matrix with
        {
            Cells = [.. matrix.Cells.Select(cell => cell with { Price = OfPart(cell.Price, convert) })],
            Default = matrix.Default is null ? null : OfPart(matrix.Default, convert),
        },
        TimeOfDayPrice day => day with
        {
            Windows = [.. day.Windows.Select(window => window with { Price = OfPart(window.Price, convert) })],
            Default = day.Default is null ? null : OfPart(day.Default, convert),
        },
        _ => price with { Convert = convert },
    };

    private static Price OfPart(Price price, Conversion convert) => price is CompositePrice || (price.Convert is null && price is not (FlatPrice or DynamicPrice)) ? WithConversion(price, convert) : price;

    private static FormulaPrice? ReadFormula(Place? given)
    {
        if (given is not { } place)
            return null;
        if (place.Kind != JsonValueKind.String)
        {
            place.ReportType("an expression in quotes, such as \"max(0, quantity - 100) * 0.02\"");
            return null;
        }

        if (Formula.TryRead(place.Value.GetString()!, out string problem) is { } formula)
            return new(formula);
        place.Report(ProblemCodes.MalformedFormula, problem);
        return null;
    }

    private static SeatPrice? ReadSeat(Fields fields, Place place)
    {
        _ = fields.Optional("proration")?.Choice<bool>(("day", true));
        return fields.Required("amount")?.Rate() is { } amount ? new(amount) : null;
    }

    private static PackagePrice? ReadPackage(Fields fields, Place place)
    {
        Quantity? size = fields.Required("package_size")?.Quantity();
        Rate? amount = fields.Required("amount")?.Rate();
        return size is null || amount is null ? null : new(size.Value, amount.Value);
    }

    private static void CheckDimensions(Price price, Meter meter, Place place)
    {
        if (price is not CompositePrice composite)
            return;
        if (price is MatrixPrice matrix)
            CheckDimensions(matrix, meter, place);
        foreach (Price part in composite.Parts)
            CheckDimensions(part, meter, place);
    }

    private static void CheckDimensions(MatrixPrice matrix, Meter meter, Place place)
    {
        for (int i = 0; i < matrix.Dimensions.Length; i++)
        {
            if (!meter.Dimensions.Contains(matrix.Dimensions[i]))
            {
                place.Problems.Add(
                    $"{place.Pointer}/dimensions/{i}",
                    ProblemCodes.DimensionNotMetered,
                    $"The meter '{meter.Name}' has no dimension '{Names.Shortened(matrix.Dimensions[i])}'; add it to the meter's dimensions ({string.Join(", ", meter.Dimensions)}) or correct it.");
            }
        }
    }
}
