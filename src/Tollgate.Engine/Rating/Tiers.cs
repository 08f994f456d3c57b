using System.Collections.Immutable;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Rating;

/// <summary>Which tiers a quantity stands in. A tier holds <c>(previous, up_to]</c>, continuously: 100.5 stands in <c>(100, 200]</c>.</summary>
internal static class Tiers
{
    /// <summary>What a unit of value costs at a percentage.</summary>
    public static Rate OfPercent(Rate percent) => Rate.FromScaled(percent.Scaled / 100);

    /// <summary>Every tier that the quantity enters, with the units in it. The first is always entered, even by nothing.</summary>
    public static ImmutableArray<Portion> Entered(ImmutableArray<Tier> tiers, Exact billed)
    {
        ImmutableArray<Portion>.Builder portions = ImmutableArray.CreateBuilder<Portion>();
        Quantity from = Quantity.Zero;
        foreach (Tier tier in tiers)
        {
            Exact end = tier.UpTo is { } upTo ? Exact.Min(billed, upTo) : billed;
            portions.Add(new(from, tier.UpTo, end - from, tier.UnitAmount, tier.FlatAmount));
            if (tier.UpTo is not { } next || billed <= next)
                break;
            from = next;
        }

        return portions.ToImmutable();
    }

    /// <summary>The tier that the whole quantity stands in, with all units.</summary>
    public static Portion Reached(ImmutableArray<Tier> tiers, Exact billed)
    {
        int at = 0;
        while (tiers[at].UpTo is { } upTo && billed > upTo)
            at++;
        Quantity from = at == 0 ? Quantity.Zero : tiers[at - 1].UpTo!.Value;
        return new(from, tiers[at].UpTo, billed, tiers[at].UnitAmount, tiers[at].FlatAmount);
    }

    /// <summary>The tier of whatever is used next: at a tier's inclusive end, the following one.</summary>
    public static Tier Next(ImmutableArray<Tier> tiers, Exact billed)
    {
        int at = 0;
        while (tiers[at].UpTo is { } upTo && billed >= upTo)
            at++;
        return tiers[at];
    }
}
