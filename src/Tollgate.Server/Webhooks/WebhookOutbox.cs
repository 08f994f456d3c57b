using Tollgate.Engine;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Time;
using Tollgate.Engine.Webhooks;
using Tollgate.Server.Shards;
using Tollgate.Storage.Deliveries;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Webhooks;

/// <summary>Makes the messages that a shard's durable blocks call for, and keeps them with the place up to which it has looked.</summary>
/// <param name="webhooks">Those in force at the moment.</param>
/// <param name="kept">Called when messages were made.</param>
internal sealed class WebhookOutbox(StreamId stream, DeliveryStore deliveries, Func<IReadOnlyCollection<Webhook>> webhooks, TimeProvider time, Action kept)
{
    // Blocks without an alert are passed over, and their place is kept now and then: who starts again looks at so many once more.
    private const long BlocksUnkept = 1_000;

    private readonly List<Delivery> _made = [];
    private long _next = -1;
    private long _keptThrough;
    private long _taken;
    private bool _alerted;

    public BlockFeed Feed => new("webhooks", Next, Take, Commit);

    /// <summary>Where it begins when nobody has looked yet: what was raised before is old, and whoever registers a webhook does not ask for it.</summary>
    /// <param name="head">The last block of the journal.</param>
    /// <returns>Where it begins instead of where it was; null when it goes on.</returns>
    public long? Begin(long head)
    {
        long? watermark = deliveries.Watermark(stream);
        // One ahead of the journal is of a history that is no more.
        if (watermark is { } there && there <= head)
            return null;
        deliveries.Keep(stream, head, []);
        return head;
    }

    private long Next()
    {
        _made.Clear();
        _alerted = false;
        if (_next < 0)
        {
            _keptThrough = deliveries.Watermark(stream) ?? -1;
            _next = _keptThrough + 1;
        }

        _taken = _next - 1;
        return _next;
    }

    private void Take(BlockRows block)
    {
        _taken = block.Header.Seq;
        ReadOnlySpan<BlockRows.Item> items = block.Items;
        for (int i = 0; i < items.Length; i++)
        {
            if (items[i].Fact is AlertRaised raised)
            {
                FactPosition position = block.PositionOf(i);
                Make(EventTypes.Of(raised.Kind), () => WebhookMessage.Of(stream.Environment, stream.Shard!.Value, position, raised));
            }
            else if (items[i].Fact is InvoiceFinalized final)
            {
                FactPosition position = block.PositionOf(i);
                Make(EventTypes.InvoiceFinalized, () => WebhookMessage.Of(stream.Environment, position, final));
            }
            else if (items[i].Fact is InvoiceVoided voided)
            {
                Make(EventTypes.InvoiceVoided, () => WebhookMessage.Of(stream.Environment, voided));
            }
            else if (items[i].Fact is CreditNoteIssued credited)
            {
                Make(EventTypes.InvoiceCredited, () => WebhookMessage.Of(stream.Environment, credited));
            }
            else if (items[i].Fact is GrantIssued { Grant: { Source: GrantSource.TopUp, PendingPayment: true } } issued)
            {
                Make(EventTypes.TopUpRequested, () => WebhookMessage.Of(stream.Environment, issued));
            }
        }
    }

    private void Make(string type, Func<WebhookMessage> write)
    {
        _alerted = true;
        WebhookMessage? message = null;
        foreach (Webhook webhook in webhooks())
        {
            if (!webhook.Wants(type))
                continue;
            message ??= write();
            _made.Add(Delivery.New(webhook.Id, message.Id, message.EventType, message.Body, RealTime.Of(time)));
        }
    }

    private void Commit()
    {
        // The place of an alert is always kept, also where nobody wanted it: else a webhook that is registered later would be told it after a restart.
        if (_alerted || _taken - _keptThrough >= BlocksUnkept)
        {
            deliveries.Keep(stream, _taken, _made);
            _keptThrough = _taken;
        }

        bool any = _made.Count > 0;
        _next = _taken + 1;
        if (any)
            kept();
    }
}

/// <summary>The real time, whatever an environment's clock says.</summary>
internal static class RealTime
{
    public static EffectiveAt Of(TimeProvider time) => new((time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
}
