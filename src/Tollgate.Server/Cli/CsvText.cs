using System.Text;

namespace Tollgate.Server.Cli;

/// <summary>Comma-separated values as RFC 4180 has them: fields with commas, quotes or line breaks stand in quotes, a quote in them twice.</summary>
internal static class CsvText
{
    public static string Quote(string field) =>
        field.AsSpan().ContainsAny(",\"\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;

    /// <summary>Records with the number of the line that each begins on. Empty lines are passed over.</summary>
    /// <exception cref="CliException">A quoted field has no end.</exception>
    public static IEnumerable<(long Line, string[] Fields)> Read(TextReader text)
    {
        long line = 0;
        while (text.ReadLine() is { } read)
        {
            long begun = ++line;
            if (read.Length == 0)
                continue;
            List<string> fields = [];
            var field = new StringBuilder();
            bool quoted = false;
            for (int at = 0; ; at++)
            {
                if (at == read.Length)
                {
                    if (!quoted)
                        break;
                    // The line break is the field's own.
                    field.Append('\n');
                    read = text.ReadLine() ?? throw new CliException($"Line {begun}: a quoted field has no end.");
                    line++;
                    at = -1;
                }
                else if (quoted && read[at] == '"' && at + 1 < read.Length && read[at + 1] == '"')
                {
                    field.Append('"');
                    at++;
                }
                else if (read[at] == '"' && (quoted || field.Length == 0))
                {
                    quoted = !quoted;
                }
                else if (read[at] == ',' && !quoted)
                {
                    fields.Add(field.ToString());
                    field.Clear();
                }
                else
                {
                    field.Append(read[at]);
                }
            }

            fields.Add(field.ToString());
            yield return (begun, [.. fields]);
        }
    }
}
