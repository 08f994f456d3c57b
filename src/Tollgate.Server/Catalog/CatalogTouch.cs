using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;

namespace Tollgate.Server.Catalog;

/// <summary>Who has, today, something that a new catalog version changes. They keep it as it was until their contracts are moved.</summary>
/// <param name="What">The kind of it, in the catalog's own word for the map that it stands in: <c>plans</c>.</param>
internal sealed record CatalogTouch(string What, string Name, int Contracts, int Accounts)
{
    /// <summary>In the order of the changes; what no contract has is left out.</summary>
    public static ImmutableArray<CatalogTouch> Of(Books books, IEnumerable<CatalogChange> changes)
    {
        var touched = ImmutableArray.CreateBuilder<CatalogTouch>();
        foreach ((string what, string name) in changes.Select(Changed).OfType<(string, string)>().Distinct())
        {
            ContractBook[] having = [.. books.Contracts.Values.Where(contract => contract.IsLast && Has(contract, what, name))];
            if (having.Length > 0)
                touched.Add(new(what, name, having.Length, having.Select(contract => contract.Contract.AccountId).Distinct(StringComparer.Ordinal).Count()));
        }

        return touched.ToImmutable();
    }

    public static void Write(Utf8JsonWriter json, ImmutableArray<CatalogTouch> touched)
    {
        json.WriteStartArray("touches"u8);
        foreach (CatalogTouch touch in touched)
        {
            json.WriteStartObject();
            json.WriteString("what"u8, touch.What);
            json.WriteString("name"u8, touch.Name);
            json.WriteNumber("contracts"u8, touch.Contracts);
            json.WriteNumber("accounts"u8, touch.Accounts);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static (string What, string Name)? Changed(CatalogChange change) => change.Pointer.Split('/') is [_, var what, var name, ..] ? (what, name) : null;

    private static bool Has(ContractBook contract, string what, string name) => what switch
    {
        "plans" => contract.Contract.Plan == name,
        "rate_cards" => contract.Plan.RateCard == name,
        "add_ons" => contract.Contract.Terms.AddOns.Any(taken => taken.AddOn == name),
        "bundles" => contract.Contract.Terms.Bundle == name,
        "promotions" => contract.Contract.Terms.Promotions.Contains(name),
        "features" => contract.Plan.Entitlements.ContainsKey(name),
        "defaults" => contract.Catalog.Defaults.ContainsKey(name) && !contract.Plan.Entitlements.ContainsKey(name),
        "meters" => contract.Plan.Charges.Any(charge => charge.Meter == name) || contract.Plan.Entitlements.Keys.Any(feature => contract.Catalog.Features[feature].Meter == name),
        _ => false,
    };
}
