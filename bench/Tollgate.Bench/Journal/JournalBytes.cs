using Microsoft.Data.Sqlite;
using Tollgate.Bench.Ingest;
using Tollgate.Bench.Rounds;
using Tollgate.Bench.World;

namespace Tollgate.Bench.Journal;

/// <summary>P12: what an event takes in the journal, on disk, beside the JSON in which it was sent.</summary>
public sealed class JournalBytes() : Measurement("P12", "journal bytes an event, SQLite, random ids of 11 hex digits", "bytes/event")
{
    private Shop? _shop;

    public override IReadOnlyList<Comparison> Comparisons { get; } = [new("against the JSON as sent", 1, 0, 1.0 / 8, Better.Lower)];

    public override string Remark => "The file's growth after a checkpoint: blocks, headers, the database's own pages.";

    public override IReadOnlyList<Contender> Prepare(Scale scale)
    {
        _shop = new Shop(SampleEvents.Accounts);
        var events = new SampleEvents(scale.Of(200), 1_000, seed: 12, DateTimeOffset.UtcNow);
        var intake = new Intake(_shop.Environment, events);
        return
        [
            new("JSON", () => new Figure(SampleEvents.EventBytes)),
            new("Tollgate", () =>
            {
                foreach (byte[] batch in events.Batches)
                    events.Renew(batch);
                long before = Pages(_shop.Folder);
                intake.Run(events.Batches.Count);
                return new Figure((double)(Pages(_shop.Folder) - before) / (events.Batches.Count * events.EventsInBatch));
            }),
        ];
    }

    public override void Dispose()
    {
        _shop?.Dispose();
        base.Dispose();
    }

    /// <summary>The bytes of the pages that the shard's journal has in use, the log's included.</summary>
    private static long Pages(string folder)
    {
        string file = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Single(path => Path.GetFileName(path) == "shard-0.db" && path.Contains("live", StringComparison.Ordinal));
        using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size)";
        return (long)command.ExecuteScalar()!;
    }
}
