using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Tollgate.Engine.Time;
using Tollgate.Engine.Webhooks;
using Tollgate.Server.Access;

namespace Tollgate.Server.Webhooks;

/// <summary>What came of one attempt.</summary>
/// <param name="Status">What the receiver answered; null when it did not.</param>
/// <param name="Error">Why it failed, as a sentence; null when it was taken.</param>
/// <param name="RetryAfter">When the receiver asks to be tried again.</param>
internal readonly record struct Attempt(int? Status, string? Error, TimeSpan? RetryAfter, TimeSpan Took)
{
    public bool IsTaken => Error is null;

    /// <summary>The receiver says that there is nobody any more.</summary>
    public bool IsGone => Status == (int)HttpStatusCode.Gone;
}

/// <summary>Carries one message to one webhook, once.</summary>
internal sealed class WebhookCourier(WebhookSettings settings, Secrets secrets, TimeProvider time) : IDisposable
{
    // What a receiver answers is not looked at; a little is read, so that its connection can be used again.
    private const int MostRead = 4096;
    private static readonly ProductInfoHeaderValue Agent = new("Tollgate-Webhooks", "1");

    private readonly HttpClient _http = Addresses.Client(settings);

    /// <exception cref="OperationCanceledException">It was cancelled; whether the message arrived is not known.</exception>
    public async Task<Attempt> Carry(Webhook webhook, string messageId, string text, CancellationToken cancel)
    {
        long started = time.GetTimestamp();
        if (!settings.AllowPrivate && !webhook.Registered.Url.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            return Failed("Its address is not https, and messages go over nothing else unless the server is started with --allow-private-webhooks.");
        using var limit = new CancellationTokenSource(settings.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            using HttpRequestMessage request = Request(webhook, messageId, Encoding.UTF8.GetBytes(text));
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            int status = (int)response.StatusCode;
            Attempt attempt = new(status, response.IsSuccessStatusCode ? null : Explain(response.StatusCode), Asked(response.Headers.RetryAfter), time.GetElapsedTime(started));
            await Drain(response, both.Token);
            return attempt;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Failed($"It did not answer within {settings.Timeout.TotalSeconds:N0} seconds.");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or SocketException)
        {
            return Failed(Explain(error));
        }

        Attempt Failed(string why) => new(null, why, null, time.GetElapsedTime(started));
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(Webhook webhook, string messageId, byte[] body)
    {
        DateTimeOffset now = time.GetUtcNow();
        var at = new EffectiveAt((now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        IEnumerable<byte[]> inForce = webhook.SealedSecrets(at).Select(sealedSecret => secrets.UnsealWebhook(webhook.Id, sealedSecret));
        long timestamp = now.ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Registered.Url)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.UserAgent.Add(Agent);
        request.Headers.Add("webhook-id", messageId);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSecret.Sign(inForce, messageId, timestamp, body));
        return request;
    }

    private static async Task Drain(HttpResponseMessage response, CancellationToken cancel)
    {
        try
        {
            byte[] buffer = new byte[MostRead];
            Stream body = await response.Content.ReadAsStreamAsync(cancel);
            await body.ReadAtLeastAsync(buffer, MostRead, throwOnEndOfStream: false, cancel);
        }
        catch (Exception error) when (error is IOException or HttpRequestException or OperationCanceledException)
        {
            // The status has come, and it is what counts.
        }
    }

    private TimeSpan? Asked(RetryConditionHeaderValue? header) => header switch
    {
        { Delta: { } delta } when delta > TimeSpan.Zero => delta,
        { Date: { } date } when date > time.GetUtcNow() => date - time.GetUtcNow(),
        _ => null,
    };

    private static string Explain(HttpStatusCode status) => (int)status is >= 300 and < 400
        ? $"It answered {(int)status}, a redirect, which is not followed. Register the address that it leads to."
        : $"It answered {(int)status}; only 200 to 299 means that the message was taken.";

    private static string Explain(Exception error)
    {
        for (Exception? inner = error; inner is not null; inner = inner.InnerException)
        {
            if (inner is AddressRefusedException refused)
                return refused.Message;
        }

        return error switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "Its name leads to no address.",
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "No secure connection could be made: its certificate is not trusted, or it speaks no TLS.",
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "It cannot be reached: nothing listens there, or nothing leads there.",
            _ => "The connection ended before it had answered.",
        };
    }
}
