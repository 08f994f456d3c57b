using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Catalog;

/// <summary>A price, or everything that keeps the value from being one; never both.</summary>
public sealed record PriceReading(Price? Price, ImmutableArray<CatalogProblem> Problems);

/// <summary>
/// Reads a price as it stands in a catalog's charge and in <c>POST /v1/rating/preview</c> alike: <c>model</c>, what the model takes, and
/// what all prices take. A price it answers keeps <see cref="PriceRules"/>.
/// </summary>
public static class PriceReader
{
    private static readonly string[] CommonKeys = ["model", "convert", "free_units", "minimum", "maximum", "skip_when_zero"];

    private static readonly (string Name, string[] Keys, Func<Fields, Place, Price?> Read)[] Models =
    [
        ("flat", ["amount"], (fields, _) => fields.Required("amount")?.Money() is { } amount ? new FlatPrice(amount) : null),
        ("per_unit", ["amount"], (fields, _) => fields.Required("amount")?.Rate() is { } amount ? new PerUnitPrice(amount) : null),
        ("graduated", ["tiers"], (fields, _) => TierReader.Read(fields.Required("tiers")) is { } tiers ? new GraduatedPrice(tiers) : null),
        ("volume", ["tiers"], (fields, _) => TierReader.Read(fields.Required("tiers")) is { } tiers ? new VolumePrice(tiers) : null),
        ("package", ["package_size", "amount"], ReadPackage),
        ("matrix", ["dimensions", "cells", "default"], MatrixReader.Read),
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
        if (price is MatrixPrice matrix && meter is not null)
            CheckDimensions(matrix, meter, place);
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
            Minimum = fields.Optional("minimum")?.Money(),
            Maximum = fields.Optional("maximum")?.Money(),
            SkipWhenZero = fields.Optional("skip_when_zero")?.Boolean() ?? false,
        };
        // A matrix counts in its cells, so that is where its conversion belongs.
        return price is MatrixPrice matrix ? MatrixReader.Convert(matrix, convert) : price with { Convert = convert };
    }

    private static PackagePrice? ReadPackage(Fields fields, Place place)
    {
        Quantity? size = fields.Required("package_size")?.Quantity();
        Rate? amount = fields.Required("amount")?.Rate();
        return size is null || amount is null ? null : new(size.Value, amount.Value);
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
