using System.Globalization;
using Microsoft.Data.Sqlite;
using Tollgate.Simulator.Nodes;
using Tollgate.Simulator.World;
using Tollgate.Storage.Journal;

namespace Tollgate.Simulator.Audit;

/// <summary>An environment's rows are those that a rebuild makes, and say what the model says.</summary>
internal sealed class RowsCheck(string environment, Auditor auditor, Layout layout, Disk disk)
{
    private IEnumerable<StreamId> Streams => layout.Streams.Where(stream => stream.Environment == environment);

    public void Look()
    {
        SqliteConnection rows = disk.Rows(environment).Connection;
        SameAsRebuilt();
        foreach (StreamId stream in Streams)
        {
            long applied = (long)One(rows, $"SELECT seq FROM watermark WHERE stream = '{stream.Name}'")!;
            Must.Hold(applied == auditor.HeadOf(stream).Seq, "projections hold all that is durable", $"{stream} is applied to {applied}, and goes to {auditor.HeadOf(stream).Seq}");
        }

        SameUsage(rows);
        SameInvoices(rows);
        SameAlerts(rows);
    }

    private void SameAsRebuilt()
    {
        UInt128 live = new SimProjections(disk.Rows(environment), disk, new Power()).Digest();
        using var tables = new RowTables(Layout.InstallationId, environment);
        using var rebuilt = new SimProjections(tables, disk, new Power());
        rebuilt.Rebuild(Streams.SelectMany(Blocks));
        Must.Hold(live == rebuilt.Digest(), "projections equal their rebuild", $"those of {environment}");
    }

    private void SameUsage(SqliteConnection rows)
    {
        SortedDictionary<(string, string), decimal> expected = [];
        foreach (StreamId stream in Streams.Where(stream => stream.Shard is not null))
        {
            foreach ((string account, string meter, decimal value) in auditor.Shards[stream.ToString()].Model.Used)
                expected[(account, meter)] = expected.GetValueOrDefault((account, meter)) + value;
        }

        SortedDictionary<(string, string), decimal> found = [];
        foreach (object[] row in All(rows, "SELECT account_id, meter, quantity FROM usage_hour"))
        {
            var key = ((string)row[0], (string)row[1]);
            found[key] = found.GetValueOrDefault(key) + decimal.Parse((string)row[2], CultureInfo.InvariantCulture);
        }

        Must.Hold(found.SequenceEqual(expected), "projections say what the model says", $"the usage in {environment} is {string.Join(" ", found)}, and the model's {string.Join(" ", expected)}");
    }

    private void SameInvoices(SqliteConnection rows)
    {
        SortedDictionary<string, decimal> expected = new(StringComparer.Ordinal), found = new(StringComparer.Ordinal);
        foreach (StreamId stream in Streams.Where(stream => stream.Shard is not null))
        {
            foreach ((string invoice, (_, decimal total)) in auditor.Shards[stream.ToString()].Model.Final)
                expected.Add(invoice, total);
        }

        foreach (object[] row in All(rows, "SELECT id, total FROM invoice WHERE number IS NOT NULL"))
            found.Add((string)row[0], decimal.Parse((string)row[1], CultureInfo.InvariantCulture));
        Must.Hold(found.SequenceEqual(expected), "projections say what the model says", $"the final invoices in {environment} are {string.Join(" ", found)}, and the model's {string.Join(" ", expected)}");
    }

    private void SameAlerts(SqliteConnection rows)
    {
        string[] expected = [.. Streams.Where(stream => stream.Shard is not null).SelectMany(stream => auditor.Shards[stream.ToString()].Alerts).Order(StringComparer.Ordinal)];
        string[] found = [.. All(rows, "SELECT id FROM alert").Select(row => (string)row[0]).Order(StringComparer.Ordinal)];
        Must.Hold(found.SequenceEqual(expected), "projections say what the model says", $"the alerts in {environment} are {string.Join(" ", found)}, and the model's {string.Join(" ", expected)}");
    }

    private IEnumerable<Block> Blocks(StreamId stream)
    {
        using MemoryJournal journal = MemoryJournal.Open(disk.Journal(stream), layout.Identity(stream));
        foreach (EncodedBlock encoded in journal.Read(0))
        {
            using EncodedBlock bytes = encoded;
            yield return BlockDecoder.Decode(bytes);
        }
    }

    private static object? One(SqliteConnection rows, string question)
    {
        using SqliteCommand command = rows.CreateCommand();
        command.CommandText = question;
        return command.ExecuteScalar();
    }

    private static IEnumerable<object[]> All(SqliteConnection rows, string question)
    {
        using SqliteCommand command = rows.CreateCommand();
        command.CommandText = question;
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            var values = new object[reader.FieldCount];
            reader.GetValues(values);
            yield return values;
        }
    }
}
