using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tollgate.Server.Tests.Scenarios;

/// <summary>A scenario's YAML as JSON: plain numbers, true, false and null are themselves, all else is text.</summary>
internal static partial class Yaml
{
    public static JsonNode Read(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return Convert(stream.Documents[0].RootNode)!;
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(item => KeyValuePair.Create(((YamlScalarNode)item.Key).Value!, Convert(item.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Convert)]),
        YamlScalarNode { Style: ScalarStyle.Plain } plain when Json().IsMatch(plain.Value!) => JsonNode.Parse(plain.Value!),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new InvalidOperationException($"A scenario cannot hold {node.NodeType}."),
    };

    [GeneratedRegex(@"^(true|false|null|-?(0|[1-9]\d*)(\.\d+)?)$")]
    private static partial Regex Json();
}
