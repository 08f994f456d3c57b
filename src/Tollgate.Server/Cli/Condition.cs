using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tollgate.Server.Http;

namespace Tollgate.Server.Cli;

/// <summary>What must be so for an override to hold, as its options say it and as a table shows it.</summary>
internal sealed class Condition
{
    private const string Attribute = "attributes.";

    private readonly Option<string[]> _when = new("--when")
    {
        Description = "What must be so for it to hold, such as region=eu, groups=pilot, subjects=ada, attributes.tier=gold or until=INSTANT. May be given several times: of one name any will do.",
        DefaultValueFactory = _ => [],
        HelpName = "NAME=VALUE",
    };

    public void AddTo(Command command) => command.Options.Add(_when);

    /// <returns>As the API takes it; null when nothing was given. Which names there are, the server knows.</returns>
    /// <exception cref="CliException">A part is not of the form NAME=VALUE.</exception>
    public JsonObject? Read(ParseResult parsed)
    {
        var condition = new JsonObject();
        foreach (string text in parsed.GetValue(_when)!)
        {
            int sign = text.IndexOf('=', StringComparison.Ordinal);
            if (sign <= 0)
                throw new CliException($"'{Texts.Quoted(text)}' is no condition; write its name, = and its value, such as groups=pilot.");
            (string name, string value) = (text[..sign], text[(sign + 1)..]);
            if (name is "from" or "until")
                condition[name] = value;
            else if (name.StartsWith(Attribute, StringComparison.Ordinal))
                Add(Attributes(condition), name[Attribute.Length..], value);
            else
                Add(condition, name, value);
        }

        return condition.Count == 0 ? null : condition;
    }

    /// <summary>The end of what an override says: <c> if region is eu or uk, groups is pilot</c>; nothing without a condition.</summary>
    public static string Words(JsonElement known)
    {
        if (!known.TryGetProperty("when", out JsonElement when))
            return "";
        IEnumerable<JsonProperty> parts = when.EnumerateObject().SelectMany(part => part.Name == "attributes" ? part.Value.EnumerateObject() : Enumerable.Repeat(part, 1));
        return $" if {string.Join(", ", parts.Select(Part))}";
    }

    private static string Part(JsonProperty part)
    {
        string value = part.Value.ValueKind == JsonValueKind.Array ? string.Join(" or ", part.Value.EnumerateArray().Select(one => one.GetString())) : part.Value.ToString();
        return $"{part.Name} is {value}";
    }

    private static JsonObject Attributes(JsonObject condition)
    {
        if (condition["attributes"] is JsonObject known)
            return known;
        var attributes = new JsonObject();
        condition["attributes"] = attributes;
        return attributes;
    }

    private static void Add(JsonObject to, string name, string value)
    {
        if (to[name] is JsonArray known)
            known.Add(value);
        else
            to[name] = new JsonArray(value);
    }
}
