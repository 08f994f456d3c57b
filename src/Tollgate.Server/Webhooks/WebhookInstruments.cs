using System.Diagnostics.Metrics;
using Tollgate.Storage.Deliveries;

namespace Tollgate.Server.Webhooks;

/// <summary>
/// What can be measured of messages to webhooks, under the meter <c>Tollgate</c>; each measurement is tagged with its <c>environment</c> and <c>webhook</c>. What waits and what was
/// given up is counted when somebody asks.
/// </summary>
internal static class WebhookInstruments
{
    private static readonly Meter Meter = new("Tollgate");
    private static readonly Lock Gate = new();
    private static readonly List<(string Environment, DeliveryStore Deliveries)> Watched = [];

    private static readonly Counter<long> Sent = Meter.CreateCounter<long>("tollgate.webhook.sent", "{message}", "Messages that a receiver took.");
    private static readonly Counter<long> Failed = Meter.CreateCounter<long>("tollgate.webhook.failed", "{attempt}", "Attempts that no receiver took.");

    static WebhookInstruments()
    {
        Meter.CreateObservableGauge("tollgate.webhook.waiting", () => Each(counts => counts.Pending), "{message}", "Messages that are still to be sent.");
        Meter.CreateObservableGauge("tollgate.webhook.dead", () => Each(counts => counts.Dead), "{message}", "Messages that were given up.");
    }

    public static void Tried(string environment, string webhook, bool isTaken) => (isTaken ? Sent : Failed).Add(1, Tags(environment, webhook));

    public static void Watch(string environment, DeliveryStore deliveries)
    {
        lock (Gate)
            Watched.Add((environment, deliveries));
    }

    public static void Unwatch(DeliveryStore deliveries)
    {
        lock (Gate)
            Watched.RemoveAll(watched => ReferenceEquals(watched.Deliveries, deliveries));
    }

    private static List<Measurement<long>> Each(Func<DeliveryCounts, long> read)
    {
        (string Environment, DeliveryStore Deliveries)[] watched;
        lock (Gate)
            watched = [.. Watched];
        List<Measurement<long>> measured = [];
        foreach ((string environment, DeliveryStore deliveries) in watched)
        {
            try
            {
                foreach ((string webhook, DeliveryCounts counts) in deliveries.Counts())
                    measured.Add(new Measurement<long>(read(counts), Tags(environment, webhook)));
            }
            catch (DeliveriesUnavailableException)
            {
                // What cannot be counted now is not told; the store's own trouble is in the log.
            }
        }

        return measured;
    }

    private static KeyValuePair<string, object?>[] Tags(string environment, string webhook) => [new("environment", environment), new("webhook", webhook)];
}
