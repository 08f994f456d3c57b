using System.Collections.Immutable;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Catalog;

/// <summary>What becomes of rate cards: of a new one every price is told, of one that goes only that it goes.</summary>
internal static class RateCardDifference
{
    public static IEnumerable<CatalogChange> Between(ImmutableSortedDictionary<string, RateCard> before, ImmutableSortedDictionary<string, RateCard> after)
    {
        foreach (RateCard card in after.Values)
        {
            if (!before.TryGetValue(card.Name, out RateCard? then))
                yield return new(ChangeKind.Added, Pointer(card), $"Rate card {card.Name} is new");
            foreach (CatalogChange change in Aspect.Difference(then is null ? [] : Aspects(then), Aspects(card)))
                yield return change;
            if (then is not null && PlanDifference.Reordered(then.Charges, card.Charges, Pointer(card), $"Rate card {card.Name}:") is { } reordered)
                yield return reordered;
        }

        foreach (RateCard card in before.Values.Where(card => !after.ContainsKey(card.Name)))
            yield return new(ChangeKind.Removed, Pointer(card), $"Rate card {card.Name} is removed");
    }

    private static IEnumerable<Aspect> Aspects(RateCard card)
    {
        string place = Pointer(card);
        yield return new($"{place}/currency", $"Rate card {card.Name}: priced in", card.Currency);
        foreach (Aspect aspect in Aspects(card, card.Charges, card.Currency, place, ""))
            yield return aspect;
        foreach ((string currency, ImmutableArray<Charge> charges) in card.Currencies)
        {
            foreach (Aspect aspect in Aspects(card, charges, currency, JsonPointer.Append($"{place}/currencies", currency), $" in {currency}"))
                yield return aspect;
        }
    }

    private static IEnumerable<Aspect> Aspects(RateCard card, ImmutableArray<Charge> charges, string currency, string place, string where)
    {
        foreach (Charge charge in charges)
        {
            // Of a dated version only the instant is in the key: where in the list it stands says nothing.
            string name = ChargeNames.Of(charge.Name);
            string of = name == charge.Name ? charge.Name : $"{name} from {charge.Price.From}";
            foreach (Aspect aspect in PlanDifference.Aspects(charge, JsonPointer.Append($"{place}/charges", charge.Name), $"Rate card {card.Name}: charge {of}{where}", Currency.Of(currency)))
                yield return aspect;
        }
    }

    private static string Pointer(RateCard card) => JsonPointer.Append("/rate_cards", card.Name);
}
