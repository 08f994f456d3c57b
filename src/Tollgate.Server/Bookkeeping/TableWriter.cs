using System.Globalization;
using System.Text;
using System.Text.Json;
using Tollgate.Server.Http;

namespace Tollgate.Server.Bookkeeping;

/// <summary>Streams rows with the same columns: as NDJSON, or as CSV (RFC 4180) with a first line of names.</summary>
internal sealed class TableWriter
{
    private const int FlushAt = 64 * 1024;

    private readonly Gate _gate;
    private readonly string[] _columns;
    private readonly bool _csv;
    private readonly StringBuilder _text = new();

    /// <exception cref="ProblemException">The format is none that is known.</exception>
    public TableWriter(Gate gate, string[] columns)
    {
        _gate = gate;
        _columns = columns;
        _csv = gate.Query("format") switch
        {
            "csv" => true,
            "ndjson" => false,
            null => gate.Request.Headers.Accept.ToString().Contains("text/csv", StringComparison.OrdinalIgnoreCase),
            _ => throw new ProblemException(Problem.Shape(Codes.ParameterInvalid, "format is ndjson or csv.", "?format")),
        };
        gate.Http.Response.ContentType = _csv ? "text/csv; charset=utf-8" : "application/x-ndjson";
        if (_csv)
            _text.AppendJoin(',', columns).Append("\r\n");
    }

    /// <param name="values">A text, a whole number or null for each column.</param>
    public void Row(params ReadOnlySpan<object?> values)
    {
        if (_csv)
        {
            for (int i = 0; i < values.Length; i++)
                _text.Append(i == 0 ? "" : ",").Append(Quoted(Convert.ToString(values[i], CultureInfo.InvariantCulture) ?? ""));
            _text.Append("\r\n");
            return;
        }

        var row = new Dictionary<string, object?>();
        for (int i = 0; i < values.Length; i++)
            row.Add(_columns[i], values[i]);
        _text.Append(JsonSerializer.Serialize(row)).Append('\n');
    }

    public Task FlushWhenFull() => _text.Length < FlushAt ? Task.CompletedTask : End();

    /// <summary>Sends what is left.</summary>
    public async Task End()
    {
        await _gate.Http.Response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(_text.ToString()), _gate.Cancel);
        _text.Clear();
    }

    private static string Quoted(string value) =>
        value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
