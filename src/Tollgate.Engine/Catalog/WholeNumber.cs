using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Catalog;

/// <summary>Reads how many of something there are.</summary>
internal static class WholeNumber
{
    public static int? Read(Place place, string key, int least, int most)
    {
        if (place.Quantity() is not { } number)
            return null;
        if (number.Scaled % Quantity.One.Scaled == 0 && number >= least && number <= most)
            return (int)(number.Scaled / Quantity.One.Scaled);
        place.Report(ProblemCodes.WholeNumberOutOfRange, $"{key} is {number}; it must be a whole number from {CatalogWords.Of((Quantity)least)} to {CatalogWords.Of((Quantity)most)}.");
        return null;
    }
}
