using Tollgate.Engine;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Webhooks;
using Tollgate.Storage.Projections;
using static Tollgate.Storage.Tests.Projections.Given;

namespace Tollgate.Storage.Tests.Projections;

public abstract class AlertConformance : IDisposable
{
    private readonly ProjectionPlace _place;
    private readonly ProjectionStore _projections;

    protected AlertConformance(ProjectionPlace place)
    {
        _place = place;
        _projections = place.Open();
    }

    public void Dispose()
    {
        _projections.Dispose();
        _place.Dispose();
    }

    [Fact]
    public void Alerts_come_in_the_order_of_the_journal_by_account_and_kind()
    {
        _projections.Next(Alert("80"), Calls("2025-06-01T10:00:00Z", "1"), Alert("90", "acct_2"));
        _projections.Next(Alert("9"), Alert("100", kind: AlertKind.Overage));

        List<string> seen = [];
        string? cursor = null;
        do
        {
            Page<ListedAlert> page = _projections.Alerts(Shard, cursor: cursor, limit: 1);
            seen.AddRange(page.Items.Select(alert => $"{alert.Position} {alert.Raised.Threshold}"));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        seen.ShouldBe(["0.0 80", "0.2 90", "1.0 9", "1.1 100"]);
        Thresholds(_projections.Alerts(Shard, "acct_1").Items).ShouldBe("80 9 100");
        Thresholds(_projections.Alerts(Shard, kind: AlertKind.Overage).Items).ShouldBe("100");
        Thresholds(_projections.Alerts(Shard, "acct_2", AlertKind.Overage).Items).ShouldBe("");
        Should.Throw<UnreadableCursorException>(() => _projections.Alerts(Shard, cursor: _projections.Accounts().NextCursor ?? "x"));
        Should.Throw<UnreadableCursorException>(() => _projections.Alerts(Shard, cursor: Cursor.After("alerts", 1, "x")));
    }

    [Fact]
    public void A_reader_goes_on_behind_any_place_of_the_journal()
    {
        _projections.Next(Alert("80"), Alert("90"));
        _projections.Next(Calls("2025-06-01T10:00:00Z", "1"));
        _projections.Next(Alert("100", "acct_2"));
        string After(FactPosition? after, string? account = null, int most = 10) => Thresholds(_projections.AlertsAfter(Shard, after, account, most));
        After(null).ShouldBe("80 90 100");
        After(null, most: 2).ShouldBe("80 90");
        After(new(0, 0)).ShouldBe("90 100");
        After(new(0, 1)).ShouldBe("100");
        After(new(0, int.MaxValue)).ShouldBe("100");
        After(new(1, 0), "acct_1").ShouldBe("");
        After(new(2, 0)).ShouldBe("");
        After(new(long.MaxValue, int.MaxValue)).ShouldBe("");
    }

    [Fact]
    public void An_alert_comes_back_as_it_was_raised()
    {
        AlertRaised bare = Alert("80") with { ContractId = null, Meter = null, Cause = null, AfterCutoff = true };
        _projections.Next(Alert("90"), bare);
        _projections.Alerts(Shard).Items.Select(alert => alert.Raised).ShouldBe([Alert("90"), bare]);
    }

    [Fact]
    public void A_batch_says_whether_somebody_may_wait_for_it()
    {
        ProjectionBatch batch = _projections.Begin(Shard);
        batch.Apply(Block(Shard, 0, Calls("2025-06-01T10:00:00Z", "1")));
        batch.HoldsAlerts.ShouldBeFalse();
        batch.Apply(Block(Shard, 1, Alert("80")));
        batch.HoldsAlerts.ShouldBeTrue();
    }

    [Fact]
    public void Webhooks_are_no_rows()
    {
        _projections.Apply(Block(Control, 0, new WebhookRegistered("whk_1", "https://example.com/", [], null, "sealed", Now), new WebhookSecretRotated("whk_1", "sealed", At("2025-06-01T00:00:00Z"), Now), new WebhookRemoved("whk_1", Now)));
        _projections.Watermark(Control).ShouldBe(0);
    }

    private static string Thresholds(IEnumerable<ListedAlert> alerts) => string.Join(' ', alerts.Select(alert => alert.Raised.Threshold));
}
