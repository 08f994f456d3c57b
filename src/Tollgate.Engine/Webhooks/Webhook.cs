using System.Collections.Immutable;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Webhooks;

/// <summary>An address that is told what happens.</summary>
/// <param name="Rotations">Of its secret, the oldest first.</param>
/// <param name="RemovedAt">Null while it is in force.</param>
public sealed record Webhook(WebhookRegistered Registered, ImmutableArray<WebhookSecretRotated> Rotations, RecordedAt? RemovedAt)
{
    /// <summary>However often the secret was rotated: a header has an end, and so has a receiver's patience.</summary>
    private const int MostSigning = 5;

    public string Id => Registered.Id;

    /// <summary>What it signs with at an instant of real time, sealed: its newest secret, and those of before whose time is not over.</summary>
    public IEnumerable<string> SealedSecrets(EffectiveAt now)
    {
        for (int i = Rotations.Length; i >= 0 && i > Rotations.Length - MostSigning; i--)
        {
            // A secret ends when the overlap of the rotation behind it does.
            if (i == Rotations.Length || now < Rotations[i].PreviousUntil)
                yield return i == 0 ? Registered.SealedSecret : Rotations[i - 1].SealedSecret;
        }
    }

    public bool Wants(string eventType) => Registered.EventTypes.IsEmpty || Registered.EventTypes.Contains(eventType);
}
