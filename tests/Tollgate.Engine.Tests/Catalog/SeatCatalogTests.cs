using Tollgate.Engine.Catalog;

namespace Tollgate.Engine.Tests.Catalog;

/// <summary>Seat features, how many seats a plan has, and what is for their holders alone.</summary>
public class SeatCatalogTests
{
    private const string Sample = """
        {
          "currency": "USD",
          "meters": {"calls": {"event": "calls", "aggregation": "sum"}},
          "features": {
            "editor": {"kind": "seat", "type": "named"},
            "floating": {"kind": "seat", "type": "concurrent", "heartbeat": "5min", "skew": "10s"},
            "calls": {"kind": "metered", "meter": "calls"},
            "export": {"kind": "boolean"}
          },
          "plans": {
            "team": {
              "period": "month",
              "entitlements": {"editor": {"seats": 10}, "floating": {"seats": "unlimited"}, "calls": {"included": 100, "seat": "editor"}, "export": {"seat": "floating"}}
            }
          }
        }
        """;

    private const string Floating = "\"type\": \"concurrent\", \"heartbeat\": \"5min\", \"skew\": \"10s\"";
    private const string Rights = "/plans/team/entitlements";

    [Fact]
    public void Reads_seats()
    {
        CatalogVersion catalog = Documents.Read(Sample);
        var floating = new SeatTerms(SeatType.Concurrent, 300_000_000, 10_000_000);
        catalog.Features["editor"].ShouldBe(new Feature("editor", FeatureKind.Seat, null, null) { Seats = SeatTerms.Named });
        catalog.Features["floating"].Seats.ShouldBe(floating);
        Plan plan = catalog.Plans["team"];
        plan.Entitlements["editor"].ShouldBe(new SeatEntitlement(10, SeatTerms.Named));
        plan.Entitlements["floating"].ShouldBe(new SeatEntitlement(null, floating));
        plan.Entitlements["calls"].ShouldBe(new MeteredEntitlement(100, Enforcement.Hard) { NeedsSeatOf = "editor" });
        plan.Entitlements["export"].ShouldBe(new BooleanEntitlement(true) { NeedsSeatOf = "floating" });
        Documents.Read(With(", \"skew\": \"10s\"", "")).Features["floating"].Seats.ShouldBe(floating with { SkewMicroseconds = SeatTerms.DefaultSkew });
    }

    [Theory]
    [InlineData("\"kind\": \"seat\", \"type\": \"named\"", "\"kind\": \"seat\"", "/features/editor", "missing_key")]
    [InlineData("\"type\": \"named\"", "\"type\": \"shared\"", "/features/editor/type", "value_not_allowed")]
    [InlineData("\"type\": \"named\"", "\"type\": \"named\", \"heartbeat\": \"5min\"", "/features/editor/heartbeat", "unknown_key")]
    [InlineData("\"type\": \"named\"", "\"type\": \"named\", \"meter\": \"calls\"", "/features/editor/meter", "unknown_key")]
    [InlineData(Floating, "\"type\": \"concurrent\"", "/features/floating", "missing_key")]
    [InlineData(Floating, "\"type\": \"concurrent\", \"heartbeat\": 300", "/features/floating/heartbeat", "wrong_type")]
    [InlineData(Floating, "\"type\": \"concurrent\", \"heartbeat\": \"5m\"", "/features/floating/heartbeat", "malformed_duration")]
    [InlineData(Floating, "\"type\": \"concurrent\", \"heartbeat\": \"0s\"", "/features/floating/heartbeat", "duration_out_of_range")]
    [InlineData(Floating, "\"type\": \"concurrent\", \"heartbeat\": \"8d\"", "/features/floating/heartbeat", "duration_out_of_range")]
    [InlineData(Floating, "\"type\": \"concurrent\", \"heartbeat\": \"5min\", \"skew\": \"61min\"", "/features/floating/skew", "duration_out_of_range")]
    [InlineData(Floating, "\"type\": \"concurrent\", \"heartbeat\": \"5min\", \"skew\": \"-1s\"", "/features/floating/skew", "malformed_duration")]
    [InlineData("{\"seats\": 10}", "10", Rights + "/editor", "entitlement_mismatch")]
    [InlineData("{\"seats\": 10}", "true", Rights + "/editor", "entitlement_mismatch")]
    [InlineData("{\"seats\": 10}", "{}", Rights + "/editor", "missing_key")]
    [InlineData("{\"seats\": 10}", "{\"seats\": -1}", Rights + "/editor/seats", "seats_out_of_range")]
    [InlineData("{\"seats\": 10}", "{\"seats\": 2.5}", Rights + "/editor/seats", "seats_out_of_range")]
    [InlineData("{\"seats\": 10}", "{\"seats\": 1000000001}", Rights + "/editor/seats", "seats_out_of_range")]
    [InlineData("{\"seats\": 10}", "{\"seats\": \"ten\"}", Rights + "/editor/seats", "malformed_number")]
    [InlineData("{\"seats\": 10}", "{\"included\": 10}", Rights + "/editor/included", "unknown_key")]
    [InlineData("{\"seats\": 10}", "{\"seats\": 10, \"seat\": \"floating\"}", Rights + "/editor/seat", "unknown_key")]
    [InlineData("\"seat\": \"editor\"", "\"seat\": \"edito\"", Rights + "/calls/seat", "unknown_reference")]
    [InlineData("\"seat\": \"editor\"", "\"seat\": \"calls\"", Rights + "/calls/seat", "seat_feature_needed")]
    [InlineData("\"seat\": \"editor\"", "\"seat\": true", Rights + "/calls/seat", "wrong_type")]
    [InlineData("\"editor\": {\"seats\": 10}, ", "", Rights + "/calls/seat", "seats_not_included")]
    [InlineData("\"export\": {\"seat\": \"floating\"}", "\"export\": {\"seat\": null}", Rights + "/export", "missing_key")]
    [InlineData("\"export\": {\"seat\": \"floating\"}", "\"export\": {\"seat\": \"floating\", \"included\": 1}", Rights + "/export/included", "unknown_key")]
    public void Is_refused_at_its_place(string passage, string otherwise, string pointer, string code)
    {
        CatalogReading reading = CatalogReader.Read(With(passage, otherwise), 1);
        reading.Catalog.ShouldBeNull();
        CatalogProblem problem = reading.Problems[0];
        (problem.Pointer, problem.Code).ShouldBe((pointer, code), problem.Detail);
    }

    [Theory]
    [InlineData("{\"seats\": 10}", "{\"seats\": 2500}", "Changed /plans/team/entitlements/editor/seats Plan team: editor seats 10 -> 2,500")]
    [InlineData("{\"seats\": 10}", "{\"seats\": \"unlimited\"}", "Changed /plans/team/entitlements/editor/seats Plan team: editor seats 10 -> unlimited")]
    [InlineData(", \"seat\": \"editor\"", "", "Removed /plans/team/entitlements/calls/seat Plan team: calls is for holders of a seat of editor (removed)")]
    [InlineData("\"seat\": \"editor\"", "\"seat\": \"floating\"", "Changed /plans/team/entitlements/calls/seat Plan team: calls is for holders of a seat of editor -> floating")]
    [InlineData("\"5min\"", "\"1h\"", "Changed /features/floating Feature floating: concurrent seats, held for 5min without a heartbeat and 10s more -> concurrent seats, held for 1h without a heartbeat and 10s more")]
    [InlineData("\"10s\"", "\"0s\"", "Changed /features/floating Feature floating: concurrent seats, held for 5min without a heartbeat and 10s more -> concurrent seats, held for 5min without a heartbeat and 0s more")]
    [InlineData(Floating, "\"type\": \"named\"", "Changed /features/floating Feature floating: concurrent seats, held for 5min without a heartbeat and 10s more -> named seats")]
    public void A_change_is_told_in_one_sentence(string passage, string otherwise, string change) =>
        CatalogDifference.Between(Documents.Read(Sample), Documents.Read(With(passage, otherwise)))
            .Select(told => $"{told.Kind} {told.Pointer} {told.Sentence}")
            .ShouldBe([change]);

    [Theory]
    [InlineData("\"5min\"", "\"300s\"")]
    [InlineData("{\"seats\": 10}", "{\"seats\": \"10.0\"}")]
    public void What_means_the_same_is_no_change(string passage, string otherwise) =>
        CatalogDifference.Between(Documents.Read(Sample), Documents.Read(With(passage, otherwise))).ShouldBeEmpty();

    private static string With(string passage, string otherwise)
    {
        Sample.Split(passage).Length.ShouldBe(2, $"The sample has {passage} once");
        return Sample.Replace(passage, otherwise, StringComparison.Ordinal);
    }
}
