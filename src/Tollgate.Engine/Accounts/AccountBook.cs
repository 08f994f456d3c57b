using System.Collections.Immutable;
using NodaTime;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Seats;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Accounts;

/// <summary>An account with its contracts and grants, and the usage that no contract covers yet.</summary>
public sealed partial class AccountBook(Account account)
{
    private static readonly SortedList<string, Int128> NoThrottles = [];

    private static readonly AccountStanding NoStanding = new();

    private static readonly SortedDictionary<string, ImmutableArray<string>> NoGroups = [];

    private readonly List<ContractBook> _contracts = [];
    private AccountStanding? _standing;

    // Most accounts never have any: made when the first comes.
    private LinkedList<UsageCounted>? _uncontracted;
    private Dictionary<(string Source, string EventId), LinkedListNode<UsageCounted>>? _uncontractedById;
    private ContractBook? _latest;

    // So are throttled features.
    private SortedList<string, Int128>? _throttles;

    // So are subjects in groups.
    private SortedDictionary<string, ImmutableArray<string>>? _groups;

    // What it will hold once all that is due is recorded, and from which instant on: each check asks until it is.
    private Holdings? _ahead;
    private EffectiveAt _aheadFrom;

    public Account Account { get; private set; } = account;

    /// <summary>Of the account; kept here, since every event asks.</summary>
    public string Id { get; } = account.Id;

    /// <summary>In whose local calendar its periods and recurrences are computed.</summary>
    public DateTimeZone Zone => TimeZones.Get(Account.TimeZone);

    /// <summary>How it stands with its seller, and its overrides.</summary>
    public AccountStanding Standing => _standing ?? NoStanding;

    /// <summary>Anything was ever said of it: hardly any account has that.</summary>
    internal bool HasStanding => _standing is not null;

    /// <summary>Its invoices that are not paid though they should be, in the order in which that was told.</summary>
    internal ImmutableArray<InvoiceBook> Unpaid { get; private set; } = [];

    /// <summary>Its grants; null when it never had one.</summary>
    public Holdings? Holdings { get; private set; }

    /// <summary>The seats that are held of it; null when there never was one.</summary>
    public SeatBook? Seats { get; private set; }

    /// <summary>How many were held on which day; null when there never was one.</summary>
    public SeatDays? SeatDays { get; private set; }

    /// <summary>The next instant at which something of it falls due: of its grants and reservations, or of its seats; null when nothing is to come.</summary>
    public EffectiveAt? NextDue => (Holdings?.NextDue, Seats?.NextDue) switch
    {
        (null, var seats) => seats,
        (var grants, null) => grants,
        var (grants, seats) => grants < seats ? grants : seats,
    };

    /// <summary>Under which instant <see cref="DueAccounts"/> has it; null when it has not.</summary>
    internal EffectiveAt? EnteredAsDue { get; set; }

    /// <summary>The versions of its contracts that hold at some time, in its order; those of one contract never overlap.</summary>
    public IReadOnlyList<ContractBook> Contracts => _contracts;

    /// <summary>Usage counted at instants without a contract, in recorded order: a backdated contract may still take it up.</summary>
    public IReadOnlyCollection<UsageCounted> Uncontracted => (IReadOnlyCollection<UsageCounted>?)_uncontracted ?? [];

    /// <summary>By feature: the instant of its throttle (<see cref="Entitlements.Gcra"/>), in nanoseconds since 1970.</summary>
    public IReadOnlyDictionary<string, Int128> Throttles => _throttles ?? NoThrottles;

    /// <summary>Null while nothing of the feature has passed its throttle.</summary>
    public Int128? ThrottleOf(string feature) => _throttles is not null && _throttles.TryGetValue(feature, out Int128 arrival) ? arrival : null;

    /// <summary>By subject: the groups that it is in, where it is in any.</summary>
    public IReadOnlyDictionary<string, ImmutableArray<string>> Groups => _groups ?? NoGroups;

    /// <summary>The groups that a subject is in; none of nobody.</summary>
    public ImmutableArray<string> GroupsOf(string? subject) =>
        subject is not null && _groups is not null && _groups.TryGetValue(subject, out ImmutableArray<string> groups) ? groups : [];

    /// <summary>The contract in force at an instant, of several the one that was recorded first; or null.</summary>
    public ContractBook? ContractAt(EffectiveAt at)
    {
        if (HasSeveralAtOnce)
            return FirstAt(at);
        // The latest comes first, since that is where nearly every event falls.
        if (_latest is null || _latest.Covers(at))
            return _latest;
        for (int i = _contracts.Count - 2; i >= 0; i--)
        {
            if (_contracts[i].Covers(at))
                return _contracts[i];
        }

        return null;
    }

    /// <summary>A version of a contract of this account that holds at some time, or null when it has none of that name.</summary>
    /// <param name="id">As facts have it.</param>
    internal ContractBook? Contract(string id)
    {
        if (_latest is not null && string.Equals(_latest.Id, id, StringComparison.Ordinal))
            return _latest;
        // No closure, which every event would pay for, that one found above too.
        foreach (ContractBook contract in _contracts)
        {
            if (string.Equals(contract.Id, id, StringComparison.Ordinal))
                return contract;
        }

        return null;
    }

    internal void Add(ContractBook contract)
    {
        Insert(contract);
        LookForSeveral();
    }

    /// <summary>The versions of a contract hold at other times than before.</summary>
    internal void Renew(ContractBook first)
    {
        _contracts.RemoveAll(other => ReferenceEquals(other.First, first));
        foreach (ContractBook part in first.Parts)
            Insert(part);
        LookForSeveral();
    }

    private void Insert(ContractBook contract)
    {
        contract.Holder = this;
        int index = _contracts.FindIndex(other => other.From > contract.From || (other.From == contract.From && ByRecording(other, contract) > 0));
        _contracts.Insert(index < 0 ? _contracts.Count : index, contract);
        _latest = _contracts[^1];
    }

    /// <summary>Its grants at an instant, with all that falls due by then, recorded or not. They are to be looked at, and change with the next fact.</summary>
    public Holdings? HoldingsAt(EffectiveAt at, RecordedAt now)
    {
        if (Holdings is not { } holdings || !(holdings.NextDue <= at))
            return Holdings;
        if (_ahead is null || at < _aheadFrom || _ahead.NextDue <= at)
            (_ahead, _aheadFrom) = (Dues.Virtually(holdings, Id, Zone, at, now), at);
        return _ahead;
    }

    /// <summary>The facts of what has fallen due by now, to be applied before anything else is decided of it.</summary>
    /// <param name="most">So many facts of its grants and reservations, after which no further step is taken.</param>
    /// <param name="more">There is more than is recorded at once.</param>
    public IReadOnlyList<Fact> DueBy(RecordedAt now, int most, out bool more)
    {
        more = false;
        var until = new EffectiveAt(now.Microseconds);
        IReadOnlyList<Fact> ofGrants = Holdings is { } holdings && holdings.NextDue <= until ? Dues.Recorded(holdings, this, until, now, most, out more) : [];
        if (more || Seats is not { } seats || !(seats.NextDue <= until))
            return ofGrants;
        return [.. ofGrants, .. SeatDues.Of(seats, Id, now, out more)];
    }

    internal void Apply(SeatFact fact)
    {
        (Seats ??= new SeatBook()).Apply(fact);
        (SeatDays ??= new SeatDays()).Apply(fact, Zone, fact is SeatTaken ? Seats.Taken(fact.Feature, fact.At) : 0);
    }

    internal void Apply(SeatDaysCarried carried) => (SeatDays ??= new SeatDays()).Apply(carried);

    /// <summary>Puts the days together of which no contract makes a line any more.</summary>
    internal void ForgetSeatDays()
    {
        if (SeatDays is { } days)
            days.Forget(_contracts.Min(contract => contract.First.SeatsKeptFrom).ToInstant().InZone(Zone).Date);
    }

    internal void Apply(StandingFact fact) => (_standing ??= new AccountStanding()).Apply(fact);

    internal void Apply(Fact fact)
    {
        _ahead = null;
        (Holdings ??= new Holdings()).Apply(fact);
    }

    internal void Apply(AttributesSet set) => Account = Account with { Attributes = set.Attributes };

    internal void Apply(GroupsSet set)
    {
        if (set.Groups.IsEmpty)
            _groups?.Remove(set.Subject);
        else
            (_groups ??= new(StringComparer.Ordinal))[set.Subject] = set.Groups;
    }

    internal void Apply(HoldingsCarried carried) => (_ahead, Holdings) = (null, Holdings.From(carried));

    internal void Apply(ThrottlePassed passed) => (_throttles ??= new(StringComparer.Ordinal))[passed.Feature] = passed.ArrivesAt;

    /// <summary>Something happened to one of its invoices.</summary>
    internal void Follow(InvoiceBook invoice)
    {
        bool unpaid = invoice.UnpaidSince() is not null;
        if (unpaid != Unpaid.Contains(invoice))
            Unpaid = unpaid ? Unpaid.Add(invoice) : Unpaid.Remove(invoice);
    }

    internal void Keep(UsageCounted counted)
    {
        _uncontracted ??= [];
        _uncontractedById ??= [];
        _uncontractedById.Add((counted.Event.Source, counted.Event.Id), _uncontracted.AddLast(counted));
    }

    /// <returns>What a contract takes up.</returns>
    internal UsageCounted TakeUp(string source, string eventId)
    {
        LinkedListNode<UsageCounted>? counted = null;
        if (_uncontractedById?.Remove((source, eventId), out counted) != true)
            throw new InvalidOperationException($"The event '{eventId}' of the account '{Account.Id}' waits for no contract.");
        _uncontracted!.Remove(counted!);
        return counted!.Value;
    }
}
