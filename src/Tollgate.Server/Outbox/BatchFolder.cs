using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tollgate.Engine.Numbers;
using Tollgate.Server.Cli;
using Tollgate.Server.Http;
using Tollgate.Storage.Installation;

namespace Tollgate.Server.Outbox;

/// <param name="Digest">SHA-256 of the manifest.</param>
/// <param name="Sums">What is due, by currency, for people.</param>
internal sealed record WrittenBatch(string Manifest, string Digest, string Sums);

/// <summary>
/// The folder in which billing finds its charges. Each file gets its name when it is whole and synced, and the manifest last: whoever sees a manifest may read
/// what it names. A batch that is written again has the same bytes.
/// </summary>
internal sealed class BatchFolder : IDisposable
{
    private static readonly string[] Columns =
    [
        "charge_id", "invoice_id", "invoice_number", "line", "legal_entity", "account_id", "contract_id", "purchase_order", "date", "charge", "kind", "description", "from", "to", "quantity",
        "currency", "amount", "paid", "due", "finalized_at", "takes_back", "credit_note",
    ];

    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    private readonly string _path;
    private readonly FileStream _lock;

    private BatchFolder(string path, FileStream held) => (_path, _lock) = (path, held);

    /// <exception cref="CliException">Another run writes there.</exception>
    public static BatchFolder Open(string path)
    {
        Directory.CreateDirectory(path);
        try
        {
            return new BatchFolder(path, new FileStream(Path.Combine(path, ".tollgate-outbox.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException busy)
        {
            throw new CliException($"Another run writes to {path}, or it cannot be written: {busy.Message} Wait for the other to end, and run it again.");
        }
    }

    /// <param name="charges">As the server lists them.</param>
    public WrittenBatch Write(int number, string cutAt, JsonElement charges)
    {
        string name = $"charges-{number:000000}";
        JsonElement[] all = [.. charges.EnumerateArray()];
        (string File, byte[] Content)[] files = [($"{name}.ndjson", Lines(all)), ($"{name}.csv", Csv(all))];
        foreach ((string file, byte[] content) in files)
            Put(file, content);
        SortedDictionary<string, Money> due = new(StringComparer.Ordinal);
        foreach (JsonElement charge in all)
        {
            string currency = Text(charge, "currency");
            due[currency] = due.GetValueOrDefault(currency, Money.Zero) + Money.Parse(Text(charge, "due"));
        }

        byte[] manifest = Encoding.UTF8.GetBytes(Answers.Text(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("batch"u8, number);
            json.WriteString("cut_at"u8, cutAt);
            json.WriteNumber("charges"u8, all.Length);
            json.WriteStartObject("due"u8);
            foreach ((string currency, Money sum) in due)
                json.WriteString(currency, Currency.Of(currency).Format(sum));
            json.WriteEndObject();
            json.WriteStartArray("files"u8);
            foreach ((string file, byte[] content) in files)
            {
                json.WriteStartObject();
                json.WriteString("name"u8, file);
                json.WriteNumber("bytes"u8, content.Length);
                json.WriteString("sha256"u8, Digest(content));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }) + "\n");
        Put($"{name}.manifest.json", manifest);
        return new WrittenBatch(Path.Combine(_path, $"{name}.manifest.json"), Digest(manifest), string.Join(", ", due.Select(sum => $"{Currency.Of(sum.Key).Format(sum.Value)} {sum.Key}")));
    }

    public void Dispose() => _lock.Dispose();

    private void Put(string file, byte[] content)
    {
        string path = Path.Combine(_path, file);
        DurableFile.Replace(path, content);
        // Billing runs as somebody else.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, Readable);
    }

    /// <summary>What a charge says, without how it stands: that changes, and the file must not.</summary>
    private static byte[] Lines(IEnumerable<JsonElement> charges) => Encoding.UTF8.GetBytes(string.Concat(charges.Select(charge => Answers.Text(json =>
    {
        json.WriteStartObject();
        foreach (string column in Columns)
        {
            json.WritePropertyName(column);
            charge.GetProperty(column).WriteTo(json);
        }

        json.WriteEndObject();
    }) + "\n")));

    private static byte[] Csv(IEnumerable<JsonElement> charges)
    {
        var text = new StringBuilder(string.Join(',', Columns)).Append("\r\n");
        foreach (JsonElement charge in charges)
            text.AppendJoin(',', Columns.Select(column => CsvText.Quote(Text(charge, column)))).Append("\r\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Digest(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).ToString();
}
