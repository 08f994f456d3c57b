using System.Text.Json;
using System.Text.Json.Nodes;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;

namespace Tollgate.Server.Cli.Import;

/// <summary>Finds what a row made before: by the id that it has in the system that is left.</summary>
internal sealed class ImportedBefore(ApiClient api)
{
    private string? _account;
    private List<JsonElement> _grants = [];
    private List<JsonElement> _overrides = [];

    /// <returns>What it made; null when it has not made anything yet.</returns>
    public async Task<JsonElement?> Find(ImportRow row, CancellationToken cancel)
    {
        switch (row.Kind)
        {
            case "account":
                ApiAnswer account = await api.Get($"v1/accounts/{Uri.EscapeDataString(row.Id)}", cancel);
                return account.Code == "account_not_found" ? null : account.OrThrow().Json;
            case "contract":
                return await First($"v1/contracts?limit=1&external_id={Uri.EscapeDataString($"{ImportRow.System}:{row.Id}")}", cancel);
            default:
                await Know(row.Account, cancel);
                return row.Kind == "grant"
                    ? Found(_grants.Find(grant => grant.GetProperty("external_ids").TryGetProperty(ImportRow.System, out JsonElement id) && id.GetString() == row.Id))
                    : Found(_overrides.Find(one => one.GetProperty("reason").GetString()!.EndsWith(row.Mark, StringComparison.Ordinal)));
        }
    }

    /// <summary>Says that a row made something, so that the next of its account is compared with it too.</summary>
    public void Note(ImportRow row, JsonElement made)
    {
        if (row.Account == _account)
            (row.Kind == "grant" ? _grants : row.Kind == "override" ? _overrides : []).Add(made);
    }

    /// <summary>Where what stands says something else than the row; null where it does not.</summary>
    public static string? Difference(ImportRow row, JsonElement there)
    {
        foreach ((string name, JsonNode? asked) in row.Request())
        {
            if (name is "account_id" or "source" || asked is null || !there.TryGetProperty(name, out JsonElement has))
                continue;
            if (asked is JsonObject map)
            {
                foreach ((string key, JsonNode? value) in map)
                {
                    string? known = has.ValueKind == JsonValueKind.Object && has.TryGetProperty(key, out JsonElement one) ? one.ToString() : null;
                    if (value is JsonValue && !Same(value.ToString(), known ?? ""))
                        return $"{name}.{key} is {Said(known)}, and the row says '{value}'";
                }
            }
            else if (!Same(asked.ToString(), has.ToString()))
            {
                return $"{name} is {Said(has.ToString())}, and the row says '{asked}'";
            }
        }

        return null;
    }

    private static bool Same(string asked, string has) =>
        string.Equals(asked, has, StringComparison.OrdinalIgnoreCase)
        || (Money.TryParse(asked, out Money amount, out _) && Money.TryParse(has, out Money other, out _) && amount == other)
        || (Instants.TryParse(asked, out long instant) && Instants.TryParse(has, out long known) && instant == known);

    private static string Said(string? has) => string.IsNullOrEmpty(has) ? "not set" : $"'{Texts.Quoted(has)}'";

    /// <summary>Rows of one account mostly stand together, so that its grants and overrides are asked for once.</summary>
    private async Task Know(string account, CancellationToken cancel)
    {
        if (account == _account)
            return;
        (_account, _grants, _overrides) = (account, [], []);
        string of = $"?limit=500&account_id={Uri.EscapeDataString(account)}";
        if ((await api.Get("v1/grants" + of, cancel)).Code == "account_not_found")
            return;
        await foreach (JsonElement grant in api.List("v1/grants" + of, cancel))
            _grants.Add(grant);
        await foreach (JsonElement one in api.List("v1/overrides" + of, cancel))
            _overrides.Add(one);
    }

    private async Task<JsonElement?> First(string path, CancellationToken cancel)
    {
        JsonElement data = (await api.Get(path, cancel)).OrThrow().Json.GetProperty("data");
        return data.GetArrayLength() == 0 ? null : data[0];
    }

    private static JsonElement? Found(JsonElement found) => found.ValueKind == JsonValueKind.Undefined ? null : found;
}
