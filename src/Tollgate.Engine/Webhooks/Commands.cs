using System.Collections.Immutable;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Webhooks;

/// <summary>Has what happens told to an address. The caller has made the secret, and seals it before it comes here.</summary>
/// <param name="EventTypes">What is told; empty is everything there is and will be.</param>
public sealed record RegisterWebhook(string Id, string Url, ImmutableArray<string> EventTypes, string? Description, string SealedSecret) : Command<Webhook>;

/// <summary>Nothing is told there any more.</summary>
public sealed record RemoveWebhook(string Id) : Command<WebhookRemoved>;

/// <summary>Gives a webhook another secret.</summary>
/// <param name="PreviousUntil">In real time, since deliveries are: until then messages carry the signature of the secret of before, too.</param>
public sealed record RotateWebhookSecret(string Id, string SealedSecret, EffectiveAt PreviousUntil) : Command<WebhookSecretRotated>;
