using System.Globalization;
using System.Text;
using Tollgate.Engine;
using Tollgate.Engine.Access;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;

namespace Tollgate.Server.Entitlements;

/// <summary>
/// Decisions for gateways, by status alone: nginx <c>auth_request</c>, HAProxy, Caddy and Traefik forward auth, Envoy ext_authz. The account and
/// the feature may come as <c>Tollgate-Account</c> and <c>Tollgate-Feature</c>.
/// </summary>
internal static class GateEndpoint
{
    private const long MicrosecondsPerSecond = 1_000_000;

    public static void Map(Routes routes)
    {
        var about = new About(
            "Decisions",
            "Gate a request",
            "For gateways: 204 allowed, 403 denied, 429 over the limit or throttled, with Retry-After. mode=check, unless consume is asked for, changes nothing. The RateLimit and RateLimit-Policy fields say what is left. "
                + "deny_status=403 answers every denial with that status, for gateways that pass on no other, with the true one in Tollgate-Status; Tollgate-Reason says why.",
            null,
            "",
            StatusCodes.Status204NoContent)
        {
            Query =
            [
                ("feature", "Which feature; or the header Tollgate-Feature."),
                ("account", "Whose; or the header Tollgate-Account."),
                ("units", "How many; 1 unless given."),
                ("mode", "check or consume."),
                ("event_id", "Makes a consume safe to retry; or the header Tollgate-Event-Id."),
                ("deny_status", "401 or 403."),
            ],
        };
        routes.Get("/v1/gate", Scopes.EntitlementsConsume, Answer, about);
        routes.Post("/v1/gate", Scopes.EntitlementsConsume, Answer, about);
    }

    private enum Mode
    {
        Check,
        Consume,
    }

    private static async Task Answer(Gate gate)
    {
        EntitlementRequest asked = Read(gate);
        // Before anything is consumed.
        int? denyStatus = DenyStatus(gate);
        Decision decision;
        if ((gate.Choice<Mode>("mode") ?? Mode.Check) == Mode.Check)
        {
            (decision, _) = await Decisions.Check(gate, asked);
        }
        else
        {
            string eventId = gate.Query("event_id") ?? Header(gate, "Tollgate-Event-Id") ?? Decisions.MakeEventId();
            if (!Texts.IsId(eventId))
                throw Malformed("event_id");
            (Decision? consumed, Rejection? rejection, _) = await Decisions.Consumed(gate, Decisions.Consume(new DecisionRequest(asked, eventId, null), eventId));
            decision = consumed ?? throw new ProblemException(Problem.Of(rejection!));
        }

        Write(gate, decision, await gate.Now(), denyStatus);
    }

    private static EntitlementRequest Read(Gate gate)
    {
        string account = gate.Query("account") ?? Header(gate, "Tollgate-Account") ?? throw Missing("account");
        string feature = gate.Query("feature") ?? Header(gate, "Tollgate-Feature") ?? throw Missing("feature");
        if (!Texts.IsId(account))
            throw Malformed("account");
        if (!Texts.IsId(feature))
            throw Malformed("feature");
        Quantity units = Quantity.One;
        if (gate.Query("units") is { } text && (!Quantity.TryParse(text, out units, out _) || units.IsNegative))
            throw new ProblemException(Problem.Shape(Codes.ParameterInvalid, "units is a decimal, zero or more.", "?units"));
        string? subject = Header(gate, "Tollgate-Subject");
        if (subject is not null && !Texts.IsId(subject))
            throw Malformed("subject");
        return new EntitlementRequest(account, feature, units, null, null, subject, Properties.None);
    }

    private static int? DenyStatus(Gate gate) => gate.Query("deny_status") switch
    {
        null => null,
        "403" => StatusCodes.Status403Forbidden,
        "401" => StatusCodes.Status401Unauthorized,
        _ => throw new ProblemException(Problem.Shape(Codes.ParameterInvalid, "deny_status is 401 or 403.", "?deny_status")),
    };

    private static void Write(Gate gate, Decision decision, RecordedAt now, int? denyStatus)
    {
        HttpResponse response = gate.Http.Response;
        long? seconds = decision.ResetsAt is { } resetsAt ? Until(resetsAt, now) : null;
        WriteLimits(response, decision, now);
        int status = decision switch
        {
            { Allowed: true } => StatusCodes.Status204NoContent,
            { Reason: Reason.QuotaExceeded or Reason.InsufficientCredits or Reason.SpendCapExceeded or Reason.Throttled } => StatusCodes.Status429TooManyRequests,
            _ => StatusCodes.Status403Forbidden,
        };
        response.Headers["Tollgate-Reason"] = Words.Of(decision.Reason);
        // A throttle lets the same request pass long before the period ends, or knows no instant at which it would.
        long? throttled = decision.Throttle?.RetryAfterMilliseconds is { } milliseconds ? (milliseconds + 999) / 1_000 : null;
        if (status == StatusCodes.Status429TooManyRequests && (decision.Reason == Reason.Throttled ? throttled : seconds) is { } wait)
            response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        if (!decision.Allowed && denyStatus is { } denied)
        {
            response.Headers["Tollgate-Status"] = status.ToString(CultureInfo.InvariantCulture);
            status = denied;
        }

        response.StatusCode = status;
    }

    /// <summary>draft-ietf-httpapi-ratelimit-headers, as far as it can say it: its figures are whole numbers.</summary>
    private static void WriteLimits(HttpResponse response, Decision decision, RecordedAt now)
    {
        if (decision.Least is not { Limit: var limit, Remaining: var remaining, ResetsAt: var resetsAt } || Whole(limit) is not { } most)
            return;
        var name = new StringBuilder();
        foreach (char c in decision.Feature)
            name.Append(char.IsAscii(c) && c is not ('"' or '\\') ? c : '_');
        response.Headers["RateLimit-Policy"] = $"\"{name}\";q={most}";
        string left = Whole(remaining) ?? (remaining.Scaled / Quantity.One.Scaled).ToString(CultureInfo.InvariantCulture);
        response.Headers["RateLimit"] = $"\"{name}\";r={left};t={Until(resetsAt, now).ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>Whole seconds, at least one.</summary>
    private static long Until(EffectiveAt at, RecordedAt now) => Math.Max(1, (at.Microseconds - now.Microseconds + MicrosecondsPerSecond - 1) / MicrosecondsPerSecond);

    private static string? Whole(Quantity quantity) =>
        quantity.Scaled % Quantity.One.Scaled == 0 ? quantity.ToString() : null;

    private static string? Header(Gate gate, string name) => gate.Request.Headers[name] is [{ Length: > 0 } value] ? value : null;

    private static ProblemException Missing(string name) =>
        new(Problem.Shape(Codes.ParameterInvalid, $"The query parameter '{name}' is missing, and so is its header.", "?" + name));

    private static ProblemException Malformed(string name) =>
        new(Problem.Shape(Codes.MalformedId, $"{name} has 1 to {Texts.LongestId} printable characters.", "?" + name));
}
