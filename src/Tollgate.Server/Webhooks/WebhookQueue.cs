using Tollgate.Engine.Time;
using Tollgate.Engine.Webhooks;
using Tollgate.Server.Alerts;
using Tollgate.Storage.Deliveries;

namespace Tollgate.Server.Webhooks;

/// <summary>
/// Sends one webhook's messages as they fall due, a few at a time. Each webhook has its own, so that a receiver who is slow or away holds up nobody
/// else. What becomes of an attempt is kept before the next; what was sent and not kept is sent again under the same id.
/// </summary>
internal sealed class WebhookQueue : IAsyncDisposable
{
    private const int AtOnce = 4;
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(5);

    private readonly string _environment;
    private readonly DeliveryStore _deliveries;
    private readonly WebhookCourier _courier;
    private readonly WebhookSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Bell _bell = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public WebhookQueue(string environment, Webhook webhook, DeliveryStore deliveries, WebhookCourier courier, WebhookSettings settings, TimeProvider time, ILogger log)
    {
        Webhook = webhook;
        _environment = environment;
        (_deliveries, _courier, _settings, _time, _log) = (deliveries, courier, settings, time, log);
        _running = Task.Run(Run);
    }

    /// <summary>As it is now: its secrets change.</summary>
    public Webhook Webhook { get; set; }

    /// <summary>There is something to send, or may be.</summary>
    public void Wake() => _bell.Ring();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task Run()
    {
        while (!_stop.IsCancellationRequested)
        {
            Task woken = _bell.Next;
            try
            {
                TimeSpan sleep = await SendDue().ConfigureAwait(false);
                if (sleep > TimeSpan.Zero)
                    await woken.WaitAsync(sleep, _time, _stop.Token).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // Nobody rang, and something may be due.
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception trouble)
            {
                Messages.WebhookTrouble(_log, trouble, Webhook.Id, (long)AfterTrouble.TotalMilliseconds);
                await Task.Delay(AfterTrouble, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <returns>How long there is nothing to do, unless somebody wakes it.</returns>
    private async Task<TimeSpan> SendDue()
    {
        EffectiveAt now = RealTime.Of(_time);
        IReadOnlyList<Delivery> due = _deliveries.Due(Webhook.Id, now, AtOnce);
        if (due.Count > 0)
        {
            await Task.WhenAll(due.Select(Send)).ConfigureAwait(false);
            return TimeSpan.Zero;
        }

        if (_deliveries.NextDue(Webhook.Id) is not { } next)
            return LongestSleep;
        TimeSpan until = TimeSpan.FromMicroseconds(Math.Max(1_000, next.Microseconds - now.Microseconds));
        return until < LongestSleep ? until : LongestSleep;
    }

    private async Task Send(Delivery delivery)
    {
        Attempt attempt = await _courier.Carry(Webhook, delivery.MessageId, delivery.Body, _stop.Token).ConfigureAwait(false);
        _deliveries.Note(After(delivery, attempt));
        WebhookInstruments.Tried(_environment, Webhook.Id, attempt.IsTaken);
    }

    private Delivery After(Delivery delivery, in Attempt attempt)
    {
        EffectiveAt now = RealTime.Of(_time);
        int attempts = delivery.Attempts + 1;
        Delivery tried = delivery with { Attempts = attempts, LastStatus = attempt.Status, LastError = attempt.Error, AttemptedAt = now };
        if (attempt.IsTaken)
            return tried with { State = DeliveryState.Delivered };
        TimeSpan? wait = attempt.IsGone ? null : _settings.Retries.Next(attempts, Random.Shared.NextDouble(), attempt.RetryAfter);
        if (wait is { } again)
            return tried with { NextAt = new EffectiveAt(now.Microseconds + (again.Ticks / TimeSpan.TicksPerMicrosecond)) };
        Messages.WebhookGivenUp(_log, Webhook.Id, delivery.MessageId, attempts, attempt.Error!);
        return tried with { State = DeliveryState.Dead };
    }
}
