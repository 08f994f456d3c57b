namespace Tollgate.Server.Tests.Crash;

/// <summary>Tests that take the machine for themselves: they kill servers under load, and others would only be slow beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
