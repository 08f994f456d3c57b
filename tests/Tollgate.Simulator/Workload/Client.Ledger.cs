using Tollgate.Engine;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Simulator.Model;
using Tollgate.Simulator.World;
using Tollgate.Storage.Journal;

namespace Tollgate.Simulator.Workload;

// Grants, reservations and exceptions: what is asked for in runs that have them. Two meters are used most, so that grants meet usage.
internal sealed partial class Client
{
    private const long Minute = 60 * SimClock.Second;

    private static readonly string[][] Focuses = [["tokens", Features.Chat, "calls"], ["tokens", "requests"], ["bytes", "calls"], ["tokens", Features.Chat]];
    private static readonly string[] Subjects = ["kim", "lee", "max"];
    private static readonly long[] TimesToLive = [SimClock.Second, 20 * SimClock.Second, 20 * SimClock.Second, SimClock.Hour, SimClock.Hour, 2 * SimClock.Day, 7 * SimClock.Day];

    private readonly string[] _focus = Chance.Of(seed, 0xF0C).Of(Focuses);
    private readonly List<(string Stream, Reservation Reservation)> _held = [];
    private readonly List<(string Stream, string Account, string Grant)> _grants = [];
    private readonly List<(string Stream, string Override)> _overrides = [];
    private readonly List<(string Environment, int Account)> _maybeSuspended = [];
    private readonly List<(string Environment, int Account)> _maybeDelinquent = [];

    /// <summary>What comes next, whatever else might have.</summary>
    private readonly Queue<Func<int, Operation>> _next = [];

    /// <summary>By account: instants at which something begins or ends.</summary>
    private readonly Dictionary<string, List<long>> _edges = new(StringComparer.Ordinal);

    /// <summary>By id, what grants were asked for.</summary>
    public Dictionary<string, GrantTerms> Grants { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Paid { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Voided { get; } = new(StringComparer.Ordinal);

    /// <summary>By id, without the number that each delivery gives it.</summary>
    public Dictionary<string, ReserveUnits> Reserves { get; } = new(StringComparer.Ordinal);

    public HashSet<(string Id, decimal Units)> Settled { get; } = [];

    public HashSet<string> Released { get; } = new(StringComparer.Ordinal);

    public HashSet<(string Id, long TimeToLive)> Extended { get; } = [];

    /// <summary>What operators wanted of accounts, by the reason that they gave.</summary>
    public Dictionary<string, Command> Orders { get; } = new(StringComparer.Ordinal);

    /// <summary>Somebody hears an answer: from then on he knows what is held for him.</summary>
    public void Hear(Operation operation, Answer answer)
    {
        foreach (Outcome outcome in answer.Results ?? [])
        {
            if (outcome.Answer is Reserved { Reservation: { } reservation } && !_held.Exists(known => known.Reservation.Id == reservation.Id))
                _held.Add((operation.Stream.ToString(), reservation));
        }
    }

    /// <summary>Each account has a contract and a grant from the start on.</summary>
    private IEnumerable<Operation> FirstOfLedger(int number)
    {
        Chance chance = Chance.Of(seed, 0xF175);
        foreach (string environment in layout.Environments)
        {
            for (int account = 0; account < Math.Max(1, layout.Accounts - 1); account++)
            {
                StreamId shard = StreamId.OfShard(environment, layout.Home(account).Shard);
                if (chance.Percent(60))
                    yield return new Submitting(number++, StreamId.Control(environment), [Attributes(account, chance)], null);
                yield return new Submitting(number, shard, [GroupsOf(account, chance), Contract(environment, account, number, chance), Grant(environment, account, $"g{number}", chance), OfTopUp(account, chance)], null);
                number++;
            }
        }
    }

    private Operation NextOfLedger(int number, Chance chance)
    {
        string environment = chance.Of(layout.Environments);
        int account = chance.Below(layout.Accounts);
        StreamId shard = StreamId.OfShard(environment, layout.Home(account).Shard), control = StreamId.Control(environment);
        if (_next.TryDequeue(out Func<int, Operation>? next))
            return next(number);
        if (layout.MovableClock && chance.Percent(18))
            LateSettlement(environment, account, shard, chance);
        if (chance.Percent(10))
            Spending(environment, account, shard, number);
        // Who is suspended may nothing, so that it must not last.
        if (_maybeSuspended.Count > 0 && chance.Percent(15))
        {
            (environment, account) = _maybeSuspended[0];
            _maybeSuspended.RemoveAt(0);
            return new Submitting(number, StreamId.OfShard(environment, layout.Home(account).Shard), [Ordered(new ResumeAccount(NameOf(account), $"order {number}", "somebody"), $"order {number}")], null);
        }

        if (_maybeDelinquent.Count > 0 && chance.Percent(6))
        {
            (environment, account) = _maybeDelinquent[0];
            _maybeDelinquent.RemoveAt(0);
            return new Submitting(number, StreamId.OfShard(environment, layout.Home(account).Shard), [Ordered(new ClearDelinquency(NameOf(account), $"order {number}", "somebody"), $"order {number}")], null);
        }

        if (chance.Percent(15) && Answering(number, chance) is { } answering)
            return answering;
        if (chance.Percent(4))
            return new Submitting(number, shard, [OfTopUp(account, chance)], null);
        if (chance.Percent(3))
            return new Submitting(number, shard, [GroupsOf(account, chance)], null);
        if (chance.Percent(3))
            return new Submitting(number, control, [Attributes(account, chance)], null);
        if (chance.Percent(13))
            return new Submitting(number, shard, [.. Enumerable.Range(0, chance.Between(1, 5)).Select(_ => OfSeat(environment, account, chance))], null);
        return chance.Below(100) switch
        {
            < 10 => Keyed(new Submitting(number, shard, [.. Enumerable.Range(0, Many(chance)).Select(_ => Report(environment, NameOf(account), chance))], chance.Percent(30) ? $"k{number}" : null, asBatch: true), chance),
            < 30 => Consumes(),
            < 35 => new Asking<Checked>(number, shard, chance.Percent(25) ? AskingForSeat(environment, account, chance) : Checking(environment, account, chance), atOnce: true),
            < 37 => new Asking<Usage>(number, shard, books => Usage.Of(books, NameOf(account)), atOnce: false),
            < 41 => new Submitting(number, shard, [Contract(environment, account, number, chance)], null),
            < 46 => new Submitting(number, shard, [Bill(shard, environment, chance)], chance.Percent(30) ? $"k{number}" : null),
            < 47 => new Submitting(number, shard, [Finalize(shard, chance)], null),
            < 57 => layout.MovableClock ? new Submitting(number, control, [AdvanceToEdge(environment, chance)], null) : Consumes(),
            < 58 => new Submitting(number, control, [Catalog()], null),
            < 59 => new Submitting(number, control, [Account(account)], null),
            < 70 => new Submitting(number, shard, [.. Enumerable.Range(0, chance.Between(1, 2)).Select(i => Grant(environment, account, $"g{number}_{i}", chance))], chance.Percent(30) ? $"k{number}" : null),
            < 74 => new Submitting(number, shard, [OfGrant(shard, chance)], null),
            < 83 => new Submitting(number, shard, [Reserve(environment, account, $"r{number}", chance)], null),
            < 91 => new Submitting(number, shard, [OfReservation(shard, environment, account, number, chance)], chance.Percent(20) ? $"k{number}" : null),
            < 98 => new Submitting(number, shard, [Order(environment, account, number, chance)], null),
            _ => new Submitting(number, shard, [new SweepDues()], null),
        };

        Submitting Consumes() =>
            new(number, shard, [.. Enumerable.Range(0, chance.Between(1, 4)).Select(_ => Consume(environment, account, chance))], chance.Percent(20) ? $"k{number}" : null);
    }

    /// <summary>Units are held just before a month of a contract ends, and what was used of them is told once it is final.</summary>
    private void LateSettlement(string environment, int account, StreamId shard, Chance chance)
    {
        StartContract[] own = [.. Contracts.Values.Where(contract => contract.AccountId == NameOf(account))];
        if (own.Length == 0 || layout.GraceHours > 24)
            return;
        StartContract contract = chance.Of(own);
        var months = new Months(chance.Percent(50), contract.StartsAt!.Value.Microseconds, layout.Home(account).Offset);
        long end = months.Boundary(months.IndexOf(Math.Max(_clocks[environment], contract.StartsAt.Value.Microseconds)) + 1);
        if (end - _clocks[environment] is < SimClock.Hour or > 40 * SimClock.Day)
            return;
        _next.Enqueue(number => To(number, end - (10 * Minute)));
        _next.Enqueue(Holds);
        _next.Enqueue(Holds);
        _next.Enqueue(number => To(number, end + (layout.GraceHours * SimClock.Hour) + Minute));
        _next.Enqueue(number => new Submitting(number, shard, [new BillContract(contract.Id, new EffectiveAt(_clocks[environment]))], null));
        _next.Enqueue(Settles);
        _next.Enqueue(Settles);
        if (chance.Percent(20))
            return;
        // What reached the month too late is on the invoice of the next.
        _next.Enqueue(Late);
        _next.Enqueue(number => To(number, months.Boundary(months.IndexOf(end) + 1) + (layout.GraceHours * SimClock.Hour) + Minute));
        _next.Enqueue(number => new Submitting(number, shard, [new BillContract(contract.Id, new EffectiveAt(_clocks[environment]))], null));

        Submitting Late(int number)
        {
            var late = Chance.Of(seed, 0x1A7F, number);
            return new Submitting(number, shard, [.. Enumerable.Range(0, 3).Select(_ => Report(environment, NameOf(account), late, end - late.Below(SimClock.Day)))], null);
        }

        Submitting Holds(int number) => new(number, shard, [Reserve(environment, account, $"r{number}", Chance.Of(seed, 0x1A7E, number), 7 * SimClock.Day)], null);

        Submitting Settles(int number) => new(number, shard, [OfReservation(shard, environment, account, number, Chance.Of(seed, 0x5E77, number), settles: true)], null);

        Submitting To(int number, long instant) =>
            new(number, StreamId.Control(environment), [new AdvanceClock(new RecordedAt(_clocks[environment] = Math.Max(_clocks[environment], instant)))], null);
    }

    private IssueGrant Grant(string environment, int account, string id, Chance chance, bool toWallet = false)
    {
        string feature = chance.Of(_focus);
        string? wallet = toWallet || chance.Percent(45) ? chance.Of(Catalogs.Wallets) : null;
        long now = Whole(Now(environment));
        long start = chance.Below(10) switch
        {
            < 5 => now,
            < 8 => now - Whole(chance.Below(10 * SimClock.Day)),
            8 => now + Whole(chance.Below(2 * SimClock.Day)),
            _ => Whole(Edge(NameOf(account), now, chance) ?? now),
        };
        long? end = chance.Percent(35) ? null : Whole(start + chance.Of([3 * Minute, SimClock.Hour, SimClock.Day, 3 * SimClock.Day, 30 * SimClock.Day])) + (chance.Below(3) * Minute);
        // Where nobody moves the clock, what ends has to end soon.
        if (end is not null && !layout.MovableClock && chance.Percent(60))
            end = Math.Max(now, start) + (chance.Between(1, 2) * Minute);
        decimal amount = chance.Percent(30) ? chance.Between(1, 20_000) / 1000m : wallet == Catalogs.Currency ? chance.Between(1, 300) / 100m : chance.Between(1, 40);
        RecurrenceTerms? again = chance.Percent(35) ? Recurrence(start, amount, chance) : null;
        GrantSource source = chance.Of(Enum.GetValues<GrantSource>());
        var terms = new GrantTerms(
            id,
            wallet is null ? feature : "",
            amount,
            chance.Of([100, 100, 100, 50, 200]),
            source is GrantSource.Purchase or GrantSource.Commit or GrantSource.TopUp,
            start,
            end,
            again,
            Features.MeterOf(feature) == "tokens" && chance.Percent(20) ? chance.Of(Catalogs.Regions) : null,
            again is null && chance.Percent(15)
        )
        {
            Wallet = wallet,
            ForFeature = wallet is not null && chance.Percent(22) ? chance.Of(_focus) : null,
            ForMeter = wallet is not null && chance.Percent(15) ? Features.MeterOf(chance.Of(_focus)) : null,
            IsTopUp = source == GrantSource.TopUp,
        };
        Grants[id] = terms;
        _grants.Add((StreamId.OfShard(environment, layout.Home(account).Shard).ToString(), NameOf(account), id));
        List<long> edges = EdgesOf(account);
        edges.Add(start);
        if (end is { } last)
            edges.Add(last);
        if (again is not null)
            edges.AddRange([again.After(start, layout.Home(account).Offset), again.After(Math.Max(start, now), layout.Home(account).Offset)]);
        return new IssueGrant(NameOf(account), Workload.Grants.Of(terms, source));
    }

    private static RecurrenceTerms Recurrence(long start, decimal amount, Chance chance)
    {
        RolloverTerms? rollover = chance.Percent(60) ? new RolloverTerms(chance.Percent(50) ? 0 : Math.Min(1, amount), chance.Percent(50) ? amount : Math.Round(amount / 2, 3), chance.Percent(30)) : null;
        if (rollover is { } terms && terms.Least > terms.Most)
            rollover = terms with { Least = 0 };
        return new RecurrenceTerms(chance.Of([Step.Day, Step.Day, Step.Week, Step.Month]), start - (chance.Percent(50) ? 0 : Whole(chance.Below(5 * SimClock.Day))), rollover);
    }

    private Command OfGrant(StreamId shard, Chance chance)
    {
        string[] own = [.. _grants.Where(grant => grant.Stream == shard.ToString()).Select(grant => grant.Grant)];
        string[] pending = [.. own.Where(grant => Grants[grant].Pending)];
        if (pending.Length > 0 && chance.Percent(60))
        {
            string paid = chance.Of(pending);
            Paid.Add(paid);
            return new PayGrant(paid);
        }

        string voided = own.Length == 0 ? "g_none" : chance.Of(own);
        Voided.Add(voided);
        return new VoidGrant(voided, "simulated", "somebody");
    }

    private ReserveUnits Reserve(string environment, int account, string id, Chance chance, long? timeToLive = null)
    {
        EntitlementRequest request = Request(environment, account, chance, out string eventId);
        var reserve = new ReserveUnits(request, id, Usages.SourceOf(request.Feature), eventId, timeToLive ?? chance.Of(TimesToLive), null);
        Reserves.Add(id, reserve);
        EdgesOf(account).Add(Now(environment) + reserve.TimeToLive);
        return reserve;
    }

    private Command OfReservation(StreamId shard, string environment, int account, int number, Chance chance, bool settles = false)
    {
        Reservation[] own = [.. _held.Where(held => held.Stream == shard.ToString()).Select(held => held.Reservation)];
        if (own.Length == 0)
            return Reserve(environment, account, $"r{number}", chance);
        // Mostly the last, which is open still more often than not.
        Reservation reservation = chance.Percent(70) ? own[^1] : chance.Of(own);
        switch (chance.Below(10))
        {
            case 0 or 1 when !settles:
                long timeToLive = chance.Of(TimesToLive);
                Extended.Add((reservation.Id, timeToLive));
                return new ExtendReservation(reservation.Id, timeToLive);
            case 2 or 3 when !settles:
                Released.Add(reservation.Id);
                return new ReleaseReservation(reservation.Id);
            default:
                decimal held = Usages.Number(reservation.Units);
                decimal units = chance.Below(8) switch
                {
                    0 => 0,
                    1 or 2 => held,
                    < 6 => Math.Round(held * chance.Between(1, 99) / 100, 3),
                    _ => held + Units(chance),
                };
                Settled.Add((reservation.Id, units));
                ReserveUnits asked = Reserves[Submitting.NameOf(reservation.Id)];
                _said.Add(new UsageSaid(asked.Request.AccountId, asked.Source, asked.EventId, Usages.TypeOf(Features.MeterOf(reservation.Feature)), asked.Request.At?.Microseconds ?? 0, units, asked.Request.Properties.Dimension("region"), null)
                {
                    Subject = asked.Request.Subject,
                });
                return new SettleReservation(reservation.Id, Usages.Quantity(units), null);
        }
    }

    private Command Order(string environment, int account, int number, Chance chance)
    {
        string name = NameOf(account), reason = $"order {number}", stream = StreamId.OfShard(environment, layout.Home(account).Shard).ToString();
        string[] overrides = [.. _overrides.Where(one => one.Stream == stream).Select(one => one.Override)];
        switch (chance.Below(10))
        {
            case 0 or 1:
                _maybeSuspended.Add((environment, account));
                return Ordered(new SuspendAccount(name, reason, "somebody"), reason);
            case 2 or 3:
                _maybeDelinquent.Add((environment, account));
                EffectiveAt? since = chance.Percent(50) ? null : new EffectiveAt(Now(environment) - chance.Below(4 * SimClock.Day));
                return Ordered(new MarkDelinquent(name, since, chance.Of(Enum.GetValues<DelinquencyPolicy>()), chance.Below(4), reason, "somebody"), reason);
            case 4:
                return Ordered(new ClearDelinquency(name, reason, "somebody"), reason);
            case 5 or 6 when overrides.Length > 0:
                return Ordered(new EndOverride(chance.Of(overrides), reason, "somebody"), reason);
            default:
                return Ordered(SetOverride(environment, account, $"o{number}", reason, chance), reason);
        }
    }

    private Command Ordered(Command order, string reason) => Orders[reason] = order;

    private SetOverride SetOverride(string environment, int account, string id, string reason, Chance chance)
    {
        long from = Now(environment) - (chance.Percent(50) ? chance.Below(SimClock.Day) : 0);
        long? until = chance.Percent(30) ? null : Now(environment) + chance.Of([Minute, SimClock.Hour, SimClock.Day]) + chance.Below(SimClock.Hour);
        Enforcement? limit = chance.Below(3) switch
        {
            0 => Enforcement.Hard,
            1 => Enforcement.Soft,
            _ => null,
        };
        Quantity? cap = limit is null || chance.Percent(50) ? Usages.Quantity(chance.Between(0, 60)) : null;
        EdgesOf(account).Add(from);
        if (until is { } end)
            EdgesOf(account).Add(end);
        _overrides.Add((StreamId.OfShard(environment, layout.Home(account).Shard).ToString(), id));
        OverrideTerms terms = chance.Percent(40) ? new(null, null, null, null, null, null) { Seats = chance.Below(2) } : new(null, null, null, null, limit, cap)
        {
            OverageCap = chance.Percent(20) ? Usages.Quantity(chance.Between(1, 30)) : null,
            SpendCap = chance.Percent(20) ? Engine.Numbers.Money.Parse($"{chance.Between(1, 60)}") : null,
        };
        // Whoever has fewer seats now is asked for them.
        if (terms.Seats is not null)
            _next.Enqueue(number => new Submitting(number, StreamId.OfShard(environment, layout.Home(account).Shard), [.. Enumerable.Range(0, 4).Select(_ => OfSeat(environment, account, chance))], null));
        var said = new Override(id, chance.Of(terms.Seats is null ? _focus : Features.Seats), terms, new EffectiveAt(from), until is { } at ? new EffectiveAt(at) : null, reason, "somebody");
        return new SetOverride(NameOf(account), said);
    }

    /// <summary>To the very instant at which something begins or ends, or just before or behind it; else as far as ever.</summary>
    private AdvanceClock AdvanceToEdge(string environment, Chance chance)
    {
        long[] coming = [.. _edges.Values.SelectMany(edges => edges).Where(edge => edge > _clocks[environment] + 1 && edge < _clocks[environment] + (12 * SimClock.Day)).Order()];
        if (coming.Length == 0 || chance.Percent(40))
            return Advance(environment, chance);
        return new AdvanceClock(new RecordedAt(_clocks[environment] = chance.Of(coming) + chance.Between(-1, 1)));
    }

    /// <summary>Where something of an account began or ended lately.</summary>
    private long? LedgerEdge(string account, long now, Chance chance)
    {
        long[] past = [.. (_edges.GetValueOrDefault(account) ?? []).Where(edge => edge <= now + (300 * SimClock.Second) && edge > now - (layout.WindowDays * SimClock.Day))];
        return past.Length == 0 ? null : chance.Of(past) + chance.Between(-1, 1);
    }

    private List<long> EdgesOf(int account)
    {
        if (!_edges.TryGetValue(NameOf(account), out List<long>? edges))
            _edges.Add(NameOf(account), edges = []);
        return edges;
    }

    /// <summary>Overage is remembered by the minute, so that grants of the past begin and end with one.</summary>
    private static long Whole(long at) => at - (at % Minute);
}
