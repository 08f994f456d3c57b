using System.Collections.Immutable;

namespace Tollgate.Engine.Accounts;

public enum AccountKind
{
    Customer,
    Unit,
    Pool,
    Reseller,
}

/// <summary>A customer, or a unit of one. Its home shard is fixed for ever.</summary>
/// <param name="Currency">ISO 4217; null takes the currency of the catalog its contract is made from.</param>
/// <param name="TimeZone">An IANA name, in whose local calendar billing periods are computed.</param>
/// <param name="LegalEntity">The seller's company that invoices it.</param>
/// <param name="ExternalIds">The account's id in other systems, by system.</param>
public sealed record Account(
    string Id,
    string? ParentId,
    AccountKind Kind,
    string? Name,
    string? Currency,
    string TimeZone,
    string LegalEntity,
    ImmutableSortedDictionary<string, string> ExternalIds,
    ImmutableSortedDictionary<string, string> Attributes,
    int HomeShard
)
{
    /// <summary>Of an account for which nobody says another.</summary>
    public const string DefaultTimeZone = "UTC";

    /// <inheritdoc cref="DefaultTimeZone"/>
    public const string DefaultLegalEntity = "default";
}
