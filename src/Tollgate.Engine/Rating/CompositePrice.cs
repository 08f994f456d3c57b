using System.Collections.Immutable;
using NodaTime;

namespace Tollgate.Engine.Rating;

/// <summary>
/// A price that has others for its parts, of which an event finds one. Each counts its own cumulative quantity. The cells of a price are its parts' cells one after the other, numbered from 0; a price
/// without parts is one cell.
/// </summary>
public abstract record CompositePrice : Price
{
    /// <summary>The default, if there is one, among them.</summary>
    internal abstract int PartCount { get; }

    /// <summary>The default stands behind the others.</summary>
    internal abstract Price Part(int part);

    public IEnumerable<Price> Parts => Enumerable.Range(0, PartCount).Select(Part);

    /// <summary>The part that an event finds, or null when it has no price.</summary>
    internal abstract int? PartOf(in Occasion occasion);

    /// <summary>What a part asks for, by name; nothing for the default.</summary>
    internal abstract IEnumerable<KeyValuePair<string, string>> Asks(int part);
}

/// <summary>
/// A price for each combination of dimension values. The most specific cell that matches wins (the one naming most dimensions, then the
/// first in the document).
/// </summary>
public sealed record MatrixPrice(ImmutableArray<string> Dimensions, ImmutableArray<MatrixCell> Cells, Price? Default) : CompositePrice
{
    internal override int PartCount => Cells.Length + (Default is null ? 0 : 1);

    internal override Price Part(int part) => part < Cells.Length ? Cells[part].Price : Default!;

    internal override int? PartOf(in Occasion occasion)
    {
        string?[] values = [.. Dimensions.Select(occasion.Property)];
        int? best = null;
        int most = -1;
        for (int i = 0; i < Cells.Length; i++)
        {
            int named = Cells[i].Match.Count;
            if (named > most && Matches(Cells[i], values) && Cells[i].Price.IsInForce(occasion.Time))
                (best, most) = (i, named);
        }

        return best ?? (Default?.IsInForce(occasion.Time) == true ? Cells.Length : null);
    }

    internal override IEnumerable<KeyValuePair<string, string>> Asks(int part) => part < Cells.Length ? Cells[part].Match : [];

    private bool Matches(MatrixCell cell, string?[] values)
    {
        int met = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (!cell.Match.TryGetValue(Dimensions[i], out string? wanted))
                continue;
            if (!string.Equals(wanted, values[i], StringComparison.Ordinal))
                return false;
            met++;
        }

        return met == cell.Match.Count;
    }
}

/// <summary>One cell of a matrix: the values it asks for (a dimension it does not name matches anything) and the price there.</summary>
public sealed record MatrixCell(ImmutableSortedDictionary<string, string> Match, Price Price);

/// <summary>A price for each part of the day, by the event's local time. The first window that holds it wins.</summary>
/// <param name="Zone">Whose local time; null is the account's.</param>
public sealed record TimeOfDayPrice(DateTimeZone? Zone, ImmutableArray<DayWindow> Windows, Price? Default) : CompositePrice
{
    /// <summary>The name under which a rated tier says which window it belongs to.</summary>
    public const string Name = "time_of_day";

    internal override int PartCount => Windows.Length + (Default is null ? 0 : 1);

    internal override Price Part(int part) => part < Windows.Length ? Windows[part].Price : Default!;

    internal override int? PartOf(in Occasion occasion)
    {
        LocalDateTime local = occasion.Time.ToInstant().InZone(Zone ?? occasion.Zone).LocalDateTime;
        for (int i = 0; i < Windows.Length; i++)
        {
            if (Windows[i].Contains(local) && Windows[i].Price.IsInForce(occasion.Time))
                return i;
        }

        return Default?.IsInForce(occasion.Time) == true ? Windows.Length : null;
    }

    internal override IEnumerable<KeyValuePair<string, string>> Asks(int part) => part < Windows.Length ? [new(Name, Windows[part].ToString())] : [];
}
