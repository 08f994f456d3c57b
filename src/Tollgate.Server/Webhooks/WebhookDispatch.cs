using System.Collections.Immutable;
using Tollgate.Engine.Time;
using Tollgate.Engine.Webhooks;
using Tollgate.Server.Access;
using Tollgate.Server.Shards;
using Tollgate.Storage.Deliveries;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Webhooks;

/// <summary>An environment's webhooks at work: what durable blocks call for becomes messages, and each webhook's messages are sent by a queue of its own.</summary>
public sealed class WebhookDispatch : IAsyncDisposable
{
    private static readonly TimeSpan BetweenClearings = TimeSpan.FromHours(1);

    private readonly string _environment;
    private readonly WebhookSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly WebhookCourier _courier;
    private readonly Dictionary<StreamId, WebhookOutbox> _outboxes = [];
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private ImmutableDictionary<string, WebhookQueue> _queues = ImmutableDictionary<string, WebhookQueue>.Empty;
    private ImmutableArray<Webhook> _inForce = [];
    private Task _clearing = Task.CompletedTask;
    private bool _isStarted;

    internal WebhookDispatch(string environment, DeliveryStore deliveries, Secrets secrets, WebhookSettings settings, TimeProvider time, ILogger log)
    {
        (_environment, _settings, _time, _log) = (environment, settings, time, log);
        Deliveries = deliveries;
        _courier = new WebhookCourier(settings, secrets, time);
        WebhookInstruments.Watch(environment, deliveries);
        if (deliveries.SetAside is { } reason)
            Messages.DeliveriesSetAside(log, environment, reason);
    }

    /// <summary>What is on its way, and what became of it.</summary>
    public DeliveryStore Deliveries { get; }

    internal WebhookSettings Settings => _settings;

    /// <summary>Makes messages of a shard's blocks, once <see cref="Begin"/> has said from where on.</summary>
    public BlockFeed Feed(StreamId shard)
    {
        var outbox = new WebhookOutbox(shard, Deliveries, () => _inForce, _time, Wake);
        _outboxes.Add(shard, outbox);
        return outbox.Feed;
    }

    /// <summary>Goes on where it was with a shard; where it never was, behind the journal's head.</summary>
    /// <exception cref="DeliveriesUnavailableException">That cannot be found out.</exception>
    public void Begin(IJournalReader journal)
    {
        if (_outboxes[journal.Identity.Stream].Begin(journal.Head.Seq) is { } begun && begun >= 0)
            Messages.WebhooksBegin(_log, journal.Identity.Stream, begun);
    }

    /// <summary>Takes over which webhooks are in force. From then on new ones are told, and those that were removed are not.</summary>
    public async Task Refresh(Func<Task<IReadOnlyCollection<Webhook>>> ask)
    {
        // One after another: what was read before a removal must not come into force behind it.
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            ImmutableArray<Webhook> inForce = [.. (await ask().ConfigureAwait(false)).Where(webhook => webhook.RemovedAt is null)];
            _inForce = inForce;
            if (_isStarted)
                await Follow(inForce).ConfigureAwait(false);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Begins to send.</summary>
    public async Task Start()
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            _isStarted = true;
            // Those of a webhook that was removed just before the process ended.
            foreach (string gone in Deliveries.Webhooks().Where(id => !_inForce.Any(webhook => webhook.Id == id)))
                Deliveries.Forget(gone);
            await Follow(_inForce).ConfigureAwait(false);
        }
        finally
        {
            _changing.Release();
        }

        _clearing = Task.Run(KeepClearing);
    }

    /// <summary>Something is to be sent.</summary>
    public void Wake()
    {
        foreach (WebhookQueue queue in _queues.Values)
            queue.Wake();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _clearing.ConfigureAwait(false);
        foreach (WebhookQueue queue in _queues.Values)
            await queue.DisposeAsync().ConfigureAwait(false);
        WebhookInstruments.Unwatch(Deliveries);
        _courier.Dispose();
        Deliveries.Dispose();
        _changing.Dispose();
        _stop.Dispose();
    }

    /// <summary>Sends a message that tells nothing, at once and once.</summary>
    internal Task<Attempt> Test(Webhook webhook, WebhookMessage message, CancellationToken cancel) => _courier.Carry(webhook, message.Id, message.Body, cancel);

    internal WebhookMessage TestMessage(string webhookId) => WebhookMessage.Test(_environment, webhookId, Now);

    internal EffectiveAt Now => RealTime.Of(_time);

    private async Task Follow(ImmutableArray<Webhook> inForce)
    {
        foreach (WebhookQueue queue in _queues.Values.Where(queue => !inForce.Any(webhook => webhook.Id == queue.Webhook.Id)).ToArray())
        {
            _queues = _queues.Remove(queue.Webhook.Id);
            await queue.DisposeAsync().ConfigureAwait(false);
            Deliveries.Forget(queue.Webhook.Id);
        }

        foreach (Webhook webhook in inForce)
        {
            if (_queues.TryGetValue(webhook.Id, out WebhookQueue? there))
                there.Webhook = webhook;
            else
                _queues = _queues.Add(webhook.Id, new WebhookQueue(_environment, webhook, Deliveries, _courier, _settings, _time, _log));
        }
    }

    /// <summary>Drops what has been looked at for long enough.</summary>
    private async Task KeepClearing()
    {
        using var timer = new PeriodicTimer(BetweenClearings, _time);
        try
        {
            do
            {
                try
                {
                    Deliveries.Drop(DeliveryState.Delivered, new EffectiveAt(Now.Microseconds - (_settings.KeepDelivered.Ticks / TimeSpan.TicksPerMicrosecond)));
                    Deliveries.Drop(DeliveryState.Dead, new EffectiveAt(Now.Microseconds - (_settings.KeepDead.Ticks / TimeSpan.TicksPerMicrosecond)));
                }
                catch (DeliveriesUnavailableException trouble)
                {
                    Messages.DeliveriesNotCleared(_log, trouble, _environment);
                }
            }
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The environment is being closed.
        }
    }
}
