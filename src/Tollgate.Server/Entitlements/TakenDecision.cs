using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tollgate.Engine;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;

namespace Tollgate.Server.Entitlements;

/// <summary>
/// A decision as it was taken: what was asked, what was answered, and all that is needed to make it again. It is what a decision's id carries and a
/// receipt shows.
/// </summary>
/// <param name="Asked">Its properties are none when they were too long to be carried.</param>
/// <param name="PropertiesDigest">In their place, see <see cref="DigestOf"/>; else null.</param>
/// <param name="EventId">Null for a check; so is <paramref name="Source"/>.</param>
/// <param name="EngineVersion">The version of the engine that decided.</param>
internal sealed record TakenDecision(
    string Environment,
    EntitlementRequest Asked,
    string? PropertiesDigest,
    string? EventId,
    string? Source,
    GivenAnswer Answer,
    Moment Moment,
    Version EngineVersion
)
{
    /// <summary>The version of the engine that decides here.</summary>
    public static readonly Version CurrentEngine = new(typeof(Books).Assembly.GetName().Version!.ToString(3));

    /// <summary>SHA-256, in hex, over the names and JSON texts of properties, in their order, a line each.</summary>
    public static string DigestOf(Properties properties) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', properties.Items.Select(property => $"{property.Name}\n{property.Json}"))))
    );
}

/// <summary>What was answered, as far as it is carried: the outcome, and the figures it rests on. The rest follows from the journal.</summary>
/// <param name="Value">A config feature's value, as JSON text.</param>
/// <param name="Metered">Null unless the feature is metered and included.</param>
internal sealed record GivenAnswer(
    bool Allowed,
    bool Included,
    Reason Reason,
    Quantity GrantedUnits,
    bool Duplicate,
    bool Conflict,
    string? Value,
    GivenFigures? Metered
)
{
    public static GivenAnswer Of(Decision decision) => new(
        decision.Allowed,
        decision.Included,
        decision.Reason,
        decision.GrantedUnits,
        decision.Duplicate,
        decision.Conflict,
        decision.Value,
        decision.Metered is { } state ? new GivenFigures(state.Limit, state.Consumed, state.OverageUnits) : null
    );

    /// <summary>Each field by the name that the API has for it, as text; null is none.</summary>
    public IEnumerable<(string Name, string? Value)> Fields =>
    [
        ("allowed", Word(Allowed)),
        ("included", Word(Included)),
        ("reason", Words.Of(Reason)),
        ("granted_units", GrantedUnits.ToString()),
        ("duplicate", Word(Duplicate)),
        ("conflict", Word(Conflict)),
        ("value", Value),
        ("usage_limit", Metered?.Limit?.ToString()),
        ("usage_consumed", Metered?.Consumed.ToString()),
        ("overage_units", Metered?.OverageUnits.ToString()),
    ];

    private static string Word(bool flag) => flag.ToString(CultureInfo.InvariantCulture).ToLowerInvariant();
}

/// <summary>How a metered feature stood: before a check, after a consume.</summary>
/// <param name="Limit">Null is without limit.</param>
internal readonly record struct GivenFigures(Quantity? Limit, Quantity Consumed, Quantity OverageUnits);
