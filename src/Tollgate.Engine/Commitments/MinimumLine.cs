using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Commitments;

/// <summary>
/// What a billing period falls short of the least that it costs. Its usage counts, and its fixed charges, those that were billed in advance among them; commits' own lines do not. A minimum is prorated as a
/// fixed charge by day is.
/// </summary>
internal static class MinimumLine
{
    public static bool IsNeeded(ContractBook contract) => contract.Parts.Any(part => part.Plan.Minimum is not null);

    /// <param name="boundary">That ends the period.</param>
    /// <param name="lines">Of the period, whatever invoice they are on.</param>
    /// <returns>Null when the period costs enough.</returns>
    public static InvoiceLine? Of(ContractBook contract, long boundary, IEnumerable<InvoiceLine> lines)
    {
        Exact least = Exact.Zero;
        ContractBook? last = null;
        BillingPeriod whole = default;
        foreach (ContractBook part in contract.Parts)
        {
            if (part.Plan.Minimum is not { } minimum || part.Part(boundary - 1) is not { } period)
                continue;
            whole = last is null ? period : whole with { End = period.End };
            last = part;
            var charge = new Charge(CommitReader.MinimumName, null, AfterIncluded: false, new FlatPrice(minimum), Bill.Arrears, Proration.Day);
            least += Prorating.Of(part, charge, period, charge.Price.Unrounded());
        }

        if (last is null || contract.IsTrial(boundary - 1))
            return null;
        Money exact = lines.Aggregate(least.ToMoney(), (rest, line) => rest - line.Amount);
        Money amount = Currency.Of(contract.Contract.Currency).Round(exact);
        if (amount <= Money.Zero)
            return null;
        return new InvoiceLine(
            0,
            CommitReader.MinimumName,
            LineKind.Minimum,
            $"{last.Plan.Name}: {CommitReader.MinimumName}",
            whole.Start,
            whole.End,
            null,
            Quantity.Zero,
            Quantity.Zero,
            Quantity.Zero,
            0,
            exact,
            amount,
            new FlatPrice(exact).Rate(Quantity.Zero).Tiers,
            last.Contract.Plan,
            last.Contract.CatalogVersion,
            last.Contract.Version
        )
        {
            PurchaseOrder = last.PurchaseOrderAt(new EffectiveAt(whole.End.Microseconds - 1)),
        };
    }
}
