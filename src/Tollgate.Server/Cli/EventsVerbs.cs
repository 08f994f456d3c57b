using System.CommandLine;
using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate events send FILE</c>: usage from a file, one JSON event a line. Sending it again counts nothing twice.</summary>
internal static class EventsVerbs
{
    private const int BatchSize = 1_000;
    private const int RejectionsShown = 20;

    public static Command Command() => new("events", "Send usage events.") { Send() };

    private static Command Send()
    {
        var file = new Argument<FileInfo>("file") { Description = "NDJSON: one event a line, in either shape of the API." };
        var connection = new Connection();
        var command = new Command("send", "Send a file of events. Every event needs an id, so that sending again is harmless.") { file };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            FileInfo events = parsed.GetValue(file)!;
            if (!events.Exists)
                throw new CliException($"There is no file {events.FullName}.");
            using ApiClient api = connection.Open(parsed);
            SendTotal total = await Progress("Sending", events.Length, async advance =>
                await SendLines(api, ReadLines(events, advance, cancel), cancel));
            Verb.Line($"{total.Accepted} accepted, {total.Duplicates} duplicates, {total.Rejected.Count} rejected.");
            foreach (string rejection in total.Rejected.Take(RejectionsShown))
                Verb.Say(rejection);
            if (total.Rejected.Count > RejectionsShown)
                Verb.Say($"... and {total.Rejected.Count - RejectionsShown} more.");
            return total.Rejected.Count == 0 ? Verb.Done : Verb.Failed;
        });
    }

    /// <summary>Runs long work under a progress bar.</summary>
    public static async Task<T> Progress<T>(string title, double size, Func<Action<double>, Task<T>> work)
    {
        T? result = default;
        await Verb.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask task = context.AddTask(title, maxValue: Math.Max(1, size));
                result = await work(task.Increment);
                task.Value = task.MaxValue;
            });
        return result!;
    }

    /// <param name="lines">Events as JSON, with the number of their line.</param>
    public static async Task<SendTotal> SendLines(ApiClient api, IAsyncEnumerable<(long Line, string Json)> lines, CancellationToken cancel)
    {
        var total = new SendTotal();
        List<long> numbers = [];
        var batch = new StringBuilder();
        await foreach ((long line, string json) in lines)
        {
            numbers.Add(line);
            batch.Append(json).Append('\n');
            if (numbers.Count == BatchSize)
                await Flush();
        }

        if (numbers.Count > 0)
            await Flush();
        return total;

        async Task Flush()
        {
            ApiAnswer answer = await api.Send(HttpMethod.Post, "v1/events", batch.ToString(), "application/x-ndjson", cancel);
            total.Add(answer.OrThrow().Json, numbers);
            numbers.Clear();
            batch.Clear();
        }
    }

    private static async IAsyncEnumerable<(long Line, string Json)> ReadLines(
        FileInfo file,
        Action<double> advance,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel
    )
    {
        long number = 0;
        await foreach (string line in File.ReadLinesAsync(file.FullName, cancel))
        {
            number++;
            advance(Encoding.UTF8.GetByteCount(line) + 1);
            if (!string.IsNullOrWhiteSpace(line))
                yield return (number, line);
        }
    }
}

/// <summary>What became of all events sent.</summary>
internal sealed class SendTotal
{
    public long Accepted { get; private set; }

    public long Duplicates { get; private set; }

    public List<string> Rejected { get; } = [];

    public void Add(JsonElement answer, List<long> lines)
    {
        Accepted += answer.GetProperty("accepted").GetInt64();
        Duplicates += answer.GetProperty("duplicates").GetInt64();
        foreach (JsonElement rejected in answer.GetProperty("rejected").EnumerateArray())
        {
            int index = rejected.GetProperty("index").GetInt32();
            Rejected.Add($"line {lines[index]}: {rejected.GetProperty("detail").GetString()} [{rejected.GetProperty("code").GetString()}]");
        }
    }
}
