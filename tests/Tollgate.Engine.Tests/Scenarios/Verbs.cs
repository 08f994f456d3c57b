using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Bookkeeping;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Seats;
using Tollgate.Engine.Taxes;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Scenarios;

/// <summary>
/// The commands of a <see cref="Story"/>. <c>@TIME</c> is a date or a timestamp, UTC unless it has an offset, or hours from now (<c>@-30h</c>);
/// <c>key=value</c> are options, and of an event its properties.
/// </summary>
internal sealed class Verbs(World world)
{
    private int _made;
    private int _toldAlerts;

    public World World { get; } = world;

    public string Play(string[] words)
    {
        string[] plain = [.. words.Where(word => !word.Contains('=', StringComparison.Ordinal) && word[0] != '@')];
        var options = words.Where(word => word.Contains('=', StringComparison.Ordinal)).Select(word => word.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        EffectiveAt? at = words.FirstOrDefault(word => word[0] == '@') is { } time ? Time(time[1..]) : null;
        return plain switch
        {
            ["env", var clock] => Answer(World.Control(new CreateEnvironment("test", EnvironmentKind.Test, Recorded(clock), Number(options, "window", 35), Number(options, "grace", 24)))),
            ["clock", var to] => Answer(World.Control(new AdvanceClock(Recorded(to)))),
            ["catalog", var name] => Answer(World.Control(new Engine.Catalog.PublishCatalog(Catalogs.Named(name)))),
            ["account", var id] => Answer(World.Control(new RegisterAccount(Account(id, options)))),
            ["attributes", var account] => Answer(World.Control(new SetAttributes(account, options.ToImmutableSortedDictionary(StringComparer.Ordinal)))),
            ["groups", var account, var subject, .. var groups] => Answer(World.Submit(new SetGroups(account, subject, [.. groups]))),
            ["contract", var account, var plan, .. var term] => Answer(World.Submit(Contract(account, plan, term, options))),
            ["fx", var of, var into, var rate] => Answer(World.Control(new Engine.Exchange.SetExchangeRate(of, into, Engine.Numbers.Rate.Parse(rate), at, null))),
            ["amend", var account, .. var plan] => Answer(World.Amend(Amendment(account, plan, at, options))),
            ["phases", var account, .. var phases] => LifecycleVerbs.Start(World, account, phases, options, Time),
            ["pause", var account] => LifecycleVerbs.Answer(World, new PauseContract(ContractOf(account), at, options.TryGetValue("until", out string? end) ? Time(end) : null, "why", "who")),
            ["unpause", var account] => LifecycleVerbs.Answer(World, new ResumeContract(ContractOf(account), at, "why", "who")),
            ["cancel", var account] => LifecycleVerbs.Answer(World, new CancelContract(ContractOf(account), at, "why", "who")),
            ["reinstate", var account] => LifecycleVerbs.Answer(World, new ReinstateContract(ContractOf(account), "why", "who")),
            ["held", "contract", var account] => LifecycleVerbs.Held(World, ContractOf(account), at),
            ["term", var account] => LifecycleVerbs.TermOf(World, ContractOf(account), at ?? Now),
            ["use", var account, var type, .. var quantity] => Words.Of(World.Report(Event(account, type, quantity, at, options), at is not null)),
            ["check", var account, var feature, .. var units] => Words.Of(Checked(Request(account, feature, units, at, options)), options.ContainsKey("partial")),
            ["limits", var account, var feature] => Words.Limits(Checked(Request(account, feature, ["0"], at, options))),
            ["consume", var account, var feature, var units] => Words.Of(World.Consume(Request(account, feature, [units], at, options), Id(options)), options.ContainsKey("partial")),
            ["grant", var account, var feature, var amount] => Answer(World.Submit(new IssueGrant(account, Granted(feature, amount, at, options)))),
            ["topup", var account, var wallet, var below, var amount] => Answer(World.Submit(new SetTopUp(account, wallet, new TopUpRule(Units.Parse(below), Units.Parse(amount), null)))),
            ["topup", var account, var wallet] => Answer(World.Submit(new SetTopUp(account, wallet, null))),
            ["wallet", var account, var feature, var units] => Words.OfWallet(Checked(Request(account, feature, [units], at, options))),
            ["pay", var grant] => Answer(World.Submit(new PayGrant(grant))),
            ["void", var grant] => Answer(World.Submit(new VoidGrant(grant, null, null))),
            ["reserve", var account, var feature, var units] => Words.Of(World.Reserve(Request(account, feature, [units], at, options), options["res"], options.GetValueOrDefault("id") ?? options["res"], Number(options, "ttl", 300))),
            ["settle", var reservation, var units] => Words.Of(World.Settle(reservation, Quantity.Parse(units))),
            ["extend", var reservation, var seconds] => Answer(World.Submit(new ExtendReservation(reservation, long.Parse(seconds, CultureInfo.InvariantCulture) * 1_000_000))),
            ["release", var reservation] => Answer(World.Submit(new ReleaseReservation(reservation))),
            ["suspend", var account] => Answer(World.Submit(new SuspendAccount(account, "why", "who"))),
            ["resume", var account] => Answer(World.Submit(new ResumeAccount(account, "why", "who"))),
            ["delinquent", var account, var policy, var days] => Answer(World.Submit(new MarkDelinquent(account, at, Enum.Parse<DelinquencyPolicy>(policy, ignoreCase: true), int.Parse(days, CultureInfo.InvariantCulture), "why", "who"))),
            ["clear", var account] => Answer(World.Submit(new ClearDelinquency(account, "why", "who"))),
            ["override", var account, var feature] => Words.Of(World.Submit(new SetOverride(account, Overriding(feature, at, options)))),
            ["unset", var id] => Answer(World.Submit(new EndOverride(id, "why", "who"))),
            ["seat", var account, var feature, var subject] => Words.Of(World.Submit(new TakeSeat(account, feature, subject, options.ContainsKey("ttl") ? Number(options, "ttl", 0) * 1_000_000L : null))),
            ["unseat", var account, var feature, var subject] => Answer(World.Submit(new ReturnSeat(account, feature, subject))),
            ["seats", var account, var feature] => Words.Of(World.Books.Account(account)!.Seats, feature, World.Books.Time(World.Real)),
            ["sweep"] => Answer(World.Submit(new SweepDues())),
            ["held", var account] => Words.Of(World.Books.Account(account)!.HoldingsAt(at ?? Now, new RecordedAt(Now.Microseconds))),
            ["bill", var account] => Words.Of(World.Submit(new BillContract(ContractOf(account), at ?? Far))),
            ["run", ..] => DocumentVerbs.Run(World, at ?? Now),
            ["documents"] => DocumentVerbs.Documents(World),
            ["document", var part, .. var what] => DocumentVerbs.Play(World, $"con_{part}", what, at),
            ["finalize", var account, var boundary] => Answer(World.Submit(new FinalizeInvoice($"inv_{account}_{boundary}") { Taxes = Brought(options) })),
            ["invoice", var account, var boundary] => Words.Of(Content(account, boundary)),
            ["numbers", var account, var boundary] => string.Join("; ", Content(account, boundary).Lines.Select(line => $"{line.Charge} {line.PurchaseOrder ?? "none"}")),
            ["line", var account, var boundary, var charge] => Words.Of(Content(account, boundary).Lines.Single(line => line.Charge == charge)),
            ["report", var account, var boundary, var status, var reference] => Words.Of(World.Submit(new ReportPayment($"inv_{account}_{boundary}", Enum.Parse<PaymentStatus>(status, ignoreCase: true), at, reference))),
            ["annul", var account, var boundary] => Words.Of(World.Submit(new VoidInvoice($"inv_{account}_{boundary}", "why", "who") { Rebill = options.ContainsKey("rebill") })),
            ["credit", var account, var boundary] => Words.Of(World.Submit(new IssueCreditNote($"inv_{account}_{boundary}", Credits(options), "why", "who") { Rebill = options.ContainsKey("rebill") })),
            ["reissue", var account, var boundary] => Words.Of(World.Submit(new ReissueInvoice($"inv_{account}_{boundary}", "why", "who"))),
            ["dispute", var account, var boundary, var line] => Words.Of(World.Submit(new OpenDispute($"inv_{account}_{boundary}", int.Parse(line, CultureInfo.InvariantCulture), "why", "who"))),
            ["resolve", var dispute, var outcome, .. var amount] => Words.Of(World.Submit(new ResolveDispute(dispute, Enum.Parse<DisputeOutcome>(outcome, ignoreCase: true), amount.Length > 0 ? Money.Parse(amount[0]) : null, "why", "who"))),
            ["terms", var policy, var days] => Answer(World.Control(new SetDelinquencyTerms(Enum.Parse<DelinquencyPolicy>(policy, ignoreCase: true), int.Parse(days, CultureInfo.InvariantCulture), "who"))),
            ["standing", var account] => Words.Of(World.Books.Account(account)!.Standing),
            ["close", var legalEntity, var until] => Answer(World.Submit(new CloseAccountingPeriod(legalEntity, Time(until), "who"))),
            ["dated", var account, var boundary] => World.Books.Invoices[$"inv_{account}_{boundary}"].Invoice.Date.ToString(),
            ["tax", var country, var name, var percent] => Answer(World.Control(new SetTaxRates([.. World.Register.Taxes?.Set.Rates ?? [], Rate(country, name, percent, at, options)]))),
            ["taxes", var account, var boundary] => Words.Of(Content(account, boundary).Taxes),
            ["late", var account] => Words.Late(World.Books.Contracts[ContractOf(account)], at!.Value),
            ["period", var account] => Words.Of((World.Books.Contracts[ContractOf(account)] is var book && book.At(at!.Value) is { } then ? then : book).PeriodAt(at!.Value)),
            ["alerts", var account] => Words.Of(NewAlerts(account)),
            ["order", var id, var revision, var account, .. var lines] => OrderVerbs.Place(World, id, int.Parse(revision, CultureInfo.InvariantCulture), Account(account, options), options.GetValueOrDefault("po"), options.GetValueOrDefault("from"), lines),
            ["retry", var id] => OrderVerbs.Retry(World, id),
            ["revisions", var id] => OrderVerbs.Revisions(World, id),
            ["charges", .. var of] => OutboxVerbs.Play(World, of, options),
            ["migrate", .. var of] => MigrationVerbs.Play(World, of, at, options),
            ["inbox"] => OrderVerbs.Inbox(World),
            ["restart"] => Restart(),
            _ => throw new ArgumentException($"There is no command '{string.Join(' ', words)}'."),
        };
    }

    private static readonly EffectiveAt Far = BillableTime.End;

    private EffectiveAt Now => new(World.Books.Time(World.Real).Microseconds);

    /// <summary>However far ahead it is asked for.</summary>
    private Outcome Checked(EntitlementRequest request)
    {
        Decision decision = Check.Decide(World.Books, request, World.Books.Time(World.Real));
        return Check.RefuseTotal(World.Books, decision, request.At ?? Now) is { } full ? full : Outcome.Of(decision);
    }

    private static string Answer(Outcome outcome) => outcome.Rejection?.Code ?? "ok";

    /// <summary>Those of an account that were raised since anybody asked.</summary>
    private AlertRaised[] NewAlerts(string account)
    {
        AlertRaised[] raised = [.. World.Journal.Skip(_toldAlerts).OfType<AlertRaised>()];
        _toldAlerts = World.Journal.Count;
        return Array.FindAll(raised, alert => alert.AccountId == account);
    }

    private string Restart()
    {
        UInt128 before = StateDigest.Of(World.Books);
        World.Restart();
        return StateDigest.Of(World.Books) == before ? "ok" : "another state";
    }

    private static Account Account(string id, Dictionary<string, string> options) => new(
        id,
        options.GetValueOrDefault("parent"),
        options.TryGetValue("kind", out string? kind) ? Enum.Parse<AccountKind>(kind, ignoreCase: true) : AccountKind.Customer,
        Name: null,
        options.GetValueOrDefault("currency"),
        options.GetValueOrDefault("zone", "UTC"),
        options.GetValueOrDefault("legal", "ours"),
        External(options),
        options.Where(option => option.Key.StartsWith("attr.", StringComparison.Ordinal)).ToImmutableSortedDictionary(option => option.Key[5..], option => option.Value, StringComparer.Ordinal),
        HomeShard: 0
    );

    private static ImmutableSortedDictionary<string, string> External(Dictionary<string, string> options) => options
        .Where(option => option.Key.StartsWith("ext.", StringComparison.Ordinal))
        .ToImmutableSortedDictionary(option => option.Key[4..], option => option.Value);

    /// <summary><c>until=open</c> gives it no end; <c>allowance=full</c> what the rest of the period includes.</summary>
    private AmendContract Amendment(string account, string[] plan, EffectiveAt? at, Dictionary<string, string> options) => new(
        ContractOf(account),
        plan.FirstOrDefault(),
        at,
        options.TryGetValue("until", out string? end) ? new NewEnd(end == "open" ? null : Time(end)) : null,
        Enum.Parse<AllowanceOnChange>(options.GetValueOrDefault("allowance", "remaining"), ignoreCase: true),
        options.ContainsKey("add") ? [.. Parts(options, "add").Select(part => LifecycleVerbs.AddOn(part, Time))] : null,
        options.TryGetValue("terms", out string? negotiated) ? new NewTerms(negotiated) : null,
        "why",
        "who"
    )
    {
        BillTo = options.TryGetValue("bill_to", out string? payer) ? new NewPayer(payer == "itself" ? null : payer) : null,
    };

    private StartContract Contract(string account, string plan, string[] term, Dictionary<string, string> options) => new(
        options.GetValueOrDefault("id", $"ctr_{account}"),
        account,
        options.ContainsKey("bundle") ? null : plan,
        term.Length > 0 ? Time(term[0]) : null,
        term.Length > 1 ? Time(term[1]) : null,
        ImmutableSortedDictionary<string, string>.Empty
    )
    {
        Currency = options.GetValueOrDefault("currency"),
        BillTo = options.GetValueOrDefault("bill_to"),
        Terms = new ContractTerms(
            options.GetValueOrDefault("bundle"),
            [.. Parts(options, "add").Select(part => LifecycleVerbs.AddOn(part, Time))],
            [.. Parts(options, "promo")],
            options.GetValueOrDefault("terms")
        ),
        Term = LifecycleVerbs.Term(options),
        CoTermWith = options.GetValueOrDefault("with"),
    };

    private static string[] Parts(Dictionary<string, string> options, string name) => options.GetValueOrDefault(name)?.Split('+') ?? [];

    private Override Overriding(string feature, EffectiveAt? at, Dictionary<string, string> options) => new(
        options["id"],
        feature,
        new OverrideTerms(
            options.TryGetValue("flag", out string? flag) ? flag == "true" : null,
            options.TryGetValue("number", out string? number) ? Quantity.Parse(number) : null,
            options.GetValueOrDefault("text"),
            options.TryGetValue("flag", out flag) ? flag == "true" : null,
            options.TryGetValue("enforcement", out string? enforcement) ? Enum.Parse<Engine.Catalog.Enforcement>(enforcement, ignoreCase: true) : null,
            options.TryGetValue("cap", out string? cap) ? Quantity.Parse(cap) : null
        )
        {
            Seats = options.ContainsKey("seats") ? Number(options, "seats", 0) : null,
            OverageCap = options.TryGetValue("overage", out string? overage) ? Quantity.Parse(overage) : null,
            SpendCap = options.TryGetValue("spend", out string? spend) ? Money.Parse(spend) : null,
        },
        at ?? Now,
        options.TryGetValue("until", out string? until) ? Time(until) : null,
        "why",
        "who"
    )
    {
        When = options.TryGetValue("when", out string? when) ? Engine.Catalog.ConditionReader.Read(JsonDocument.Parse(when).RootElement, "").Condition : null,
    };

    private Grant Granted(string feature, string amount, EffectiveAt? at, Dictionary<string, string> options)
    {
        EffectiveAt effective = at ?? Now;
        return new Grant(
            options.GetValueOrDefault("id") ?? $"grant-{++_made}",
            options.ContainsKey("wallet") ? null : feature,
            Units.Parse(amount),
            Number(options, "priority", Grant.DefaultPriority),
            Enum.Parse<GrantSource>(options.GetValueOrDefault("source", "Purchase"), ignoreCase: true),
            effective,
            options.TryGetValue("until", out string? until) ? Time(until) : null,
            options.TryGetValue("every", out string? every)
                ? new Recurrence(Enum.Parse<Engine.Catalog.PeriodUnit>(every, ignoreCase: true), options.TryGetValue("anchor", out string? anchor) ? Time(anchor) : effective)
                : null,
            options.TryGetValue("roll", out string? roll) && roll.Split('-') is [var least, var most]
                ? new Rollover(Units.Parse(least), Units.Parse(most), options.ContainsKey("again"))
                : null,
            options.Where(option => option.Key.StartsWith("dim.", StringComparison.Ordinal)).ToImmutableSortedDictionary(option => option.Key[4..], option => option.Value),
            CostBasis: null,
            options.ContainsKey("pending"),
            Reason: null,
            Author: null,
            ImmutableSortedDictionary<string, string>.Empty
        )
        {
            Wallet = options.ContainsKey("wallet") ? feature : null,
            Meters = options.TryGetValue("meters", out string? meters) ? [.. meters.Split('+')] : [],
            Features = options.TryGetValue("features", out string? features) ? [.. features.Split('+')] : [],
        };
    }

    private UsageEvent Event(string account, string type, string[] quantity, EffectiveAt? at, Dictionary<string, string> options) => new(
        Id(options),
        options.GetValueOrDefault("source", "api"),
        World.Books.Names.Resolve(account) ?? account,
        type,
        at ?? new EffectiveAt(World.Books.Time(World.Real).Microseconds),
        quantity.Length > 0 ? Quantity.Parse(quantity[0]) : null,
        options.GetValueOrDefault("subject"),
        PropertiesOf(options)
    );

    private static EntitlementRequest Request(string account, string feature, string[] units, EffectiveAt? at, Dictionary<string, string> options) => new(
        account,
        feature,
        units.Length > 0 ? Quantity.Parse(units[0]) : Quantity.One,
        options.GetValueOrDefault("value"),
        at,
        options.GetValueOrDefault("subject"),
        PropertiesOf(options)
    )
    {
        AllowPartial = options.ContainsKey("partial"),
    };

    private static Engine.Metering.Properties PropertiesOf(Dictionary<string, string> options) => Engine.Metering.Properties.Of(options
        .Where(option => option.Key is not ("id" or "source" or "value" or "res" or "ttl" or "partial" or "subject"))
        .Select(option => new Property(option.Key, option.Value)));

    private InvoiceContent Content(string account, string boundary)
    {
        string id = $"inv_{account}_{boundary}";
        if (World.Journal.OfType<InvoiceFinalized>().FirstOrDefault(final => final.InvoiceId == id) is { } final)
            return final.Content;
        ContractBook contract = World.Books.Contracts[ContractOf(account)];
        long number = long.Parse(boundary, CultureInfo.InvariantCulture);
        return Completion.Of(World.Books, World.Books.Account(contract.Contract.AccountId)!, contract, number);
    }

    /// <summary><c>line1=50.00 line2=10</c>; none of them is all.</summary>
    private static ImmutableArray<LineCredit>? Credits(Dictionary<string, string> options) => !options.Keys.Any(key => key != "rebill")
        ? null
        : [.. options.Where(option => option.Key != "rebill").Select(option => new LineCredit(int.Parse(option.Key.AsSpan("line".Length), CultureInfo.InvariantCulture), Money.Parse(option.Value)))];

    /// <summary><c>vat1=19% duty2=3.50</c>: a name and a line, and a percentage or an amount; none of them takes the table.</summary>
    private static ImmutableArray<BroughtTax>? Brought(Dictionary<string, string> options) => options.Count == 0
        ? null
        : [.. options.Select(option => new BroughtTax(
            int.Parse(option.Key.AsSpan(^1), CultureInfo.InvariantCulture),
            option.Key[..^1],
            option.Value[^1] == '%' ? Quantity.Parse(option.Value[..^1]) : null,
            option.Value[^1] == '%' ? null : Money.Parse(option.Value)))];

    private TaxRate Rate(string country, string name, string percent, EffectiveAt? from, Dictionary<string, string> options) => new(
        country,
        options.GetValueOrDefault("region"),
        options.GetValueOrDefault("category"),
        name,
        Quantity.Parse(percent),
        from,
        options.TryGetValue("until", out string? until) ? Time(until) : null);

    private string Id(Dictionary<string, string> options) => options.GetValueOrDefault("id") ?? $"made-{++_made}";

    private static string ContractOf(string account) => $"ctr_{account}";

    private static int Number(Dictionary<string, string> options, string name, int otherwise) =>
        options.TryGetValue(name, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private RecordedAt Recorded(string text) => new(Time(text).Microseconds);

    private EffectiveAt Time(string text)
    {
        if (text[^1] == 'h')
            return new EffectiveAt(World.Books.Time(World.Real).Microseconds + (long.Parse(text[..^1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) * 3_600_000_000));
        string whole = text.Length == 10 ? text + "T00:00:00Z" : text;
        return Instants.TryParse(whole, out long microseconds) ? new EffectiveAt(microseconds) : throw new ArgumentException($"'{text}' is no time.");
    }
}
