using System.Text.Json;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;

namespace Tollgate.Server.Contracts;

/// <summary>A price that a contract pays, and the list price where another was negotiated; both in words.</summary>
internal sealed record ContractPrice(Charge Charge, string Price, string? ListPrice)
{
    public static ContractPrice[] Of(ContractBook contract) =>
    [
        .. contract.Plan.Charges.Select(charge => new ContractPrice(
            charge,
            PriceText.Of(charge.Price, charge.PricedIn ?? contract.Contract.Currency),
            charge.ListPrice is { } list ? PriceText.Of(list, charge.PricedIn ?? contract.Contract.Currency) : null
        )),
    ];

    public static void Write(Utf8JsonWriter json, ContractPrice[] prices)
    {
        json.WriteStartArray("charges"u8);
        foreach (ContractPrice price in prices)
        {
            Charge charge = price.Charge;
            json.WriteStartObject();
            json.WriteString("charge"u8, ChargeNames.Of(charge.Name));
            if (charge.AddOn is { } addOn)
                json.WriteString("add_on"u8, addOn.AddOn);
            if (charge.RateCard is { } card)
                json.WriteString("rate_card"u8, card);
            if (charge.Price.From is { } from)
                json.WriteString("from"u8, (EffectiveAt?)from);
            if (charge.Price.Until is { } until)
                json.WriteString("until"u8, (EffectiveAt?)until);
            if (charge.PricedIn is { } currency)
                json.WriteString("priced_in"u8, currency);
            json.WriteString("price"u8, price.Price);
            if (price.ListPrice is { } list)
                json.WriteString("list_price"u8, list);
            if (!charge.Promotions.IsEmpty)
            {
                json.WriteStartArray("promotions"u8);
                foreach (string code in charge.Promotions)
                    json.WriteStringValue(code);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
