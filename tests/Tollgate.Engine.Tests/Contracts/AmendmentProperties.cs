using FsCheck;
using FsCheck.Fluent;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Contracts;

/// <summary>
/// What amendments must leave as it is, of random contracts and random usage. Prices are such that depend on no order: what begins anew under new terms, as tiers do, is
/// told in <see cref="AmendmentStories"/>.
/// </summary>
public class AmendmentProperties
{
    /// <summary>Two plans of one content, another one, and events of June in the order in which they happen. Shares of June's 30 days are whole cents.</summary>
    private static readonly Gen<Month> Months =
        from advance in Gen.Choose(0, 5000)
        from arrears in Gen.Choose(0, 5000)
        from unit in Gen.Choose(0, 300)
        from included in Gen.Elements(0, 7, 100, 5000)
        from fromIncluded in Gen.Elements(true, false)
        from other in Gen.Choose(0, 5000)
        from length in Gen.Choose(0, 20)
        from hours in Gen.Choose(0, (30 * 24) - 1).ArrayOf(20)
        from units in Gen.Choose(0, 60).ArrayOf(20)
        from zone in Gen.Elements("UTC", "Europe/Berlin", "Asia/Kolkata", "Pacific/Kiritimati")
        select new Month(advance, arrears, unit, included, fromIncluded, other, zone, [.. hours.Zip(units).Take(length).OrderBy(one => one.First)]);

    [Fact]
    public void Splitting_a_period_changes_nothing() => Properties.Hold(
        from month in Months
        from count in Gen.Choose(1, 4)
        from days in Gen.Choose(2, 30).ArrayOf(4)
        select (month, days.Take(count).Distinct().Order().ToArray()),
        given =>
        {
            (Month month, int[] days) = given;
            string[] plans = ["twin", "plan"];
            string[] amendments = [.. days.Select((day, i) => $"amend a {plans[i % 2]} @2025-06-{day:D2}T{month.Midnight}")];
            Sums(month.Played(amendments)).ShouldBe(Sums(month.Played([])));
        });

    [Fact]
    public void A_change_and_its_undo_restore_every_number() => Properties.Hold(
        from month in Months from day in Gen.Choose(2, 30) from billed in Gen.Elements(true, false) select (month, day, billed),
        given =>
        {
            (Month month, int day, bool billed) = given;
            string[] undone = [$"amend a other @2025-06-{day:D2}T{month.Midnight}", $"amend a plan @2025-06-{day:D2}T{month.Midnight}"];
            // Also when June's advance charges are final by then.
            string[] before = billed ? ["clock 2025-06-02T12:00:00Z", "bill a"] : [];
            Sums(month.Played([.. before, .. undone])).ShouldBe(Sums(month.Played(before)));
        });

    /// <summary>By charge: what all invoices bill, before and after rounding, and what was counted and covered.</summary>
    private static string Sums(World world) => string.Join('\n', world.Journal.OfType<InvoiceFinalized>().SelectMany(invoice => invoice.Content.Lines)
        .GroupBy(line => line.Charge)
        .OrderBy(charge => charge.Key, StringComparer.Ordinal)
        .Select(charge => $"{charge.Key}: {Sum(charge, line => line.ExactAmount)} {Sum(charge, line => line.Amount)}, {charge.Aggregate(Quantity.Zero, (sum, line) => sum + line.Metered)} counted, {charge.Aggregate(Quantity.Zero, (sum, line) => sum + line.Covered)} covered, {charge.Sum(line => line.Events)} events")
        .Where(sum => !sum.Contains(": 0 0, 0 counted", StringComparison.Ordinal)));

    private static Money Sum(IEnumerable<InvoiceLine> lines, Func<InvoiceLine, Money> amount) => lines.Aggregate(Money.Zero, (sum, line) => sum + amount(line));

    /// <param name="Advance">Cents a day, as the others.</param>
    /// <param name="Unit">Cents.</param>
    /// <param name="Usage">Hours of June, and units.</param>
    private sealed record Month(int Advance, int Arrears, int Unit, int Included, bool AfterIncluded, int Other, string Zone, (int Hour, int Units)[] Usage)
    {
        /// <summary>With the zone's offset in June.</summary>
        public string Midnight => "00:00:00" + Zone switch { "Europe/Berlin" => "+02:00", "Asia/Kolkata" => "+05:30", "Pacific/Kiritimati" => "+14:00", _ => "Z" };

        public World Played(string[] amendments)
        {
            var world = new World();
            var verbs = new Verbs(world);
            Play($"env 2025-05-31T00:00:00Z");
            world.Publish(Catalog);
            Play($"account a zone={Zone}");
            Play($"contract a plan 2025-06-01T{Midnight}");
            foreach (string amendment in amendments)
                Play(amendment);
            Play("clock 2025-06-30T23:59:59Z");
            int id = 0;
            foreach ((int hour, int units) in Usage)
            {
                DateTimeOffset at = DateTimeOffset.Parse($"2025-06-01T{Midnight}", null).AddHours(hour);
                if (at.UtcDateTime < new DateTime(2025, 6, 30, 23, 59, 0))
                    Play($"use a calls {units} id=e{id++} @{at.UtcDateTime:yyyy-MM-ddTHH:mm:ss}Z");
            }

            Play("clock 2025-07-03T00:00:00Z");
            Play("bill a");
            return world;

            void Play(string command) => verbs.Play(command.Split(' ')).ShouldNotContain("_");
        }

        private string Catalog => $$$"""
            {"currency":"USD","meters":{"calls":{"event":"calls","aggregation":"sum"}},"features":{"calls":{"kind":"metered","meter":"calls"}},
             "plans":{"plan":{{{Plan(Advance)}}},"twin":{{{Plan(Advance)}}},"other":{{{Plan(Other)}}} } }
            """;

        private string Plan(int advance) => $$$"""
            {"period":"month","entitlements":{"calls":{"included":{{{Included}}},"enforcement":"soft"}},"charges":{
              "advance":{"model":"flat","amount":"{{{Cents(advance * 30)}}}","bill":"advance"},
              "arrears":{"model":"flat","amount":"{{{Cents(Arrears * 30)}}}"},
              "calls":{"meter":"calls",{{{(AfterIncluded ? "\"after\":\"included\"," : "")}}}"model":"per_unit","amount":"{{{Cents(Unit)}}}"} } }
            """;

        private static string Cents(int cents) => $"{cents / 100}.{cents % 100:D2}";
    }
}
