using Tollgate.Engine.Time;

namespace Tollgate.Engine.Catalog;

/// <summary>
/// The names of charges that the document does not give itself. A price that follows another of the same name at an instant counts for itself and makes a line of its own, so that it has a name of its own: the
/// instant stands behind a character that no id has.
/// </summary>
public static class ChargeNames
{
    private const char Dated = '@';

    /// <summary><c>api_calls@2026-07-01T00:00:00Z</c>.</summary>
    public static string From(string name, EffectiveAt from) => $"{Of(name)}{Dated}{from}";

    /// <summary>Of an add-on's charge, beside the plan's: <c>support/fee</c>.</summary>
    public static string Of(string addOn, string charge) => $"{addOn}/{charge}";

    /// <summary>The name that the document gives.</summary>
    public static string Of(string name) => name.IndexOf(Dated, StringComparison.Ordinal) is >= 0 and var at ? name[..at] : name;
}
