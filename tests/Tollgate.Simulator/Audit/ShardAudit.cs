using Tollgate.Engine.Seats;
using System.Collections.Immutable;
using Tollgate.Engine;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Requests;
using Tollgate.Simulator.Model;
using Tollgate.Simulator.Nodes;
using Tollgate.Simulator.Workload;
using Tollgate.Simulator.World;
using Tollgate.Storage.Journal;

namespace Tollgate.Simulator.Audit;

/// <summary>
/// Reads a shard's journal as it becomes durable, tells the model in its own words what happened, and holds each decided effect against what
/// the model says must have come of it.
/// </summary>
internal sealed partial class ShardAudit(StreamId stream, Client client, ControlAudit control, Layout layout, Happenings happenings)
{
    private readonly List<long> _nowAfter = [];
    private readonly Queue<UsageSaid> _toTakeUp = new();
    private readonly Dictionary<(string, string, string), List<FactPosition>> _receipts = [];
    private ModelContract? _takingUp;

    public ModelShard Model { get; } = new();

    /// <summary>How far it has followed the control stream.</summary>
    public FactPosition? Followed { get; private set; }

    /// <summary>The latest instant recorded.</summary>
    public long Now { get; private set; }

    /// <summary>When the last block was closed: the time by which ids are forgotten.</summary>
    public long LastClosed { get; private set; } = long.MinValue;

    public KeptAnswers Kept { get; } = new();

    public IReadOnlyDictionary<(string Account, string Source, string Id), List<FactPosition>> Receipts => _receipts;

    public long Blocks => _nowAfter.Count;

    /// <summary>The latest instant recorded by the end of a block.</summary>
    public long NowAfter(long seq) => seq < 0 || _nowAfter.Count == 0 ? 0 : _nowAfter[(int)Math.Min(seq, _nowAfter.Count - 1)];

    /// <param name="before">Told before each fact, and at the end, how many of the block have been read.</param>
    public void Observe(Block block, Action<int>? before = null)
    {
        for (int i = 0; i < block.Facts.Count; i++)
        {
            FactPosition at = block.PositionOf(i);
            before?.Invoke(i);
            // What was taken up before it may have burnt units.
            if (block.Facts[i] is not (UsageAttributed or UnitsBurnt))
                Must.Hold(_toTakeUp.Count == 0, "usage before a contract is taken up", $"{_toTakeUp.Count} events were not, at {at} of {stream}");
            if (block.Facts[i] is UsageCounted)
                AllRaised($"at {at}");
            Observe(block.Facts[i], at);
        }

        AllRaised($"in block {block.Header.Seq}");
        NothingToCome($"in block {block.Header.Seq}");
        HasAsked($"in block {block.Header.Seq}");
        Must.Hold(_settling is null, SameMoves, $"what {_settling?.Reservation.Id} used is not counted in block {block.Header.Seq} of {stream}");
        Must.Hold(_toTakeUp.Count == 0, "usage before a contract is taken up", $"{_toTakeUp.Count} events were not, in block {block.Header.Seq} of {stream}");
        _nowAfter.Add(Now);
        LastClosed = block.Header.RecordedAt.Microseconds;
        before?.Invoke(block.Facts.Count);
    }

    private void Observe(Fact fact, FactPosition at)
    {
        if (IsAskedFor(fact, at) || IsConsequence(fact, at))
            return;
        switch (fact)
        {
            case LedgerFact moved:
                ObserveLedger(moved, at);
                break;
            case SeatFact seat:
                ObserveSeat(seat, at);
                break;
            case GroupsSet grouped:
                Must.Hold(client.GroupsWanted.Contains((grouped.AccountId, grouped.Subject, string.Join(' ', grouped.Groups))), "nothing is made up", $"nobody said {grouped} at {at}");
                Model.Holders[grouped.AccountId].Groups[grouped.Subject] = [.. grouped.Groups];
                happenings.Note(Happening.GroupsSet);
                Advance(grouped.At.Microseconds, at);
                break;
            case StandingFact told:
                ObserveStanding(told, at);
                break;
            case UsageCounted counted:
                Counted(counted, at);
                break;
            case UsageRepeated repeated:
                Repeated(repeated, at);
                break;
            case UsageAttributed attributed:
                TakenUp(attributed, at);
                break;
            case ControlAdopted adopted:
                Adopted(adopted, at);
                break;
            case ContractStarted started:
                Started(started, at);
                break;
            case AlertRaised raised:
                Raised(raised, at);
                break;
            case AnswerKept kept:
                Kept.Observe(kept, at);
                Advance(kept.At.Microseconds, at);
                break;
            default:
                ObserveBilling(fact, at);
                break;
        }
    }

    private void Counted(UsageCounted counted, FactPosition at)
    {
        UsageSaid said = Usages.Of(counted.Event);
        Must.Hold(client.Said(said), "nothing is made up", $"nobody said {said} at {at}");
        Must.Hold(Model.Accounts.ContainsKey(said.Account), "an account is known before its usage", $"{said.Account} at {at}");
        long now = counted.At.Microseconds;
        bool first = !Model.Counted.TryGetValue((said.Account, said.Source, said.Id), out List<ModelEvent>? before);
        Must.Hold(first || !before![^1].IsRemembered(now, layout.WindowDays), "counted once", $"{said} at {at} was counted before");
        // What is settled was accepted when it was reserved.
        Must.Hold(_settling is not null || said.Time >= now - (layout.WindowDays * SimClock.Day), "events are accepted for so long", $"{said} at {at} is too old for {now}");
        Must.Hold(said.Time <= now + (300 * SimClock.Second), "events are accepted for so long", $"{said} at {at} lies in the future of {now}");
        string? consumed = counted.Consumed ? counted.Tallies[0].Target.Meter : null;
        ModelSettlement? settled = _settling;
        _settling = null;
        ModelAccount account = Model.Holders[said.Account];
        // What a settlement returned may settle what was owed: with the next command.
        if (settled is null)
            NothingDue(account, now, at);
        ModelDecision? decision = null;
        ModelRight? right = settled is null ? null : Deciding.RightOf(Model, account, settled.Reservation, now);
        if (settled is not null)
            IsSettlement(settled, said, at);
        else if (consumed is not null)
            decision = WithinLimit(said, consumed, now, at);
        if (decision is not null)
            right = new ModelRight(Usages.FeatureOf(said.Source, consumed!), decision.Right!);
        List<ModelMove> moves = [];
        Agree(counted.Tallies, Model.Count(said, now, consumed, at.Seq, at.Ordinal, right, settled, moves), at);
        Come(moves);
        if (decision?.Right is { Limit: AtLimit.Hard })
            Must.Hold(!moves.Exists(move => move.Of.StartsWith(Owed, StringComparison.Ordinal)), "a limit is never passed", $"{said} at {at} made a wallet owe: {string.Join(' ', moves)}");
        if (moves.Exists(move => move.Of.StartsWith(Owed, StringComparison.Ordinal) || account.Lots.Any(lot => lot.Grant.Wallet is not null && lot.Name == move.Of)))
            _mayAsk = account;
        if (decision is not null)
            Throttle(account, Usages.FeatureOf(said.Source, consumed!), decision);
        Advance(now, at);
    }

    /// <summary>G2: what passes, passes by the limit of its moment; who asks for just so much is allowed it.</summary>
    private ModelDecision WithinLimit(UsageSaid said, string meter, long now, FactPosition at)
    {
        var asked = new Asked(said.Account, Usages.FeatureOf(said.Source, meter), said.Quantity!.Value, said.Time, Partial: false, said.Region) { Subject = said.Subject };
        ModelDecision decision = Deciding.Take(Model, asked, now, Telling.Before);
        Must.Hold(decision.Figures is not null, "a consume needs a right", $"{said} at {at} has none to {meter}: {decision.Reason}");
        Must.Hold(decision.Allowed, "a limit is never passed", $"{said} at {at} took {said.Quantity} of {decision.Figures.Remaining} {meter}: {decision.Reason}");
        return decision;
    }

    private static void IsSettlement(ModelSettlement settled, UsageSaid said, FactPosition at)
    {
        ModelReservation one = settled.Reservation;
        Must.Hold(
            said.Source == one.Source && said.Id == one.EventId && said.Time == one.Time && said.Quantity == settled.Units && said.Region == one.Region && said.Subject == one.Subject,
            SameMoves,
            $"{said} at {at} is not what {one.Id} was settled with"
        );
    }

    private void Repeated(UsageRepeated repeated, FactPosition at)
    {
        var identity = (repeated.AccountId, repeated.Source, repeated.EventId);
        NothingDue(Model.Holders[repeated.AccountId], repeated.At.Microseconds, at);
        Must.Hold(Model.Counted.TryGetValue(identity, out List<ModelEvent>? events), "a repetition has a first", $"{identity} at {at} has none");
        ModelEvent first = events[^1];
        Must.Hold(repeated.First == new FactPosition(first.Seq, first.Ordinal), "a repetition names its first", $"{identity} at {at} names {repeated.First}, and it stands at {first.Seq}.{first.Ordinal}");
        if (repeated.Differing is { } differing)
        {
            UsageSaid said = Usages.Of(differing);
            Must.Hold(said != first.Said, "only what differs is a conflict", $"{said} at {at} is the same");
        }

        if (!_receipts.TryGetValue(identity, out List<FactPosition>? receipts))
            _receipts.Add(identity, receipts = []);
        receipts.Add(at);
        Advance(repeated.At.Microseconds, at);
    }

    private void Started(ContractStarted started, FactPosition at)
    {
        Contract contract = started.Contract;
        NothingDue(Model.Holders[contract.AccountId], started.At.Microseconds, at);
        Must.Hold(client.Contracts.TryGetValue(contract.Id, out StartContract? asked), "nothing is made up", $"nobody asked for {contract.Id} at {at}");
        Must.Hold(
            asked.Plan == contract.Plan && asked.StartsAt == contract.StartsAt && asked.EndsAt == contract.EndsAt && asked.AccountId == contract.AccountId,
            "nothing is made up",
            $"{contract.Id} at {at} is not what was asked for"
        );
        Must.Hold(contract.CatalogVersion == Model.Catalogs.Count, "a contract takes the catalog in force", $"{contract.Id} at {at} took {contract.CatalogVersion} of {Model.Catalogs.Count}");
        (int offset, string entity) = Model.Accounts[contract.AccountId];
        long? end = contract.EndsAt?.Microseconds;
        foreach (ModelContract other in Model.Contracts.Values.Where(other => other.Account == contract.AccountId))
        {
            bool apart = (end is { } ends && ends <= other.StartsAt) || (other.EndsAt is { } otherEnds && otherEnds <= contract.StartsAt.Microseconds);
            Must.Hold(apart, "contracts do not overlap", $"{contract.Id} at {at} overlaps {other.Id}");
        }

        _takingUp = new ModelContract(
            contract.Id,
            contract.AccountId,
            Model.Catalogs[contract.CatalogVersion].Plan(contract.Plan),
            contract.CatalogVersion,
            contract.StartsAt.Microseconds,
            end,
            offset,
            entity,
            at.Seq
        );
        foreach (UsageSaid said in Model.ToTakeUp(_takingUp))
            _toTakeUp.Enqueue(said);
        Must.Hold(Model.Contracts.TryAdd(contract.Id, _takingUp), "counted once", $"{contract.Id} is started again at {at}");
        Advance(started.At.Microseconds, at);
    }

    private void TakenUp(UsageAttributed attributed, FactPosition at)
    {
        Must.Hold(_toTakeUp.TryDequeue(out UsageSaid? said), "usage before a contract is taken up", $"{attributed.EventId} at {at} was not to be");
        Must.Hold(
            (said.Account, said.Source, said.Id) == (attributed.AccountId, attributed.Source, attributed.EventId),
            "usage before a contract is taken up",
            $"{attributed.EventId} at {at} came in place of {said}"
        );
        List<ModelMove> moves = [];
        Agree(attributed.Tallies, Model.TakeUp(_takingUp!, said, attributed.At.Microseconds, at.Seq, moves), at);
        Come(moves);
        Advance(attributed.At.Microseconds, at);
    }

    private void Adopted(ControlAdopted adopted, FactPosition at)
    {
        Must.Hold(Followed is not { } before || adopted.Position.CompareTo(before) > 0, "the control stream is followed in order", $"{adopted.Position} at {at} came after {Followed}");
        foreach ((FactPosition position, Fact item) in control.Items)
        {
            if ((Followed is { } seen && position.CompareTo(seen) <= 0) || position.CompareTo(adopted.Position) >= 0)
                continue;
            Must.Hold(!Concerns(item), "the control stream is followed without a hole", $"{item.GetType().Name} at {position} was passed over, at {at} of {stream}");
        }

        Must.Hold(control.Items.TryGetValue(adopted.Position, out Fact? original), "only what is durable is followed", $"{adopted.Position} at {at} of {stream} is not in the control stream");
        Must.Hold(original.ToString() == adopted.Item.ToString(), "nothing is made up", $"{adopted.Position} at {at} says {adopted.Item}, and the control stream {original}");
        Followed = adopted.Position;
        Take(adopted.Item, at);
    }

    public bool Concerns(Fact item) => item switch
    {
        AccountRegistered registered => registered.Account.HomeShard == stream.Shard,
        AttributesSet set => Model.Accounts.ContainsKey(set.AccountId),
        EnvironmentCreated or ClockAdvanced or CatalogPublished => true,
        _ => false,
    };

    private void Take(Fact item, FactPosition at)
    {
        switch (item)
        {
            case AccountRegistered { Account: var account } registered:
                int number = int.Parse(account.Id.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
                Model.Accounts.Add(account.Id, (layout.Home(number).Offset, layout.Home(number).Entity));
                Model.Holders.Add(account.Id, new ModelAccount(account.Id, layout.Home(number).Offset));
                Later(registered.At.Microseconds);
                break;
            case AttributesSet set:
                ModelAccount described = Model.Holders[set.AccountId];
                described.Attributes.Clear();
                foreach ((string name, string value) in set.Attributes)
                    described.Attributes.Add(name, value);
                happenings.Note(Happening.AttributesSet);
                Later(set.At.Microseconds);
                break;
            case CatalogPublished published:
                Model.Catalogs.Add(published.Version, client.Documents[published.Document]);
                Later(published.At.Microseconds);
                break;
            case ClockAdvanced advanced:
                Advance(advanced.To.Microseconds, at);
                break;
            case EnvironmentCreated created:
                Model.WindowDays = created.AcceptanceWindowDays;
                Model.GraceHours = created.GraceHours;
                Later(created.At.Microseconds);
                break;
        }
    }

    private void Later(long now) => Now = Math.Max(Now, now);

    private void Advance(long now, FactPosition at)
    {
        Must.Hold(now >= Now, "time never goes back", $"{now} at {at} of {stream} came after {Now}");
        // By the time of closed blocks ids are forgotten: what is decided at an earlier one could count again.
        Must.Hold(now >= LastClosed, "time never goes back", $"{now} at {at} of {stream} came after a block closed at {LastClosed}");
        Now = now;
    }

    private static void Agree(ImmutableArray<Tally> tallies, IReadOnlyList<ModelTally> expected, FactPosition at)
    {
        ModelTally[] found =
        [
            .. tallies.Select(tally => new ModelTally(
                tally.Target.Meter,
                tally.Target.ContractId,
                tally.Target.ContractId is null ? 0 : tally.Target.PeriodStart.Microseconds,
                tally.Target.AfterCutoff,
                Usages.Number(tally.Value),
                Usages.Number(tally.Covered)
            )),
        ];
        Must.Hold(
            found.OrderBy(tally => tally.Meter, StringComparer.Ordinal).SequenceEqual(expected.OrderBy(tally => tally.Meter, StringComparer.Ordinal)),
            "the model counts the same",
            $"at {at} it expects {string.Join(" ", expected)}, and the journal has {string.Join(" ", found)}"
        );
    }
}
