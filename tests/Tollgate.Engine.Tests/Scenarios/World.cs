using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Scenarios;

/// <summary>
/// An environment with one shard, in memory: it plays the parts of the gate, the index of ids and the loop, and checks of every command that
/// deciding it changed nothing.
/// </summary>
internal sealed class World
{
    private readonly Dictionary<(string Account, string Source, string Id), Sighting> _index = [];

    public Register Register { get; private set; } = new();

    public Books Books { get; private set; } = new();

    /// <summary>What the shard's journal holds.</summary>
    public List<Fact> Journal { get; } = [];

    /// <summary>The real time, for an environment without a clock of its own.</summary>
    public RecordedAt Real { get; set; }

    private long _control;

    /// <summary>Decides and applies a command of the control stream, and lets the shard adopt what came of it.</summary>
    public Outcome Control(Command command)
    {
        Outcome outcome = Register.Decide(command, Register.Time(Real));
        foreach (Fact fact in outcome.Facts)
        {
            Register.Apply(fact);
            Submit(new AdoptControl(new FactPosition(_control++, 0), fact, Shard: 0));
        }

        return outcome;
    }

    /// <summary>Decides and applies a command of the shard.</summary>
    public Outcome Submit(Command command)
    {
        RecordedAt at = Books.Time(Real);
        foreach (Fact due in Books.Due(command, at))
            Apply(due);
        UInt128 before = StateDigest.Of(Books);
        Outcome outcome = Books.Decide(command, at);
        StateDigest.Of(Books).ShouldBe(before, "deciding changed the state");
        (outcome.Rejection is null || outcome.Facts.Count == 0).ShouldBeTrue("a rejection has no facts");
        Books.Time(Real).ShouldBe(at);
        foreach (Fact fact in outcome.Facts)
            Apply(fact);
        return outcome;
    }

    public Outcome Report(UsageEvent usage, bool timeGiven = true) => Submit(new ReportUsage(usage, Seen(usage.AccountId, usage.Source, usage.Id), timeGiven));

    public Outcome Consume(EntitlementRequest request, string id, string source = "api")
    {
        var command = new ConsumeUnits(request, source, id, Seen(request.AccountId, source, id));
        Outcome outcome = Submit(command);
        return outcome.Answer is CountedBefore before
            ? Submit(command with { Counted = ((UsageCounted)Journal[(int)before.First.Seq]).Event.Quantity ?? request.Units })
            : outcome;
    }

    public Outcome Reserve(EntitlementRequest request, string reservation, string id, int seconds) =>
        Submit(new ReserveUnits(request, reservation, "api", id, seconds * 1_000_000L, Seen(request.AccountId, "api", id)));

    public Outcome Settle(string reservation, Quantity units)
    {
        Reservation? open = Books.AccountOfReservation(reservation) is { Holdings: { } holdings } && holdings.Reservations.TryGetValue(reservation, out Reservation? found) ? found : null;
        return Submit(new SettleReservation(reservation, units, open is null ? null : Seen(Books.AccountOfReservation(reservation)!.Id, open.Source, open.EventId)));
    }

    /// <summary>Amends a contract; usage that is counted of that time already is counted again, from the journal.</summary>
    public Outcome Amend(AmendContract command)
    {
        RecordedAt at = Books.Time(Real);
        command = command with { EffectiveAt = command.EffectiveAt ?? new EffectiveAt(at.Microseconds) };
        if (Amending.Recount(Books, command, at) is not { } retally)
            return Submit(command);
        for (int i = 0; i < Journal.Count; i++)
        {
            if (Journal[i] is OverageCovered covered)
                retally.Expect(covered, new FactPosition(i, 0));
        }

        for (int i = 0; i < Journal.Count; i++)
            retally.Count(Journal[i], i + 1 < Journal.Count ? Journal[i + 1] : null, new FactPosition(i, 0));
        return Submit(command with { Counted = new RetallyRun(retally, () => []) });
    }

    /// <summary>Throws the state away and makes it again from what a snapshot holds.</summary>
    public void Restart()
    {
        Books = From(Books.Carry());
        var register = new Register();
        foreach (Fact fact in Register.Carry())
            register.Apply(fact);
        Register = register;
    }

    public static Books From(IEnumerable<Fact> facts)
    {
        var books = new Books();
        foreach (Fact fact in facts)
            books.Apply(fact);
        return books;
    }

    public void Publish(string document) => Control(new PublishCatalog(document)).Rejection.ShouldBeNull();

    private void Apply(Fact fact)
    {
        Books.Apply(fact);
        if (fact is UsageCounted { Event: { } usage })
            _index.Add((usage.AccountId, usage.Source, usage.Id), new Sighting(new FactPosition(Journal.Count, 0), UsageContent.Fingerprint(usage)));
        Journal.Add(fact);
    }

    private Sighting? Seen(string account, string source, string id) =>
        Books.Names.Resolve(account) is { } known && _index.TryGetValue((known, source, id), out Sighting seen) ? seen : null;
}
