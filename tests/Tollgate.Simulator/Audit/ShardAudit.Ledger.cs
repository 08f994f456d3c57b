using Tollgate.Engine;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Simulator.Model;
using Tollgate.Simulator.Workload;

namespace Tollgate.Simulator.Audit;

// Units of grants: what was asked for is told to the model, and what it says must follow from it is what the journal must hold next.
internal sealed partial class ShardAudit
{
    private const string Owed = "owed/";
    private const string SameMoves = "the ledger moves as the model says";

    private readonly Queue<ModelMove> _toCome = new();
    private ModelSettlement? _settling;

    public Movements Movements { get; } = new();

    /// <summary>What was done to grants, reservations and accounts, with the block in which it was: <c>grant g7</c>.</summary>
    public Dictionary<string, long> Done { get; } = new(StringComparer.Ordinal);

    /// <returns>True when the fact only followed from what was before it.</returns>
    private bool IsConsequence(Fact fact, FactPosition at)
    {
        bool follows = fact is LotOpened or UnitsRolledOver or LotExpired or OwedSettled or LinesPaid or UnitsBurnt or OverageCovered or ThrottlePassed or ReservationEnded { Outcome: ReservationOutcome.Expired };
        if (!follows)
        {
            if (fact is not Engine.Alerts.AlertRaised)
                NothingToCome($"at {at}");
            Must.Hold(_settling is null || fact is UsageCounted, SameMoves, $"what {_settling?.Reservation.Id} used is not counted at {at}");
            return false;
        }

        if (_toCome.Count == 0 && fact is LedgerFact moved)
        {
            // Nothing led to it but time.
            ModelAccount account = Model.Holders[moved.AccountId];
            long now = moved.At.Microseconds;
            Come(account, account.WalkTo(now), now);
            happenings.Note(Happening.DueBeforeCommand);
        }

        if (fact is LotExpired { From: Balance.Pending } unpaid && LotOf(fact, unpaid.LotId) is { Grant.IsTopUp: true })
            happenings.Note(Happening.TopUpUnanswered);
        Came(fact, at);
        Advance(fact is LedgerFact ledger ? ledger.At.Microseconds : ((ThrottlePassed)fact).At.Microseconds, at);
        return true;
    }

    private void NothingToCome(string where) => Must.Hold(_toCome.Count == 0, SameMoves, $"{string.Join(' ', _toCome)} did not follow, {where} of {stream}");

    /// <summary>The same of what moves other than by usage, which may tell of wallets.</summary>
    private void Come(ModelAccount account, List<ModelMove> moves, long now, string? wallet = null)
    {
        Come(moves);
        Tells(account, moves, now, wallet);
    }

    private void Come(IEnumerable<ModelMove> moves)
    {
        foreach (ModelMove move in moves)
            _toCome.Enqueue(move);
    }

    /// <summary>What the fact moves is what is to come next.</summary>
    private void Came(Fact fact, FactPosition at)
    {
        IReadOnlyList<ModelMove> moves = Movements.Of(fact);
        foreach (ModelMove move in moves)
        {
            ModelMove? expected = _toCome.Count > 0 ? _toCome.Dequeue() : null;
            Must.Hold(expected == move, SameMoves, $"at {at} of {stream} it expects {expected?.ToString() ?? "nothing"}, and the journal has {move}");
        }

        Note(fact, moves);
    }

    private void ObserveLedger(LedgerFact fact, FactPosition at)
    {
        ModelAccount account = Model.Holders[fact.AccountId];
        NothingDue(account, fact.At.Microseconds, at);
        switch (fact)
        {
            case GrantIssued issued:
                Must.Hold(client.Grants.TryGetValue(issued.Grant.Id, out GrantTerms? asked) && asked == Grants.Of(issued.Grant), "nothing is made up", $"nobody asked for {issued.Grant} at {at}");
                Must.Hold(Done.TryAdd($"grant {issued.Grant.Id}", at.Seq), "counted once", $"{issued.Grant.Id} is issued again at {at}");
                Come(account, Model.Issue(account, asked, issued.At.Microseconds), issued.At.Microseconds);
                break;
            case GrantPaid paid:
                if (account.Grants[paid.GrantId].IsTopUp)
                    happenings.Note(Happening.TopUpPaid);
                Must.Hold(client.Paid.Contains(paid.GrantId), "nothing is made up", $"nobody paid {paid.GrantId} at {at}");
                Must.Hold(Done.TryAdd($"pay {paid.GrantId}", at.Seq), "counted once", $"{paid.GrantId} is paid again at {at}");
                Come(account, Model.Pay(account, paid.GrantId, paid.At.Microseconds), paid.At.Microseconds);
                break;
            case GrantVoided voided:
                if (account.Grants[voided.GrantId] is { IsTopUp: true, Pending: true } && !account.Paid.Contains(voided.GrantId))
                    happenings.Note(Happening.TopUpFailed);
                Must.Hold(client.Voided.Contains(voided.GrantId), "nothing is made up", $"nobody voided {voided.GrantId} at {at}");
                Must.Hold(Done.TryAdd($"void {voided.GrantId}", at.Seq), "counted once", $"{voided.GrantId} is voided again at {at}");
                Come(account, ModelShard.Void(account, voided.GrantId), voided.At.Microseconds, account.Grants[voided.GrantId].Wallet);
                break;
            case UnitsReserved reserved:
                Reserved(account, reserved, at);
                break;
            case ReservationExtended extended:
                Must.Hold(client.Extended.Contains((extended.ReservationId, extended.ExpiresAt.Microseconds - extended.At.Microseconds)), "nothing is made up", $"nobody extended {extended.ReservationId} to {extended.ExpiresAt} at {at}");
                account.Extend(extended.ReservationId, extended.ExpiresAt.Microseconds);
                happenings.Note(Happening.ReservationExtended);
                break;
            case ReservationEnded ended:
                Ended(account, ended, at);
                break;
            case TopUpRuleSet set:
                RuleSet(account, set, at);
                break;
            default:
                Must.Fail("a shard's journal holds known facts", $"{fact.GetType().Name} at {at}");
                break;
        }

        Came(fact, at);
        Advance(fact.At.Microseconds, at);
    }

    /// <summary>Whoever touches an account records first what fell due for it.</summary>
    private void NothingDue(ModelAccount account, long now, FactPosition at) =>
        Must.Hold(!(account.NextDue <= now) && !(account.NextSeat <= now), "what falls due comes first", $"at {at} of {stream} something of {account.Id} was due at {account.NextDue}, or of its seats at {account.NextSeat}, and it was {now}");

    private void Reserved(ModelAccount account, UnitsReserved reserved, FactPosition at)
    {
        Reservation found = reserved.Reservation;
        Must.Hold(client.Reserves.TryGetValue(Submitting.NameOf(found.Id), out ReserveUnits? asked), "nothing is made up", $"nobody asked for {found.Id} at {at}");
        long now = reserved.At.Microseconds;
        Asked request = Usages.Of(asked.Request, now);
        Must.Hold(
            asked.Request.AccountId == account.Id && asked.Request.Feature == found.Feature && asked.Source == found.Source && asked.EventId == found.EventId && request.At == found.Time.Microseconds && request.Subject == found.Subject,
            "nothing is made up",
            $"{found.Id} at {at} is not what was asked for"
        );
        bool counted = Model.Counted.TryGetValue((account.Id, found.Source, found.EventId), out List<ModelEvent>? events) && events[^1].IsRemembered(now, layout.WindowDays);
        Must.Hold(!counted && !account.Reservations.Values.Any(open => open.Source == found.Source && open.EventId == found.EventId), "counted once", $"{found.Id} at {at} is for an event that was counted or reserved for");

        ModelDecision decision = Deciding.Take(Model, request, now, Telling.Reserved);
        ModelContract contract = Model.ContractAt(account.Id, request.At)!;
        IReadOnlyList<ModelSource> parts = decision.Figures?.Parts ?? [];
        var expected = new ModelReservation(
            found.Id,
            found.Feature,
            contract.Target(Features.MeterOf(found.Feature), request.At, request.Region),
            request.At,
            decision.Granted,
            parts.Where(part => part.Lot is null).Sum(part => part.Left!.Value),
            decision.Granted - parts.Sum(part => part.Left!.Value),
            [.. parts.Where(part => part.Lot is not null).Select(part => new ModelHold(part.Lot!, part.Lot!.Left, part.Left!.Value)), .. HoldsOf(decision.Figures?.ToHold ?? [])],
            now + asked.TimeToLive,
            found.Source,
            found.EventId,
            request.Region
        )
        {
            Subject = request.Subject,
        };
        string said = ReservationText.Of(expected), held = ReservationText.Of(found, Movements);
        Must.Hold(decision.Allowed && said == held, "the model holds the same", $"{found.Id} at {at} of {stream} is {held}, and in the model {(decision.Allowed ? said : decision.Reason)}");
        account.Reserve(expected);
        _mayAsk = account;
        Done[$"reserve {found.Id}"] = at.Seq;
        Throttle(account, found.Feature, decision);
        happenings.Note(Happening.Reserved);
        if (expected.Holds.Count > 0)
            happenings.Note(Happening.ReservedFromGrant);
    }

    private void Ended(ModelAccount account, ReservationEnded ended, FactPosition at)
    {
        Must.Hold(account.Reservations.TryGetValue(ended.ReservationId, out ModelReservation? open), "a reservation ends once", $"{ended.ReservationId} at {at} is not open");
        decimal units = Usages.Number(ended.Units);
        bool settled = ended.Outcome == ReservationOutcome.Settled;
        Must.Hold(settled ? client.Settled.Contains((open.Id, units)) : client.Released.Contains(open.Id), "nothing is made up", $"nobody ended {open.Id} with {units} at {at}");
        ModelContract contract = Model.Contracts[open.Target.Contract];
        decimal? granted = contract.Granted(account, open.Target.Meter, open.Time, open.Region);
        ModelRight? right = Deciding.RightOf(Model, account, open, ended.At.Microseconds);
        (IReadOnlyList<decimal> used, decimal ofAllowance) = contract.FromHolds(account, open, right, units);
        Come([new ModelMove("over", open.Id, units, $"{ended.Outcome}"), .. account.End(open, used)]);
        Done[$"end {open.Id}"] = at.Seq;
        if (settled && units > 0)
            _settling = new ModelSettlement(open, units, used, ofAllowance, granted);
        happenings.Note(!settled ? Happening.Released : units < open.Units ? Happening.SettledForLess : units == open.Units ? Happening.SettledExactly : Happening.SettledForMore);
        if (settled && contract.IsClosed(contract.PeriodOf(open.Time)))
            happenings.Note(Happening.SettledLate);
    }

    /// <summary>What several charges take of one lot, it holds together.</summary>
    private static IEnumerable<ModelHold> HoldsOf(IReadOnlyList<ModelPayment> payments) =>
        payments.GroupBy(part => (part.Lot, part.From)).Select(of => new ModelHold(of.Key.Lot!, of.Key.From, of.Sum(part => part.Amount)));

    /// <summary>What was let through a throttle is to be recorded behind it.</summary>
    private void Throttle(ModelAccount account, string feature, ModelDecision decision)
    {
        if (decision.Empty is not { } empty)
            return;
        account.Throttles[feature] = empty;
        Come([new ModelMove("throttle", feature, empty)]);
    }

    private void Note(Fact fact, IReadOnlyList<ModelMove> moves)
    {
        Happening? happening = fact switch
        {
            GrantIssued => Happening.GrantIssued,
            OverageCovered => Happening.GrantBackdated,
            GrantPaid => Happening.GrantPaid,
            GrantVoided => Happening.GrantVoided,
            LotOpened => Happening.LotOpened,
            UnitsRolledOver => Happening.RolledOver,
            LotExpired => Happening.LotExpired,
            UnitsBurnt => Happening.BurntFromGrant,
            ReservationEnded { Outcome: ReservationOutcome.Expired } => Happening.ReservationExpired,
            OwedSettled => Happening.OwedSettled,
            LinesPaid => Happening.LinesPaid,
            ThrottlePassed => Happening.ThrottlePassed,
            _ => null,
        };
        if (happening is { } kind)
            happenings.Note(kind);
        if (fact is UnitsBurnt { Burns: var burns })
        {
            if (burns.Any(burn => burn.IsOfWallet))
                happenings.Note(Happening.PaidFromWallet);
            if (burns.Any(burn => burn.From == Balance.Issued))
                happenings.Note(Happening.Owed);
            if (burns.Any(burn => burn.Pays is not null))
                happenings.Note(Happening.PaidInMoney);
            if (burns.Any(burn => burn.Pays is not null && burn.From == Balance.Issued))
                happenings.Note(Happening.OwedInMoney);
            if (burns.Any(burn => burn.Pays is not null && burn.From == Balance.Reserved))
                happenings.Note(Happening.PaidOfHeldMoney);
            if (burns.Any(burn => burn.IsOfWallet && LotOf(fact, burn.LotId) is { Grant.IsUnscoped: false }))
                happenings.Note(Happening.PaidFromScopedWallet);
        }

        if (fact is UnitsReserved { Reservation.Holds: var holds })
        {
            string[] wallets = [.. holds.Select(hold => LotOf(fact, hold.LotId)?.Grant.Wallet).OfType<string>()];
            if (wallets.Contains(Catalogs.Credit))
                happenings.Note(Happening.ReservedFromWallet);
            if (wallets.Contains(Catalogs.Currency))
                happenings.Note(Happening.ReservedInMoney);
        }

        if (fact is UnitsBurnt && moves.Any(move => move.Of.Contains(", from ", StringComparison.Ordinal)))
            happenings.Note(Happening.BurntRolledOver);
        if (fact is UnitsBurnt && moves.Any(move => move.More.StartsWith(nameof(Balance.Expired), StringComparison.Ordinal)))
            happenings.Note(Happening.BurntLate);
        if (fact is UnitsBurnt && moves.Count > 1)
            happenings.Note(Happening.BurntOfSeveral);
        if (fact is ReservationEnded && moves.Any(move => move is { What: "return", More: not nameof(Balance.Available) }))
            happenings.Note(Happening.ReturnedTooLate);
    }

    /// <summary>Null of what is owed.</summary>
    private ModelLot? LotOf(Fact fact, string lotId) => Model.Holders[((LedgerFact)fact).AccountId].Lots.FirstOrDefault(lot => lot.Name == Movements.NameOf(lotId));
}
