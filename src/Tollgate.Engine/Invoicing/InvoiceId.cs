using System.Globalization;
using Tollgate.Engine.Contracts;

namespace Tollgate.Engine.Invoicing;

/// <summary>
/// An invoice is named after its contract and its place in it, so that no run can make the same one twice:
/// <c>inv_{contract}_{number of the period boundary}</c>.
/// </summary>
public static class InvoiceId
{
    public static string Of(Contract contract, long boundary) =>
        $"inv_{Suffix(contract.Id)}_{boundary.ToString(CultureInfo.InvariantCulture)}";

    private static string Suffix(string contractId) => contractId[(contractId.IndexOf('_', StringComparison.Ordinal) + 1)..];
}
