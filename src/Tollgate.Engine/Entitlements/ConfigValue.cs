using System.Text.Json;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Entitlements;

/// <summary>A config feature's value as JSON text, and whether it is enough for what is asked.</summary>
public static class ConfigValue
{
    public static string Json(ConfigEntitlement right) => right switch
    {
        { Number: { } number } => number.ToString(),
        { Flag: { } flag } => flag ? "true" : "false",
        _ => JsonSerializer.Serialize(right.Text),
    };

    /// <summary>A number is a most: anything up to it will do. A text or a flag must be the same.</summary>
    public static bool Satisfies(ConfigEntitlement right, string asked)
    {
        string text = JsonText.IsString(asked) ? JsonText.Unquote(asked) : asked;
        return right switch
        {
            { Number: { } most } => Quantity.TryParse(text, out Quantity number, out _) && number <= most,
            { Flag: { } flag } => text == (flag ? "true" : "false"),
            _ => JsonText.IsString(asked) && text == right.Text,
        };
    }
}
