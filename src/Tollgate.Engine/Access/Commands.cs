using System.Collections.Immutable;

namespace Tollgate.Engine.Access;

/// <summary>Makes a key. The caller has made the key itself and keeps only its keyed hash here.</summary>
public sealed record IssueKey(string Id, string Name, string Hash, ImmutableArray<string> Scopes) : Command<KeyIssued>;

public sealed record RevokeKey(string Id) : Command<KeyRevoked>;
