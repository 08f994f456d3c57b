using System.Text;

namespace Tollgate.Server.Cli;

/// <summary>The query of an address: what was not given is left out.</summary>
internal sealed class Query
{
    private readonly StringBuilder _text = new();

    public Query With(string name, string? value)
    {
        if (value is not null)
            _text.Append(_text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return this;
    }

    public override string ToString() => _text.ToString();
}
