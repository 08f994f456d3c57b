using System.Collections.Immutable;
using NodaTime;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Rating;

/// <summary>What of an event decides where in a price it counts.</summary>
/// <param name="Zone">The account's.</param>
/// <param name="Property">The event's value of a dimension, or null if it has none; a missing value matches no cell that asks for one.</param>
public readonly record struct Occasion(EffectiveAt Time, DateTimeZone Zone, Func<string, string?> Property);

/// <summary>Where in a price an event counts.</summary>
public static class Cells
{
    /// <summary>Whether the price is in force at an instant.</summary>
    public static bool IsInForce(this Price price, EffectiveAt at) => !(at < price.From) && !(at >= price.Until);

    /// <summary>Some part of it prices events one by one.</summary>
    public static bool HasEvents(this Price price) => price is EventPrice || (price is CompositePrice composite && composite.Parts.Any(HasEvents));

    /// <summary>How many cells a price has.</summary>
    public static int Count(this Price price) => price is CompositePrice composite ? composite.Parts.Sum(Count) : 1;

    /// <summary>The cell of an event; 0 of a price without parts.</summary>
    /// <returns>Null when no part takes the event: it has no price, which must be shown.</returns>
    public static int? CellOf(this Price price, in Occasion occasion)
    {
        if (price is not CompositePrice composite)
            return price is EventPrice ofEvent && !ofEvent.IsReadable(occasion.Property) ? null : 0;
        if (composite.PartOf(occasion) is not { } part || composite.Part(part).CellOf(occasion) is not { } cell)
            return null;
        for (int i = 0; i < part; i++)
            cell += composite.Part(i).Count();
        return cell;
    }

    /// <summary>The price in a cell, and what the cell asks for (nothing for a default).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The price has no such cell.</exception>
    public static (Price Price, ImmutableSortedDictionary<string, string> Match) Cell(this Price price, int cell)
    {
        var match = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        while (price is CompositePrice composite)
        {
            int part = 0;
            for (; part < composite.PartCount && cell >= composite.Part(part).Count(); part++)
                cell -= composite.Part(part).Count();
            if (part == composite.PartCount)
                throw new ArgumentOutOfRangeException(nameof(cell), cell, "The price has no such cell.");
            match.AddRange(composite.Asks(part));
            price = composite.Part(part);
        }

        return cell == 0 ? (price, match.ToImmutable()) : throw new ArgumentOutOfRangeException(nameof(cell), cell, "The price has no such cell.");
    }
}
