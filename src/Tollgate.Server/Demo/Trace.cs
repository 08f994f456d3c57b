using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Tollgate.Server.Cli;

namespace Tollgate.Server.Demo;

/// <summary>
/// A public trace of requests to a language model, one row a request: the time in UTC, tokens in, tokens out. Each row becomes one event;
/// its place in the file is its id, so that sending the trace again counts nothing twice.
/// </summary>
/// <param name="AccountId">Who is billed for it.</param>
internal sealed record Trace(string AccountId, string Title, string FileName)
{
    public static readonly Trace Code = new("code", "Coding trace", "AzureLLMInferenceTrace_code.csv");
    public static readonly Trace Chat = new("chat", "Conversation trace", "AzureLLMInferenceTrace_conv.csv");

    /// <exception cref="CliException">The file is missing or not such a trace.</exception>
    public IEnumerable<(long Line, string Json)> Events(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            throw new CliException($"The trace {path} is missing; the demo needs the samples folder of the repository.");
        long number = 0;
        foreach (string row in File.ReadLines(path).Skip(1))
        {
            number++;
            yield return (number + 1, Event(row, number, path));
        }
    }

    private string Event(string row, long number, string path)
    {
        string[] fields = row.Split(',');
        if (fields.Length != 3)
            throw new CliException($"{path}:{number + 1} is no row of a trace: {row}");
        return JsonSerializer.Serialize(new
        {
            event_id = string.Create(CultureInfo.InvariantCulture, $"{AccountId}-{number:D6}"),
            account_id = AccountId,
            meter = "llm.request",
            source = "azure-trace",
            timestamp = fields[0].Replace(' ', 'T') + "Z",
            properties = new
            {
                model = "gpt-4",
                input_tokens = long.Parse(fields[1], CultureInfo.InvariantCulture),
                output_tokens = long.Parse(fields[2], CultureInfo.InvariantCulture),
            },
        });
    }
}

internal static class Async
{
    /// <summary>A sequence at hand as one that is awaited.</summary>
    public static async IAsyncEnumerable<T> Of<T>(
        IEnumerable<T> items,
        Action<double> advance,
        [EnumeratorCancellation] CancellationToken cancel = default
    )
    {
        foreach (T item in items)
        {
            cancel.ThrowIfCancellationRequested();
            advance(1);
            yield return item;
        }

        await Task.CompletedTask;
    }
}
