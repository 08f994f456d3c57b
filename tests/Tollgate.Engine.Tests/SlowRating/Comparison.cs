using System.Collections.Immutable;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Tests.Scenarios;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.SlowRating;

/// <summary>Plays a drawn contract to the engine and to the slow model, and tells the first thing in which they differ.</summary>
internal sealed class Comparison
{
    private const string AccountId = "a";
    private const string ContractId = "ctr_a";

    private readonly DrawnContract _drawn;
    private readonly World _world = new();
    private readonly SlowLedger _model;

    private Comparison(DrawnContract drawn, DrawnContract modelled)
    {
        _drawn = drawn;
        _model = new SlowLedger(modelled);
    }

    /// <returns>Null when they agree.</returns>
    /// <param name="modelled">What the model is told instead; null is the same.</param>
    public static string? Of(DrawnContract drawn, DrawnContract? modelled = null)
    {
        try
        {
            return new Comparison(drawn, modelled ?? drawn).Play();
        }
        catch (Exception failure)
        {
            return failure.ToString();
        }
    }

    /// <summary>The world in which a contract was played and billed.</summary>
    public static World Played(DrawnContract drawn)
    {
        var comparison = new Comparison(drawn, drawn);
        comparison.Play().ShouldBeNull();
        return comparison._world;
    }

    /// <summary>The same contract with as much left out of it as can be, so that it still fails.</summary>
    public static DrawnContract Smallest(DrawnContract drawn)
    {
        while (Smaller(drawn).FirstOrDefault(smaller => Of(smaller) is not null) is { } smaller)
            drawn = smaller;
        return drawn;
    }

    private static IEnumerable<DrawnContract> Smaller(DrawnContract drawn)
    {
        for (int i = 0; i < drawn.Charges.Length; i++)
            yield return drawn with { Charges = [.. drawn.Charges[..i], .. drawn.Charges[(i + 1)..]] };
        for (int i = 0; i < drawn.Grants.Length; i++)
            yield return drawn with { Grants = [.. drawn.Grants[..i], .. drawn.Grants[(i + 1)..]] };
        for (int i = 0; i < drawn.Events.Length; i++)
            yield return drawn with { Events = [.. drawn.Events[..i], .. drawn.Events[(i + 1)..]] };
        if (drawn.RecordedAt != drawn.Start)
            yield return drawn with { RecordedAt = drawn.Start };
    }

    private string? Play()
    {
        _world.Real = new RecordedAt(Math.Min(_drawn.Start, _drawn.RecordedAt) - (40L * 24 * 3_600_000_000));
        Must(_world.Control(new CreateEnvironment("test", EnvironmentKind.Live, Clock: null, AcceptanceWindowDays: 400, GraceHours: 0)));
        _world.Publish(_drawn.ToJson().ToJsonString());
        ImmutableSortedDictionary<string, string> none = ImmutableSortedDictionary<string, string>.Empty;
        Must(_world.Control(new RegisterAccount(new Account(AccountId, null, AccountKind.Customer, null, null, _drawn.Zone, "ours", none, none, HomeShard: 0))));
        IEnumerable<(long At, Func<string?> Do)> actions =
        [
            (_drawn.RecordedAt, Start),
            .. _drawn.Grants.Select(grant => (grant.IssuedAt, (Func<string?>)(() => Issue(grant)))),
            .. _drawn.Events.Select(used => (used.RecordedAt, (Func<string?>)(() => Report(used)))),
        ];
        foreach ((long at, Func<string?> act) in actions.OrderBy(action => action.At))
        {
            _world.Real = new RecordedAt(at);
            if (act() is { } difference)
                return difference;
        }

        return Bill();
    }

    private string? Start()
    {
        EffectiveAt? end = _drawn.End is { } at ? new EffectiveAt(at) : null;
        Must(_world.Submit(new StartContract(ContractId, AccountId, "plan", new EffectiveAt(_drawn.Start), end, ImmutableSortedDictionary<string, string>.Empty)));
        _model.Start();
        return null;
    }

    private string? Issue(DrawnGrant grant)
    {
        ImmutableSortedDictionary<string, string> none = ImmutableSortedDictionary<string, string>.Empty;
        Must(_world.Submit(new IssueGrant(AccountId, new Grant(
            grant.Id,
            _drawn.Meters.Single(meter => meter.Name == grant.Meter).Feature,
            Units.Parse(grant.Units),
            grant.Priority,
            grant.IsPaid ? GrantSource.Purchase : GrantSource.Promotion,
            new EffectiveAt(grant.From),
            grant.Until is { } until ? new EffectiveAt(until) : null,
            null,
            null,
            grant.Model is { } model ? none.Add("model", model) : none,
            null,
            PendingPayment: false,
            null,
            null,
            none))));
        _model.Issue(grant);
        return null;
    }

    private string? Report(DrawnEvent used)
    {
        Property[] properties = [.. used.Properties.Select(property => new Property(property.Key, $"\"{property.Value}\"")), new("size", used.Size)];
        var told = new UsageEvent(used.Id, "api", AccountId, "use", new EffectiveAt(used.Time), Quantity.Parse(used.Quantity), null, Engine.Metering.Properties.Of(properties));
        // What it costs is asked before it is counted, of the very tallies that counting it then makes.
        Outcome outcome = _world.Books.Decide(new ReportUsage(told, null, TimeGiven: true), _world.Real);
        Must(outcome);
        var counted = (UsageCounted)outcome.Facts.Single(fact => fact is UsageCounted);
        Dictionary<string, Ratio> costs = [];
        if (_world.Books.Contracts.TryGetValue(ContractId, out ContractBook? contract) && contract.Covers(told.Time))
        {
            PeriodBook totals = contract.Totals(contract.PeriodAt(told.Time));
            foreach ((string charge, Money cost) in counted.Tallies.SelectMany(tally => LiveCost.Of(contract, totals, [], tally)))
                costs[charge] = Ratio.Of(cost.ToString());
        }

        Must(_world.Report(told));
        Dictionary<string, Ratio> expected = _model.Report(used);
        string found = Joined(costs.Where(cost => !cost.Value.IsZero));
        return found == Joined(expected) ? null : $"{used} costs live\n  {found} by the engine, and\n  {Joined(expected)} by the model.";
    }

    private string? Bill()
    {
        _world.Real = new RecordedAt(_drawn.Until + 1);
        Outcome outcome;
        do
        {
            outcome = _world.Submit(new BillContract(ContractId, new EffectiveAt(_drawn.Until)));
            Must(outcome);
        }
        while (outcome.Answer is ContractBilled { More: true });

        string[] found = [.. _world.Journal.OfType<InvoiceFinalized>().SelectMany(Words)];
        string[] expected = [.. _model.Invoices(_drawn.Until).SelectMany(Words)];
        int at = Enumerable.Range(0, Math.Max(found.Length, expected.Length)).FirstOrDefault(i => i >= found.Length || i >= expected.Length || found[i] != expected[i], -1);
        return at < 0 ? null : $"The engine bills\n  {found.ElementAtOrDefault(at) ?? "nothing more"}\nand the model\n  {expected.ElementAtOrDefault(at) ?? "nothing more"}";
    }

    private static IEnumerable<string> Words(InvoiceFinalized invoice) =>
    [
        .. invoice.Content.Lines.Select(line => $"{SlowPrice.Text(invoice.Date.Microseconds)} {line.Charge} of {SlowPrice.Text(line.From.Microseconds)} to {SlowPrice.Text(line.To.Microseconds)}: "
            + $"{line.Metered} - {line.Covered} = {line.Quantity} in {line.Events}, exact {Ratio.Of(line.ExactAmount.ToString())}, rounded {Ratio.Of(line.Amount.ToString())}"),
        .. invoice.Content.NotBilled.OrderBy(missing => missing.Charge, StringComparer.Ordinal).Select(missing => $"{missing.Code} {missing.Charge}: {missing.Quantity} in {missing.Events}"),
        $"total {Ratio.Of(invoice.Content.Total.ToString())}",
    ];

    private static IEnumerable<string> Words(SlowInvoice invoice) =>
    [
        .. invoice.Lines.Select(line => $"{SlowPrice.Text(invoice.Date)} {line.Charge} of {SlowPrice.Text(line.From)} to {SlowPrice.Text(line.To)}: "
            + $"{line.Metered} - {line.Covered} = {line.Quantity} in {line.Events}, exact {line.Exact}, rounded {line.Amount}"),
        .. invoice.Missing.OrderBy(missing => missing.Charge, StringComparer.Ordinal).Select(missing => $"price_missing {missing.Charge}: {missing.Quantity} in {missing.Events}"),
        $"total {Ratio.Sum(invoice.Lines.Select(line => line.Amount))}",
    ];

    private static string Joined(IEnumerable<KeyValuePair<string, Ratio>> costs) => string.Join(", ", costs.OrderBy(cost => cost.Key, StringComparer.Ordinal).Select(cost => $"{cost.Key} {cost.Value}"));

    private static void Must(Outcome outcome)
    {
        if (outcome.Rejection is { } refused)
            throw new InvalidOperationException($"Refused: {refused.Code} {refused.Pointer}: {refused.Detail}");
    }
}
