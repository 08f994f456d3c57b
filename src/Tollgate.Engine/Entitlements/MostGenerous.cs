using Tollgate.Engine.Catalog;

namespace Tollgate.Engine.Entitlements;

/// <summary>
/// Which of two rights that one step gives to a boolean or config feature is the better one for its holder. Steps are never mixed so: the first
/// that names the feature decides.
/// </summary>
public static class MostGenerous
{
    /// <summary>
    /// What is granted before what is not; the greater number; <c>true</c> before <c>false</c>; the text that stands later among the feature's values.
    /// Where nothing says which is better, the first.
    /// </summary>
    public static Entitlement Of(Feature feature, Entitlement first, Entitlement second) => (first, second) switch
    {
        (BooleanEntitlement one, BooleanEntitlement other) => !one.Granted && other.Granted ? second : first,
        (ConfigEntitlement { Number: { } one }, ConfigEntitlement { Number: { } other }) => other > one ? second : first,
        (ConfigEntitlement { Flag: { } one }, ConfigEntitlement { Flag: { } other }) => !one && other ? second : first,
        (ConfigEntitlement { Text: { } one }, ConfigEntitlement { Text: { } other }) => feature.Values.IndexOf(other) > feature.Values.IndexOf(one) ? second : first,
        _ => first,
    };
}
