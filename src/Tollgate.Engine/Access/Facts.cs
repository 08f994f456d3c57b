using System.Collections.Immutable;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Access;

/// <summary>A key was made. Only a keyed hash of it is kept; the key itself is shown once.</summary>
public sealed record KeyIssued(string Id, string Name, string Hash, ImmutableArray<string> Scopes, RecordedAt At) : Fact;

public sealed record KeyRevoked(string Id, RecordedAt At) : Fact;
