using System.Collections.Immutable;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Webhooks;

/// <summary>Registers webhooks, removes them, and gives them other secrets. Whether an address may be reached is the server's to say.</summary>
public static class Registration
{
    /// <summary>The most webhooks that an environment has at a time: each is a queue of its own.</summary>
    public const int Most = 50;

    private const int LongestUrl = 2048;

    public static Outcome Decide(Register register, RegisterWebhook command, RecordedAt at)
    {
        if (register.Webhooks.ContainsKey(command.Id))
            return new Rejection(RejectionKind.Conflict, "webhook_exists", $"There is a webhook '{command.Id}' already.", "/id");
        if (RefuseUrl(command.Url) is { } refused)
            return refused;
        for (int i = 0; i < command.EventTypes.Length; i++)
        {
            if (!EventTypes.Known.Contains(command.EventTypes[i]))
            {
                return new Rejection(
                    RejectionKind.Invalid,
                    "event_type_unknown",
                    $"No webhook tells '{command.EventTypes[i]}'. There are: {string.Join(", ", EventTypes.Known)}.",
                    $"/event_types/{i}"
                );
            }
        }

        if (register.Webhooks.Values.Count(webhook => webhook.RemovedAt is null) >= Most)
            return new Rejection(RejectionKind.Conflict, "too_many_webhooks", $"The environment has {Most} webhooks, the most there can be; remove one first.");

        ImmutableArray<string> types = [.. command.EventTypes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var registered = new WebhookRegistered(command.Id, command.Url, types, command.Description, command.SealedSecret, at);
        return Outcome.Of(new Webhook(registered, [], null), registered);
    }

    public static Outcome Decide(Register register, RemoveWebhook command, RecordedAt at)
    {
        if (!IsThere(register, command.Id))
            return Missing(command.Id);
        var removed = new WebhookRemoved(command.Id, at);
        return Outcome.Of(removed, removed);
    }

    public static Outcome Decide(Register register, RotateWebhookSecret command, RecordedAt at)
    {
        if (!IsThere(register, command.Id))
            return Missing(command.Id);
        var rotated = new WebhookSecretRotated(command.Id, command.SealedSecret, command.PreviousUntil, at);
        return Outcome.Of(rotated, rotated);
    }

    public static Rejection Missing(string id) => new(RejectionKind.NotFound, "webhook_not_found", $"There is no webhook '{id}'.");

    private static bool IsThere(Register register, string id) => register.Webhooks.TryGetValue(id, out Webhook? webhook) && webhook.RemovedAt is null;

    private static Rejection? RefuseUrl(string url)
    {
        string? fault = !Uri.TryCreate(url, UriKind.Absolute, out Uri? address) || address.Scheme is not ("https" or "http") || address.Host.Length == 0
            ? "is no address of the web, such as https://example.com/hooks"
            : url.Length > LongestUrl ? $"is longer than {LongestUrl} characters"
            : address.UserInfo.Length > 0 ? "holds a name or password; whoever receives checks the signature instead"
            : address.Fragment.Length > 0 ? "has a part behind '#', which is never sent"
            : null;
        return fault is null ? null : new Rejection(RejectionKind.Invalid, "webhook_url_invalid", $"The url {fault}.", "/url");
    }
}
