using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tollgate.Server.Cli.Import;

/// <summary>A row of an import: an account, a contract, a grant or an override of the system that is left.</summary>
/// <param name="Line">Where it begins in the file.</param>
/// <param name="Fields">As they were read, without those that are empty.</param>
internal sealed record ImportRow(long Line, string Kind, string Id, JsonObject Fields)
{
    /// <summary>The name of the system under which imported things keep their id of before.</summary>
    public const string System = "import";

    public static readonly string[] Kinds = ["account", "contract", "grant", "override"];

    private static readonly string[] Numbers = ["priority", "seats"];

    /// <summary>What is no UTF-8 is an error, and not a name with marks in it.</summary>
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whose; an account's own.</summary>
    public string Account => Kind == "account" ? Id : Text("account_id") ?? "";

    public string? Text(string name) => Fields[name]?.ToString();

    /// <summary>Looks at a whole file before anything is done with it.</summary>
    /// <returns>Whether it ends with a line break: one that does not may have been cut off inside its last row.</returns>
    /// <exception cref="CliException">It is empty, or no UTF-8.</exception>
    public static bool EndsWhole(FileInfo file)
    {
        long line = 1;
        int last = -1;
        using var text = new StreamReader(file.FullName, Strict);
        try
        {
            for (int read; (read = text.Read()) >= 0; last = read)
                line += read == '\n' ? 1 : 0;
        }
        catch (DecoderFallbackException)
        {
            throw new CliException($"The file {file.FullName} is no UTF-8, in line {line} or soon behind it. Save it as UTF-8.");
        }

        return last < 0 ? throw new CliException($"The file {file.FullName} is empty.") : last == '\n';
    }

    /// <summary>Reads the rows of a file: CSV with a header, or NDJSON.</summary>
    /// <param name="advance">Told of how many bytes, about, have been read.</param>
    /// <param name="refuse">Told of a row that cannot be read.</param>
    public static IEnumerable<ImportRow> Read(FileInfo file, Action<double> advance, Action<long, string> refuse)
    {
        using var text = new StreamReader(file.FullName, Strict);
        IEnumerable<(long Line, JsonObject? Fields, string? Why)> read = file.Extension is ".ndjson" or ".jsonl" ? Lines(text) : Table(text);
        long told = 0;
        foreach ((long line, JsonObject? fields, string? why) in read)
        {
            advance(text.BaseStream.Position - told);
            told = text.BaseStream.Position;
            string? kind = fields?["kind"]?.ToString();
            string? id = fields?["id"]?.ToString();
            if (fields is null)
            {
                refuse(line, why!);
            }
            else if (kind is null || !Kinds.Contains(kind))
            {
                refuse(line, $"Its kind is {(kind is null ? "missing" : $"'{kind}'")}; write one of {string.Join(", ", Kinds)}.");
            }
            else if (string.IsNullOrEmpty(id))
            {
                refuse(line, "It has no id. Give each row the id that it has in the system that you leave: by it the row is known when it is imported again.");
            }
            else
            {
                fields.Remove("kind");
                fields.Remove("id");
                yield return new ImportRow(line, kind, id, fields);
            }
        }
    }

    /// <summary>The request that makes it.</summary>
    public JsonObject Request()
    {
        var body = (JsonObject)Fields.DeepClone();
        switch (Kind)
        {
            case "account":
                body["id"] = Id;
                if (body["account_kind"] is { } kind)
                {
                    body.Remove("account_kind");
                    body["kind"] = kind.DeepClone();
                }

                break;
            case "override":
                body["reason"] = $"{Text("reason") ?? "as agreed before"} {Mark}";
                body["author"] ??= System;
                break;
            default:
                if (body["external_ids"] is not JsonObject)
                    body["external_ids"] = new JsonObject();
                body["external_ids"]![System] = Id;
                break;
        }

        return body;
    }

    /// <summary>By which an override, which has no other ids, is known again.</summary>
    public string Mark => $"({System} {Id})";

    private static IEnumerable<(long, JsonObject?, string?)> Table(TextReader text)
    {
        string[]? header = null;
        foreach ((long line, string[] fields) in CsvText.Read(text))
        {
            if (header is null)
            {
                header = fields;
                if (!header.Contains("kind") || !header.Contains("id"))
                    throw new CliException($"Line {line}: the header needs kind and id, separated by commas. It has: {string.Join(", ", header)}.");
                if (header.CountBy(name => name).FirstOrDefault(name => name.Value > 1) is { Key: { } twice })
                    throw new CliException($"Line {line}: the header has '{twice}' twice; each column has a name of its own.");
            }
            else if (fields.Length != header.Length)
            {
                yield return (line, null, $"It has {fields.Length} fields, and the header has {header.Length}.");
            }
            else
            {
                yield return (line, Of(header, fields), null);
            }
        }
    }

    /// <summary>An empty field is absent; a column <c>external_ids.netsuite</c> is a key of a map.</summary>
    private static JsonObject Of(string[] header, string[] fields)
    {
        var made = new JsonObject();
        foreach ((string name, string value) in header.Zip(fields))
        {
            if (value.Length == 0)
                continue;
            JsonNode node = Numbers.Contains(name) && int.TryParse(value, out int number) ? number : value is "true" or "false" ? value == "true" : value;
            if (name.Split('.', 2) is [var map, var key])
            {
                if (made[map] is not JsonObject)
                    made[map] = new JsonObject();
                made[map]![key] = value;
            }
            else
            {
                made[name] = node;
            }
        }

        return made;
    }

    private static IEnumerable<(long, JsonObject?, string?)> Lines(TextReader text)
    {
        for (long line = 1; text.ReadLine() is { } read; line++)
        {
            if (string.IsNullOrWhiteSpace(read))
                continue;
            JsonObject? fields;
            try
            {
                fields = JsonNode.Parse(read) as JsonObject;
                // Also what stands twice, which is only seen when it is looked at.
                _ = fields?.Count;
            }
            catch (Exception broken) when (broken is JsonException or ArgumentException)
            {
                fields = null;
            }

            yield return (line, fields, fields is null ? "This is no JSON object on one line." : null);
        }
    }
}
