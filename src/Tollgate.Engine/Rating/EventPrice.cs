using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Rating;

/// <summary>What a cell of a price counted.</summary>
/// <param name="Units">In the meter's units, before conversion.</param>
/// <param name="Fees">What the events cost one by one; matters to an <see cref="EventPrice"/> alone, whose units do not tell it.</param>
public readonly record struct CellUsage(Quantity Units, long Events, Money Fees)
{
    /// <summary>A quantity, for prices of which it tells all.</summary>
    public static implicit operator CellUsage(Quantity units) => new(units, units.IsZero ? 0 : 1, Money.Zero);

    /// <summary>There is nothing to price: events of which all is covered are priced by nobody.</summary>
    public bool IsZero => Units.IsZero && Fees.IsZero;

    public static CellUsage operator +(CellUsage left, CellUsage right) => new(left.Units + right.Units, left.Events + right.Events, left.Fees + right.Fees);
}

/// <summary>
/// A price of each event by itself, so that the sum of the quantities does not tell what they cost: each has its fee as it is counted, in the order of counting, and the fees are added up.
/// </summary>
public abstract record EventPrice : Price
{
    /// <summary>What one event costs, rounded to the 21st digit.</summary>
    /// <param name="before">What the cell has counted before it.</param>
    /// <param name="value">In the meter's units.</param>
    /// <param name="property">Of the event.</param>
    public abstract Money Fee(in CellUsage before, Quantity value, Func<string, string?> property);

    /// <summary>Whether the event carries what its fee is made from.</summary>
    public virtual bool IsReadable(Func<string, string?> property) => true;

    /// <summary>Counts one event.</summary>
    public CellUsage Count(in CellUsage before, Quantity value, Func<string, string?> property) =>
        new(before.Units + value, before.Events + 1, before.Fees + Fee(before, value, property));
}

/// <summary>
/// A share of each event's value, and a fixed amount for each event. The first <paramref name="FreeEvents"/> cost nothing, nor does the value up to <paramref name="FreeAmount"/>, which is counted from the
/// first event on; an event of which nothing is left beyond it costs nothing at all.
/// </summary>
/// <param name="Percent">With up to 10 fractional digits.</param>
/// <param name="FreeAmount">After conversion.</param>
/// <param name="EventMinimum">Of an event that costs something; so is the maximum.</param>
public sealed record PercentagePrice(Rate Percent, Money FixedAmount, long FreeEvents, Quantity FreeAmount, Money? EventMinimum, Money? EventMaximum) : EventPrice
{
    public override Money Fee(in CellUsage before, Quantity value, Func<string, string?> property)
    {
        if (before.Events < FreeEvents)
            return Money.Zero;
        Exact soFar = UnitSteps.Converted(Convert, before.Units);
        Exact with = UnitSteps.Converted(Convert, before.Units + value);
        if (!FreeAmount.IsZero && with <= FreeAmount)
            return Money.Zero;
        Exact charged = with - Exact.Max(soFar, FreeAmount.IsZero ? soFar : Exact.Min(with, FreeAmount));
        Exact fee = (charged * Percent / Hundred) + FixedAmount;
        if (EventMinimum is { } least)
            fee = Exact.Max(fee, least);
        return (EventMaximum is { } most ? Exact.Min(fee, most) : fee).ToMoney();
    }

    internal static readonly Exact Hundred = Quantity.FromScaled(100 * Quantity.One.Scaled);
}

/// <summary>The amount that each event carries, times a factor.</summary>
/// <param name="AmountPath">Where in the event's properties it stands: a decimal, zero or more.</param>
public sealed record DynamicPrice(string AmountPath, Rate Multiplier) : EventPrice
{
    public override Money Fee(in CellUsage before, Quantity value, Func<string, string?> property) => TryRead(property, out Money amount)
        ? ((Exact)amount * Multiplier).ToMoney()
        : throw new ArgumentException($"The event has no amount at '{AmountPath}'.", nameof(property));

    public override bool IsReadable(Func<string, string?> property) => TryRead(property, out _);

    private bool TryRead(Func<string, string?> property, out Money amount)
    {
        amount = default;
        return property(AmountPath) is { } text && Money.TryParse(text, out amount, out _) && !amount.IsNegative;
    }
}
