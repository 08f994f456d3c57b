using System.Collections.Immutable;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Webhooks;

/// <summary>What happens is told to an address from now on.</summary>
/// <param name="EventTypes">In order; empty is everything.</param>
/// <param name="SealedSecret">What messages are signed with, which only the installation can open.</param>
public sealed record WebhookRegistered(string Id, string Url, ImmutableArray<string> EventTypes, string? Description, string SealedSecret, RecordedAt At) : Fact;

public sealed record WebhookRemoved(string Id, RecordedAt At) : Fact;

/// <param name="PreviousUntil">Until then the secret of before signs, too; in real time.</param>
public sealed record WebhookSecretRotated(string Id, string SealedSecret, EffectiveAt PreviousUntil, RecordedAt At) : Fact;
