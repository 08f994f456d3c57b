using System.Collections.Immutable;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Catalog;

/// <summary>
/// What must be so for a right to hold: everything that it names. A list is met by any one of its values; an empty one asks for nothing.
/// </summary>
/// <param name="Regions">As the request's properties say, else the account's attributes.</param>
/// <param name="Deployments">The same.</param>
/// <param name="From">Inclusive, of the instant that is asked about; null is from ever.</param>
/// <param name="Until">Exclusive; null is for ever.</param>
/// <param name="Attributes">Of the account, each by itself.</param>
/// <param name="Groups">The request's subject is in one of them.</param>
/// <param name="Subjects">The request's subject is one of them.</param>
public sealed record Condition(
    ImmutableArray<string> Regions,
    ImmutableArray<string> Deployments,
    EffectiveAt? From,
    EffectiveAt? Until,
    ImmutableArray<AttributeCondition> Attributes,
    ImmutableArray<string> Groups,
    ImmutableArray<string> Subjects
)
{
    /// <summary>It names nothing, so that everything would meet it.</summary>
    public bool IsEmpty => Regions.IsEmpty && Deployments.IsEmpty && From is null && Until is null && Attributes.IsEmpty && Groups.IsEmpty && Subjects.IsEmpty;
}

/// <summary>An attribute of the account has one of these values.</summary>
public sealed record AttributeCondition(string Name, ImmutableArray<string> Values);
