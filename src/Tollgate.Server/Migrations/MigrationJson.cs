using System.Text.Json;
using Tollgate.Engine.Migrations;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;
using static Tollgate.Server.Http.Shape;

namespace Tollgate.Server.Migrations;

/// <summary>Migrations as the API writes them.</summary>
internal static class MigrationJson
{
    public static readonly ObjectShape Preview = Answer(
        "MigratedContract",
        Has("contract_id", Text),
        Has("account_id", Text),
        Has("from_plan", Text),
        Has("from_catalog_version", Integer),
        Has("effective_at", Instant),
        Has("to_plan", Text.OrNull, "null when it cannot be moved."),
        Has("refused", Answer("MigrationRefusal", Has("code", Text), Has("detail", Text)).OrNull),
        Has("changes", ListOf(Text), "In words."),
        Has("next_invoice", Answer("MigratedInvoice", Has("date", Instant), Has("currency", Text), Has("before", DecimalText), Has("after", DecimalText)).OrNull, "At the end of the period in which the terms change, with what was used by now; before tax.")
    );

    public static void Write(Utf8JsonWriter json, Migration migration)
    {
        MigrationTerms terms = migration.Terms;
        json.WriteStartObject();
        json.WriteString("id"u8, terms.Id);
        json.WriteStartObject("select"u8);
        if (terms.Select.Plan is { } plan)
            json.WriteString("plan"u8, plan);
        if (terms.Select.CatalogVersion is { } version)
            json.WriteNumber("catalog_version"u8, version);
        if (!terms.Select.Contracts.IsEmpty)
        {
            json.WriteStartArray("contracts"u8);
            foreach (string id in terms.Select.Contracts)
                json.WriteStringValue(id);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteString("to"u8, terms.ToPlan);
        json.WriteString("at"u8, terms.At);
        json.WriteNumber("catalog_version"u8, migration.CatalogVersion);
        json.WriteString("status"u8, migration.EndedAt is not null ? "done" : migration.Done > 0 ? "running" : "ordered");
        json.WriteNumber("total"u8, migration.Total);
        json.WriteNumber("moved"u8, migration.Moved);
        json.WriteNumber("unchanged"u8, migration.Unchanged);
        json.WriteStartArray("unmoved"u8);
        foreach (Unmoved unmoved in migration.Unmoved)
        {
            json.WriteStartObject();
            json.WriteString("contract_id"u8, unmoved.ContractId);
            json.WriteString("code"u8, unmoved.Code);
            json.WriteString("detail"u8, unmoved.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("reason"u8, terms.Reason);
        json.WriteString("author"u8, terms.Author);
        json.WriteString("ordered_at"u8, (RecordedAt?)migration.OrderedAt);
        json.WriteString("ended_at"u8, migration.EndedAt);
        json.WriteEndObject();
    }

    /// <param name="next">The cursor of the next page, or null.</param>
    public static void Write(Utf8JsonWriter json, int total, IReadOnlyList<MigrationPreview> contracts, string? next)
    {
        json.WriteStartObject();
        json.WriteNumber("total"u8, total);
        json.WriteStartArray("data"u8);
        foreach (MigrationPreview contract in contracts)
            Write(json, contract);
        json.WriteEndArray();
        json.WriteString("next_cursor"u8, next);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, MigrationPreview contract)
    {
        json.WriteStartObject();
        json.WriteString("contract_id"u8, contract.ContractId);
        json.WriteString("account_id"u8, contract.AccountId);
        json.WriteString("from_plan"u8, contract.FromPlan);
        json.WriteNumber("from_catalog_version"u8, contract.FromCatalogVersion);
        json.WriteString("effective_at"u8, (EffectiveAt?)contract.EffectiveAt);
        json.WriteString("to_plan"u8, contract.ToPlan);
        if (contract.Refused is { } refused)
        {
            json.WriteStartObject("refused"u8);
            json.WriteString("code"u8, refused.Code);
            json.WriteString("detail"u8, refused.Detail);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("refused"u8);
        }

        json.WriteStartArray("changes"u8);
        foreach (string change in contract.Changes)
            json.WriteStringValue(change);
        json.WriteEndArray();
        if (contract.NextInvoice is { } date)
        {
            var currency = Currency.Of(contract.Currency);
            json.WriteStartObject("next_invoice"u8);
            json.WriteString("date"u8, (EffectiveAt?)date);
            json.WriteString("currency"u8, contract.Currency);
            json.WriteString("before"u8, currency.Format(contract.Before));
            json.WriteString("after"u8, currency.Format(contract.After));
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("next_invoice"u8);
        }

        json.WriteEndObject();
    }
}
