using System.Text.Json;
using Tollgate.Engine.Numbers;
using Tollgate.Server.Outbox;

namespace Tollgate.Server.Cli;

/// <summary>Reads what billing says it has: CSV with a header, or NDJSON.</summary>
internal static class BilledFile
{
    /// <exception cref="CliException">The file, or a line of it, cannot be read.</exception>
    public static BilledCharge[] Read(FileInfo file)
    {
        if (!file.Exists)
            throw new CliException($"There is no file {file.FullName}.");
        using StreamReader text = file.OpenText();
        return file.Extension is ".ndjson" or ".jsonl" or ".json" ? [.. Lines(file.Name, text)] : [.. Table(file.Name, text)];
    }

    private static IEnumerable<BilledCharge> Table(string file, TextReader text)
    {
        int id = -1;
        int amount = -1;
        foreach ((long line, string[] fields) in CsvText.Read(text))
        {
            if (id < 0)
            {
                (id, amount) = (Array.IndexOf(fields, "charge_id"), Array.IndexOf(fields, "amount"));
                if (id < 0 || amount < 0)
                    throw new CliException($"{file}:{line}: the header names no charge_id and amount. It has: {string.Join(", ", fields)}.");
                continue;
            }

            if (fields.Length <= Math.Max(id, amount))
                throw new CliException($"{file}:{line}: it has {fields.Length} fields, and the header promises more.");
            yield return One(file, line, fields[id], fields[amount]);
        }
    }

    private static IEnumerable<BilledCharge> Lines(string file, TextReader text)
    {
        for (long line = 1; text.ReadLine() is { } read; line++)
        {
            if (string.IsNullOrWhiteSpace(read))
                continue;
            JsonElement one;
            try
            {
                one = JsonSerializer.Deserialize<JsonElement>(read);
            }
            catch (JsonException)
            {
                throw new CliException($"{file}:{line}: this is no JSON object.");
            }

            if (one.ValueKind != JsonValueKind.Object || !one.TryGetProperty("charge_id", out JsonElement id) || !one.TryGetProperty("amount", out JsonElement amount))
                throw new CliException($"{file}:{line}: it needs charge_id and amount.");
            yield return One(file, line, id.ToString(), amount.ToString());
        }
    }

    private static BilledCharge One(string file, long line, string id, string amount) => Money.TryParse(amount, out Money parsed, out _)
        ? new BilledCharge(id, parsed)
        : throw new CliException($"{file}:{line}: '{amount}' is no amount; write digits with a point, such as 469.20.");
}
