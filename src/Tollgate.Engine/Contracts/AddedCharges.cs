using Tollgate.Engine.Catalog;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Contracts;

/// <summary>The charges of add-ons beside those of a plan: a flat amount as often as the add-on was bought, usage once.</summary>
internal static class AddedCharges
{
    public static IEnumerable<Charge> Of(IEnumerable<(AddOn AddOn, int Quantity)> taken)
    {
        foreach ((AddOn addOn, int quantity) in taken)
        {
            foreach (Charge charge in addOn.Charges)
            {
                yield return charge with
                {
                    Name = ChargeNames.Of(addOn.Name, charge.Name),
                    AddOn = new(addOn.Name, quantity),
                    Price = charge.Price is FlatPrice flat ? flat with { Amount = Money.FromScaled(flat.Amount.Scaled * quantity) } : charge.Price,
                };
            }
        }
    }

    /// <summary>Whether so many of a flat charge can be told at all.</summary>
    public static bool CanBeTold(Charge charge, int quantity) =>
        charge.Price is not FlatPrice flat || flat.Amount.Scaled <= MeterCapacity.DearestLine.Scaled / quantity;
}
