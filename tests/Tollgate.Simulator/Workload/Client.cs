using System.Collections.Immutable;
using System.Globalization;
using Tollgate.Engine;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;
using Tollgate.Simulator.Model;
using Tollgate.Simulator.Nodes;
using Tollgate.Simulator.World;
using Tollgate.Storage.Journal;

namespace Tollgate.Simulator.Workload;

/// <summary>
/// Everybody who uses the installation: what they ask for, and a record of what they ever said, by which the auditor tells what is theirs.
/// </summary>
internal sealed partial class Client(ulong seed, Layout layout, SimClock clock)
{
    private readonly SortedDictionary<string, long> _clocks = new(StringComparer.Ordinal);
    private readonly List<(string Stream, string Contract)> _contracts = [];
    private readonly List<Submitting> _keyed = [];
    private readonly HashSet<UsageSaid> _said = [];

    /// <summary>Consumes of which a part was enough, by all but their units, with the most units.</summary>
    private readonly Dictionary<UsageSaid, decimal> _inPart = [];
    private int _catalogs;

    /// <summary>By text, what a published document says.</summary>
    public Dictionary<string, CatalogTerms> Documents { get; } = new(StringComparer.Ordinal);

    /// <summary>By id, what contracts were asked for.</summary>
    public Dictionary<string, StartContract> Contracts { get; } = new(StringComparer.Ordinal);

    /// <summary>Invoices that somebody wanted final before their time.</summary>
    public HashSet<string> WantedFinal { get; } = new(StringComparer.Ordinal);

    /// <summary>Every event's identity that was ever sent.</summary>
    public IEnumerable<(string Account, string Source, string Id)> Identities => _said.Select(said => (said.Account, said.Source, said.Id)).Distinct();

    public bool Said(UsageSaid said) => _said.Contains(said)
        || _said.Contains(said with { Time = 0 })
        || said.Quantity <= _inPart.GetValueOrDefault(said with { Quantity = null }, -1)
        || said.Quantity <= _inPart.GetValueOrDefault(said with { Quantity = null, Time = 0 }, -1);

    /// <summary>What has to be there before anything else.</summary>
    public IEnumerable<Operation> First(int number)
    {
        foreach (string environment in layout.Environments)
        {
            StreamId control = StreamId.Control(environment);
            RecordedAt? own = layout.MovableClock ? clock.Real : null;
            _clocks[environment] = clock.Wall;
            yield return new Submitting(number++, control, [new CreateEnvironment(environment, EnvironmentKind.Test, own, layout.WindowDays, layout.GraceHours)], null);
            yield return new Submitting(number++, control, [Catalog(), .. Enumerable.Range(0, Math.Max(1, layout.Accounts - 1)).Select(Account)], null);
        }

        foreach (Operation operation in layout.HasLedger ? FirstOfLedger(number) : [])
            yield return operation;
    }

    public Operation Next(int number, Chance chance)
    {
        if (layout.HasLedger)
            return NextOfLedger(number, chance);
        string environment = chance.Of(layout.Environments);
        int account = chance.Below(layout.Accounts);
        StreamId shard = StreamId.OfShard(environment, layout.Home(account).Shard);
        return chance.Below(100) switch
        {
            < 34 => Keyed(new Submitting(number, shard, [.. Enumerable.Range(0, Many(chance)).Select(_ => Report(environment, NameOf(account), chance))], chance.Percent(30) ? $"k{number}" : null, asBatch: true), chance),
            < 60 => new Submitting(number, shard, [Consume(environment, account, chance)], null),
            < 64 => new Asking<Checked>(number, shard, Checking(environment, account, chance), atOnce: true),
            < 70 => new Asking<Usage>(number, shard, books => Usage.Of(books, NameOf(account)), atOnce: false),
            < 78 => new Submitting(number, shard, [Contract(environment, account, number, chance)], null),
            < 86 => new Submitting(number, shard, [Bill(shard, environment, chance)], chance.Percent(30) ? $"k{number}" : null),
            < 88 => new Submitting(number, shard, [Finalize(shard, chance)], null),
            < 95 when layout.MovableClock => new Submitting(number, StreamId.Control(environment), [Advance(environment, chance)], null),
            < 97 => new Submitting(number, StreamId.Control(environment), [Catalog()], chance.Percent(50) ? $"k{number}" : null),
            < 99 => new Submitting(number, StreamId.Control(environment), [Account(account)], null),
            _ => Again(number, chance) ?? new Submitting(number, shard, [Report(environment, NameOf(account), chance)], null),
        };
    }

    /// <summary>Items of the control stream that are all in one block of it, and in several of a shard's when those are small.</summary>
    public Operation Several(int number, Chance chance) =>
        new Submitting(number, StreamId.Control(chance.Of(layout.Environments)), [Catalog(), Account(chance.Below(layout.Accounts)), Catalog(), Catalog()], null);

    /// <summary>A command that no shard knows, or whose fact cannot be written.</summary>
    public Operation Poison(int number, bool inDecide, Chance chance)
    {
        string environment = chance.Of(layout.Environments);
        ReportUsage good = Report(environment, NameOf(0), chance), also = Report(environment, NameOf(0), chance);
        Command bad = inDecide ? Catalog() : good with { Usage = good.Usage with { Id = $"half{number}\ud800" } };
        return new Submitting(number, StreamId.OfShard(environment, 0), [also, bad], null);
    }

    public static string NameOf(int account) => "a" + account.ToString(CultureInfo.InvariantCulture);

    private static int Many(Chance chance) => chance.Percent(4) ? chance.Between(20, 60) : chance.Between(1, 4);

    private Submitting Keyed(Submitting operation, Chance chance)
    {
        if (operation.Key is not null && chance.Percent(50))
            _keyed.Add(operation);
        return operation;
    }

    /// <summary>The same request again, as another one; or another request under its key.</summary>
    private Submitting? Again(int number, Chance chance) => _keyed.Count == 0 ? null : chance.Of(_keyed) is var first && chance.Percent(50)
        ? new Submitting(first.Number, first.Stream, first.Commands, first.Key, first.AsBatch)
        : new Submitting(number, first.Stream, first.Commands, first.Key, first.AsBatch);

    private PublishCatalog Catalog()
    {
        CatalogTerms terms = Catalogs.Of(seed, _catalogs++, layout.HasLedger ? _focus : null, clock.Wall);
        string text = CatalogDocument.Compact(Catalogs.Text(terms));
        Documents[text] = terms;
        if (layout.HasLedger)
            NoteEdges(terms);
        return new PublishCatalog(text);
    }

    private RegisterAccount Account(int account)
    {
        (int shard, int offset, string entity) = layout.Home(account);
        string zone = offset == 0 ? "UTC" : "Etc/GMT-5";
        var none = ImmutableSortedDictionary<string, string>.Empty;
        return new RegisterAccount(new Account(NameOf(account), null, AccountKind.Customer, null, null, zone, entity, none, none, shard));
    }

    private long Now(string environment) => layout.MovableClock ? _clocks[environment] : clock.Wall;

    private ReportUsage Report(string environment, string account, Chance chance, long? time = null)
    {
        string type = chance.Of(["call", "token", "token", "upload"]);
        var said = new UsageSaid(
            account,
            chance.Percent(85) ? "api" : "batch",
            $"e{chance.Below(60)}",
            type,
            time ?? Time(environment, account, chance),
            type == "token" || chance.Percent(20) ? Units(chance) : null,
            type == "token" && chance.Percent(80) ? chance.Of(Catalogs.Regions) : null,
            type == "upload" ? Units(chance) : null
        )
        {
            Subject = layout.HasLedger && chance.Percent(40) ? chance.Of(Subjects) : null,
        };
        _said.Add(said);
        return new ReportUsage(Usages.Of(said), null, TimeGiven: true);
    }

    private ConsumeUnits Consume(string environment, int account, Chance chance)
    {
        EntitlementRequest request = Request(environment, account, chance, out string id);
        string source = Usages.SourceOf(request.Feature);
        var said = new UsageSaid(request.AccountId, source, id, Usages.TypeOf(Features.MeterOf(request.Feature)), request.At?.Microseconds ?? 0, Usages.Number(request.Units), request.Properties.Dimension("region"), null)
        {
            Subject = request.Subject,
        };
        _said.Add(said);
        if (request.AllowPartial)
            _inPart[said with { Quantity = null }] = Math.Max(said.Quantity!.Value, _inPart.GetValueOrDefault(said with { Quantity = null }));
        return new ConsumeUnits(request, source, id, null);
    }

    /// <param name="id">Of the event that it would be.</param>
    private EntitlementRequest Request(string environment, int account, Chance chance, out string id)
    {
        string feature = chance.Of(layout.HasLedger ? _focus : Catalogs.Meters);
        long? at = chance.Percent(30) ? Time(environment, NameOf(account), chance) : null;
        decimal units = Units(chance);
        id = $"e{chance.Below(60)}";
        string? region = Features.MeterOf(feature) == "tokens" ? chance.Of(Catalogs.Regions) : null;
        Properties properties = region is null ? Properties.None : Usages.Properties(new UsageSaid("", "", "", "", 0, null, region, null));
        return new EntitlementRequest(NameOf(account), feature, Usages.Quantity(units), null, at is { } time ? new EffectiveAt(time) : null, layout.HasLedger && chance.Percent(65) ? chance.Of(Subjects) : null, properties)
        {
            AllowPartial = layout.HasLedger && chance.Percent(25),
        };
    }

    private Func<Books, Checked> Checking(string environment, int account, Chance chance)
    {
        ConsumeUnits consume = Consume(environment, account, chance);
        return books => new Checked(consume.Request, Check.Decide(books, consume.Request, books.Now), books.Now);
    }

    private StartContract Contract(string environment, int account, int number, Chance chance)
    {
        long start = Now(environment) - chance.Below(40 * SimClock.Day);
        if (chance.Percent(40))
            start -= start % SimClock.Day;
        else if (chance.Percent(40))
            start = MonthBefore(Now(environment) - chance.Below(3 * SimClock.Hour));
        long? end = chance.Percent(40) ? start + SimClock.Hour + chance.Below(70 * SimClock.Day) : null;
        if (end is { } ends && chance.Percent(50))
            end = ends - (ends % SimClock.Day) + SimClock.Day;
        var contract = new StartContract(
            $"ctr_{number}",
            NameOf(account),
            $"plan{chance.Below(2)}",
            new EffectiveAt(start),
            end is { } at ? new EffectiveAt(at) : null,
            ImmutableSortedDictionary<string, string>.Empty
        );
        Contracts[contract.Id] = contract;
        _contracts.Add((StreamId.OfShard(environment, layout.Home(account).Shard).ToString(), contract.Id));
        return contract;
    }

    /// <summary>So that a month of the contract has just ended, and what happened lately lies on both sides.</summary>
    private static long MonthBefore(long at) => (DateTime.UnixEpoch.AddMicroseconds(at).AddMonths(-1) - DateTime.UnixEpoch).Ticks / 10;

    private BillContract Bill(StreamId shard, string environment, Chance chance) =>
        new(ContractOf(shard, chance), new EffectiveAt(Now(environment) + (chance.Percent(30) ? -chance.Below(40 * SimClock.Day) : SimClock.Day)));

    private FinalizeInvoice Finalize(StreamId shard, Chance chance)
    {
        var invoice = new FinalizeInvoice($"inv_{ContractOf(shard, chance)[4..]}_{chance.Below(4)}");
        WantedFinal.Add(invoice.InvoiceId);
        return invoice;
    }

    private string ContractOf(StreamId shard, Chance chance)
    {
        string[] own = [.. _contracts.Where(contract => contract.Stream == shard.ToString()).Select(contract => contract.Contract)];
        return own.Length == 0 ? "ctr_none" : chance.Of(own);
    }

    private AdvanceClock Advance(string environment, Chance chance)
    {
        long by = chance.Below(4) switch
        {
            0 => chance.Below(SimClock.Hour),
            1 => chance.Below(2 * SimClock.Day),
            2 => chance.Below(12 * SimClock.Day),
            _ => SimClock.Day - (_clocks[environment] % SimClock.Day),
        };
        return new AdvanceClock(new RecordedAt(_clocks[environment] += by));
    }

    /// <summary>Mostly lately; now and then at the very edges of what is accepted, of a day, or of a contract's months.</summary>
    private long Time(string environment, string account, Chance chance)
    {
        long now = Now(environment);
        if (layout.HasLedger && chance.Percent(25) && LedgerEdge(account, now, chance) is { } begins)
            return begins;
        return chance.Below(14) switch
        {
            < 6 => now - chance.Below(3 * SimClock.Hour),
            6 or 7 => now - chance.Below(40 * SimClock.Day),
            8 => now - (layout.WindowDays * SimClock.Day) + chance.Between(-1, 1),
            9 => now + (300 * SimClock.Second) + chance.Between(-1, 1),
            10 => now - (now % SimClock.Day) + chance.Between(-1, 1),
            11 or 12 => Edge(account, now, chance) ?? now,
            _ => now,
        };
    }

    /// <summary>Where one of an account's contracts, or one of its first months, begins or ends: mostly the last such edge before now.</summary>
    private long? Edge(string account, long now, Chance chance)
    {
        StartContract[] own = [.. Contracts.Values.Where(contract => contract.AccountId == account)];
        if (own.Length == 0)
            return null;
        StartContract contract = chance.Of(own);
        int offset = layout.Home(int.Parse(account.AsSpan(1), CultureInfo.InvariantCulture)).Offset;
        var months = new Months(chance.Percent(50), contract.StartsAt!.Value.Microseconds, offset);
        int month = chance.Below(8);
        long edge = month < 3 ? months.Boundary(month)
            : month == 3 && contract.EndsAt is { } end ? end.Microseconds
            : months.Boundary(now < contract.StartsAt.Value.Microseconds ? 0 : months.IndexOf(now));
        return edge + chance.Between(-1, 1);
    }

    private static decimal Units(Chance chance) => chance.Below(4) switch
    {
        0 => chance.Between(0, 3),
        1 => chance.Between(1, 9_999) / 1000m,
        _ => chance.Between(1, 25),
    };
}
