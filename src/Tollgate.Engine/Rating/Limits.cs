using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Rating;

/// <summary>An amount before anything is rounded, and what discounts took off on the way to it.</summary>
internal readonly record struct LimitedAmount(Exact Amount, Exact Discount)
{
    public static LimitedAmount operator +(LimitedAmount left, LimitedAmount right) => new(left.Amount + right.Amount, left.Discount + right.Discount);
}

/// <summary>The steps after the price: what a contract takes it times, percentage discount, amount discount, further discounts, minimum, maximum.</summary>
internal static class Limits
{
    public static LimitedAmount Of(Price price, Exact amount) => Of(price, new LimitedAmount(amount, Exact.Zero));

    public static LimitedAmount Of(Price price, LimitedAmount before)
    {
        Exact amount = TakenOff(price.Times == Rate.One ? before.Amount : before.Amount * price.Times, price.DiscountPercent, price.DiscountAmount);
        foreach (Discount further in price.Discounts)
            amount = TakenOff(amount, further.Percent, further.Amount);
        Exact discount = before.Discount + before.Amount - amount;
        if (price.Minimum is { } minimum)
            amount = Exact.Max(amount, minimum);
        return new(price.Maximum is { } maximum ? Exact.Min(amount, maximum) : amount, discount);
    }

    private static Exact TakenOff(Exact amount, Rate percent, Money discount)
    {
        if (!percent.IsZero)
            amount -= amount * percent / PercentagePrice.Hundred;
        return discount.IsZero ? amount : Exact.Max(amount - discount, Exact.Zero);
    }
}
