using System.CommandLine;
using Tollgate.Server.Http;

namespace Tollgate.Server.Cli.Import;

/// <summary><c>tollgate import FILE</c>: accounts, contracts, balances and limits of the system that is left.</summary>
internal static class ImportVerb
{
    private const int RefusalsShown = 20;

    public static Command Command()
    {
        var file = new Argument<FileInfo>("file") { Description = "CSV with a header, or NDJSON: rows of kind account, contract, grant or override, each with its id of before." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what each row would come to, and change nothing." };
        var report = new Option<FileInfo?>("--report") { Description = "Write what came of each row, with its line, as CSV.", HelpName = "FILE" };
        var connection = new Connection();
        var command = new Command("import", "Take over accounts, contracts, balances and limits from elsewhere. Cut off, run it again: nothing is made twice. Example: tollgate import legacy.csv --dry-run") { file, dryRun, report };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            FileInfo rows = parsed.GetValue(file)!;
            if (!rows.Exists)
                throw new CliException($"There is no file {rows.FullName}.");
            bool endsWhole = ImportRow.EndsWhole(rows);
            using ApiClient api = connection.Open(parsed);
            await using StreamWriter? written = parsed.GetValue(report) is { } to ? new StreamWriter(to.FullName, append: false) : null;
            var told = new ImportReport(written);
            var importing = new Importing(api, parsed.GetValue(dryRun));
            await EventsVerbs.Progress("Importing", rows.Length, async advance =>
            {
                foreach (ImportRow row in ImportRow.Read(rows, advance, (line, why) => told.Add(new ImportedRow(line, "", "", ImportOutcome.Refused, why))))
                {
                    cancel.ThrowIfCancellationRequested();
                    told.Add(await importing.Take(row, cancel));
                }

                return true;
            });
            Verb.Line($"{told.Summary}");
            foreach (string refusal in told.Refusals.Take(RefusalsShown))
                Verb.Say(refusal);
            if (told.Refusals.Count > RefusalsShown)
                Verb.Say($"... and {told.Refusals.Count - RefusalsShown} more; --report FILE has them all.");
            if (!endsWhole)
                Verb.Say("The file does not end with a line break. If it was cut off, its last row may be, too: compare it.");
            return told.Refusals.Count == 0 ? Verb.Done : Verb.Failed;
        });
    }

    /// <summary>What came of the rows so far.</summary>
    private sealed class ImportReport
    {
        private readonly TextWriter? _file;
        private readonly Dictionary<ImportOutcome, int> _counts = [];

        public ImportReport(TextWriter? file)
        {
            _file = file;
            _file?.WriteLine("line,kind,id,outcome,what");
        }

        public List<string> Refusals { get; } = [];

        public string Summary
        {
            get
            {
                string made = _counts.TryGetValue(ImportOutcome.WouldBeMade, out int would) ? $"{Texts.Grouped($"{would}")} would be made" : $"{Count(ImportOutcome.Made)} made";
                return $"{made}, {Count(ImportOutcome.AlreadyThere)} already there, {Count(ImportOutcome.Refused)} refused.";
            }
        }

        public void Add(ImportedRow row)
        {
            _counts[row.Outcome] = _counts.GetValueOrDefault(row.Outcome) + 1;
            if (row.Outcome == ImportOutcome.Refused)
                Refusals.Add($"line {row.Line}: {(row.Id.Length == 0 ? "" : $"{row.Kind} {row.Id}: ")}{row.What}");
            // A line at a time, so that a report of an import that was cut off says how far it came.
            _file?.WriteLine(string.Join(',', ((string[])[$"{row.Line}", row.Kind, row.Id, Words.Of(row.Outcome), row.What]).Select(CsvText.Quote)));
            _file?.Flush();
        }

        private string Count(ImportOutcome outcome) => Texts.Grouped($"{_counts.GetValueOrDefault(outcome)}");
    }
}
