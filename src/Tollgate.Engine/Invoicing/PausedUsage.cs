using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Metering;

namespace Tollgate.Engine.Invoicing;

/// <summary>Usage of a time in which the contract was paused: counted like any other, and on no line.</summary>
internal static class PausedUsage
{
    /// <param name="part">A pause.</param>
    public static IEnumerable<UnbilledUsage> Of(ContractBook part, PeriodBook totals)
    {
        if (totals.Meters.Count == 0)
            yield break;
        var agreed = Agreement.Of(part.Catalog, part.Contract with { Paused = false }, part.Zone);
        foreach (Charge charge in agreed.Plan.Charges)
        {
            if (charge.Meter is { } meter && totals.Meters.TryGetValue(meter, out Total total))
                yield return new UnbilledUsage("contract_paused", charge.Name, meter, total.Used, total.Events, $"The contract was paused from {part.From} to {part.Until?.ToString() ?? "no end"}: nothing of that time is charged.");
        }
    }
}
