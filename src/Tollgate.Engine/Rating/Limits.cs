using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Rating;

/// <summary>An amount before anything is rounded, and what discounts took off on the way to it.</summary>
internal readonly record struct LimitedAmount(Exact Amount, Exact Discount)
{
    public static LimitedAmount operator +(LimitedAmount left, LimitedAmount right) => new(left.Amount + right.Amount, left.Discount + right.Discount);
}

/// <summary>The steps after the price: percentage discount, amount discount, minimum, maximum.</summary>
internal static class Limits
{
    public static LimitedAmount Of(Price price, Exact amount) => Of(price, new LimitedAmount(amount, Exact.Zero));

    public static LimitedAmount Of(Price price, LimitedAmount before)
    {
        Exact amount = before.Amount;
        if (!price.DiscountPercent.IsZero)
            amount -= amount * price.DiscountPercent / PercentagePrice.Hundred;
        if (!price.DiscountAmount.IsZero)
            amount = Exact.Max(amount - price.DiscountAmount, Exact.Zero);
        Exact discount = before.Discount + before.Amount - amount;
        if (price.Minimum is { } minimum)
            amount = Exact.Max(amount, minimum);
        return new(price.Maximum is { } maximum ? Exact.Min(amount, maximum) : amount, discount);
    }
}
