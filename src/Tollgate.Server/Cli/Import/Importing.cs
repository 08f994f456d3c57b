using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tollgate.Server.Cli.Import;

internal enum ImportOutcome
{
    Made,
    WouldBeMade,
    AlreadyThere,
    Refused,
}

/// <param name="What">The id of what it made; why, where it is refused.</param>
internal readonly record struct ImportedRow(long Line, string Kind, string Id, ImportOutcome Outcome, string What);

/// <summary>
/// Imports rows one after another. What a row made carries the row's id, and is looked for before it is made: an import that was cut off is begun again from
/// the first row, and makes what is not there.
/// </summary>
internal sealed class Importing(ApiClient api, bool isDryRun)
{
    private readonly ImportedBefore _before = new(api);

    /// <summary>In a dry run: the accounts that earlier rows would have made.</summary>
    private readonly Dictionary<string, ImportRow> _toCome = new(StringComparer.Ordinal);
    private readonly HashSet<(string, string)> _seen = [];
    private string? _now;

    public async Task<ImportedRow> Take(ImportRow row, CancellationToken cancel)
    {
        if (!_seen.Add((row.Kind, row.Id)))
            return Refused(row, $"There is another {row.Kind} '{row.Id}' above it in the file; each has an id of its own.");
        if (row.Account.Length == 0)
            return Refused(row, "It has no account_id.");
        if (await _before.Find(row, cancel) is { } there)
        {
            return ImportedBefore.Difference(row, there) is { } difference
                ? Refused(row, $"It is there already, and is not the same: {difference}. An import changes nothing; change it by hand, or mend the row.")
                : Of(row, ImportOutcome.AlreadyThere, IdOf(there));
        }

        if (isDryRun)
            return await Foresee(row, cancel);
        ApiAnswer made = await api.Post(PathOf(row.Kind), row.Request().ToJsonString(), cancel);
        if (!made.IsSuccess)
            return Refused(row, made);
        _before.Note(row, made.Json);
        return Of(row, ImportOutcome.Made, IdOf(made.Json));
    }

    /// <summary>An order says what would come of a row, and does nothing; of overrides, only whether the account is there.</summary>
    private async Task<ImportedRow> Foresee(ImportRow row, CancellationToken cancel)
    {
        JsonObject account = new() { ["id"] = row.Account };
        if (row.Kind == "account" || _toCome.ContainsKey(row.Account))
            account = (row.Kind == "account" ? row : _toCome[row.Account]).Request();
        else if ((await api.Get($"v1/accounts/{Uri.EscapeDataString(row.Account)}", cancel)).Code is { } missing)
            return Refused(row, $"There is no account '{row.Account}', here or above it in the file. [{missing}]");
        var lines = new JsonArray();
        if (row.Kind is "contract" or "grant")
        {
            JsonObject terms = row.Request();
            terms.Remove("account_id");
            terms.Remove("purchase_order");
            // Left out it is now, which an order says in so many words.
            terms[row.Kind == "grant" ? "effective_at" : "starts_at"] ??= await Now(account, cancel);
            lines.Add(new JsonObject { ["id"] = "1", [row.Kind] = terms });
        }

        ApiAnswer foreseen = await api.Post("v1/orders?dry_run=true", new JsonObject { ["order_id"] = $"import/{row.Kind}/{row.Id}", ["account"] = account, ["lines"] = lines }.ToJsonString(), cancel);
        if (!foreseen.IsSuccess)
            return Refused(row, foreseen);
        if (foreseen.Json.GetProperty("problem") is { ValueKind: JsonValueKind.Object } problem)
            return Refused(row, $"{problem.GetProperty("detail")} [{problem.GetProperty("code")}]");
        if (row.Kind == "account")
            _toCome[row.Id] = row;
        return Of(row, ImportOutcome.WouldBeMade, "");
    }

    private async Task<string> Now(JsonObject account, CancellationToken cancel) => _now
        ??= (await api.Post("v1/orders?dry_run=true", new JsonObject { ["order_id"] = ImportRow.System, ["account"] = account.DeepClone(), ["lines"] = new JsonArray() }.ToJsonString(), cancel)).OrThrow().Json.GetProperty("received_at").GetString()!;

    /// <summary>A row that is wrong is told and passed over; a server that cannot serve ends the import, which is begun again.</summary>
    private static ImportedRow Refused(ImportRow row, ApiAnswer answer) =>
        (int)answer.Status is 400 or 404 or 409 or 422 ? Refused(row, answer.Sentence()) : throw new CliException($"Line {row.Line}: {answer.Sentence()} Run the import again: it goes on where it was.");

    private static ImportedRow Refused(ImportRow row, string why) => Of(row, ImportOutcome.Refused, why);

    private static ImportedRow Of(ImportRow row, ImportOutcome outcome, string what) => new(row.Line, row.Kind, row.Id, outcome, what);

    private static string IdOf(JsonElement made) => made.GetProperty("id").ToString();

    private static string PathOf(string kind) => kind switch
    {
        "account" => "v1/accounts",
        "contract" => "v1/contracts",
        "grant" => "v1/grants",
        _ => "v1/overrides",
    };
}
