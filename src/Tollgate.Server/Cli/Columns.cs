using Spectre.Console;
using Tollgate.Server.Http;

namespace Tollgate.Server.Cli;

/// <summary>A table for people. A column that has nothing in any row is left out.</summary>
internal sealed class Columns
{
    private readonly List<(string Name, bool IsNumber, bool IsAlways)> _columns = [];
    private readonly List<string[]> _rows = [];

    /// <summary>A column of texts.</summary>
    public Columns Text(string name)
    {
        _columns.Add((name, false, false));
        return this;
    }

    /// <summary>A column of decimals, which stand to the right.</summary>
    /// <param name="always">Shown where it is zero in every row, too.</param>
    public Columns Number(string name, bool always = false)
    {
        _columns.Add((name, true, always));
        return this;
    }

    /// <param name="cells">One for each column.</param>
    public void Row(params string[] cells) => _rows.Add([.. cells.Select(Texts.Straight)]);

    /// <param name="none">Said where there are no rows.</param>
    public void Show(string none)
    {
        if (_rows.Count == 0)
        {
            Verb.Line($"{none}");
            return;
        }

        int[] shown = [.. Enumerable.Range(0, _columns.Count).Where(place => _columns[place].IsAlways || _rows.Exists(row => row[place] is not ("" or "0")))];
        Table table = new Table().Border(TableBorder.Simple).LeftAligned();
        foreach (int place in shown)
        {
            var column = new TableColumn(Markup.Escape(_columns[place].Name));
            table.AddColumn(_columns[place].IsNumber ? column.RightAligned() : column);
        }

        foreach (string[] row in _rows)
            table.AddRow(shown.Select(place => Markup.Escape(row[place])).ToArray());
        Verb.Show(table);
    }
}
