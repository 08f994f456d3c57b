using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;

namespace Tollgate.Engine.Invoicing;

/// <summary>
/// What is charged once (<see cref="Bill.Once"/>): whole, with the period in which the contract comes to have it, and not again while it stays on the plan, or keeps the add-on. Of an add-on that is had more often than
/// before, those that are new are charged. Whoever comes back to a plan or an add-on that he had left is charged again.
/// </summary>
internal static class OneTime
{
    /// <param name="part">Whose plan has the charge.</param>
    public static bool IsDue(ContractBook part, Charge charge, long period) => BilledIn(part) == period && New(part, charge) > 0;

    /// <summary>How many of what the charge is for are new, of <see cref="All"/>.</summary>
    public static int New(ContractBook part, Charge charge)
    {
        int had = 0;
        foreach (ContractBook before in part.Parts.TakeWhile(other => !ReferenceEquals(other, part)).Reverse())
        {
            if (before.Contract.Paused || BilledIn(before) is null)
                continue;
            if (before.Plan.Charges.FirstOrDefault(other => IsSame(before, other, part, charge)) is not { } known)
                break;
            had = Math.Max(had, All(known));
        }

        return All(charge) - had;
    }

    public static int All(Charge charge) => charge.AddOn?.Quantity ?? 1;

    private static bool IsSame(ContractBook before, Charge known, ContractBook part, Charge charge) =>
        known.Bill == Bill.Once && known.Name == charge.Name && known.AddOn?.AddOn == charge.AddOn?.AddOn && (charge.AddOn is not null || before.Contract.Plan == part.Contract.Plan);

    /// <summary>The first period under some terms that is no trial; null when they hold in none.</summary>
    private static long? BilledIn(ContractBook part)
    {
        long period = part.PeriodAt(part.From).Index;
        while (part.IsTrial(period))
            period++;
        return part.Part(period) is null ? null : period;
    }
}
