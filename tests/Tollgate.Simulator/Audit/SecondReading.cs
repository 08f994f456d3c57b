using Tollgate.Engine.Seats;
using System.Globalization;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Ledger;
using Tollgate.Server.Receipts;
using Tollgate.Server.Shards;
using Tollgate.Simulator.Model;
using Tollgate.Simulator.Nodes;
using Tollgate.Simulator.Workload;
using Tollgate.Simulator.World;
using Tollgate.Storage.Journal;

namespace Tollgate.Simulator.Audit;

/// <summary>
/// Reads each journal once more, and asks the model at the very places at which decisions were made: whether they are allowed, why, how much of them, what
/// it burns and with what figures. Denials leave no trace in a journal; here they are made again by somebody else.
/// </summary>
internal sealed class SecondReading(Layout layout, Client client, Auditor auditor)
{
    private const string SameSeats = "seats are the model's";

    private readonly List<Told> _told = [];
    private readonly List<ToldSeat> _seats = [];

    /// <param name="Telling">Of a command; null of a check.</param>
    private sealed record Told(int Number, StreamId Stream, EntitlementRequest Request, Decision Decision, Moment Moment, Telling? Telling);

    private sealed record ToldSeat(int Number, StreamId Stream, TakeSeat Take, SeatAnswer Answer, Moment Moment);

    public void Note(Operation operation, Answer answer)
    {
        if (answer.Read is Seen<Checked> { Answer: var check })
            _told.Add(new Told(operation.Number, operation.Stream, check.Request, check.Decision, new Moment(answer.AsOf, check.At), null));
        for (int i = 0; answer.Results is not null && operation is Submitting { Commands: var commands } && i < commands.Count; i++)
        {
            if (commands[i] is ConsumeUnits consume && answer.Results[i].Answer is Decision decision)
                _told.Add(new Told(operation.Number, operation.Stream, consume.Request, decision, answer.Moments[i], Telling.Consumed));
            else if (commands[i] is ReserveUnits reserve && answer.Results[i].Answer is Reserved reserved)
                _told.Add(new Told(operation.Number, operation.Stream, reserve.Request, reserved.Decision, answer.Moments[i], Telling.Reserved));
            else if (commands[i] is TakeSeat take && answer.Results[i].Answer is SeatAnswer seat)
                _seats.Add(new ToldSeat(operation.Number, operation.Stream, take, seat, answer.Moments[i]));
        }
    }

    /// <summary>Once nothing goes wrong any more.</summary>
    public void Look(Disk disk)
    {
        foreach (StreamId stream in _told.Select(told => told.Stream).Concat(_seats.Select(told => told.Stream)).Distinct())
        {
            using MemoryJournal journal = MemoryJournal.Open(disk.Journal(stream), layout.Identity(stream));
            Read(journal, stream, Places(_told.Where(told => told.Stream == stream), told => told.Moment), Places(_seats.Where(told => told.Stream == stream), told => told.Moment));

            ILookup<(long Seq, int Facts), T> Places<T>(IEnumerable<T> own, Func<T, Moment> moment) => own.Select(told => (Told: told, Ground: Ground.Of(moment(told).AsOf, journal)))
                .Where(pair => pair.Ground.Standing == GroundStanding.Durable)
                .ToLookup(pair => (moment(pair.Told).AsOf.Seq, pair.Ground.Facts), pair => pair.Told);
        }
    }

    private void Read(MemoryJournal journal, StreamId stream, ILookup<(long Seq, int Facts), Told> places, ILookup<(long Seq, int Facts), ToldSeat> seats)
    {
        var audit = new ShardAudit(stream, client, auditor.Controls[stream.Environment], layout, new Happenings());
        Ask(audit, places[(-1, 0)]);
        Ask(audit, seats[(-1, 0)]);
        foreach (EncodedBlock encoded in journal.Read(0))
        {
            using EncodedBlock bytes = encoded;
            Block block = BlockDecoder.Decode(bytes);
            audit.Observe(block, facts =>
            {
                Ask(audit, places[(block.Header.Seq, facts)]);
                Ask(audit, seats[(block.Header.Seq, facts)]);
            });
        }
    }

    private void Ask(ShardAudit audit, IEnumerable<Told> here)
    {
        foreach (Told told in here)
        {
            Asked asked = Usages.Of(told.Request, told.Moment.At.Microseconds);
            long now = told.Moment.At.Microseconds;
            // What was allowed once stays allowed, and its figures are those of now.
            if (told.Decision.Duplicate)
            {
                Must.Hold(told.Decision.Allowed, "what was allowed stays allowed", $"operation {told.Number} on {told.Stream} is a repetition");
                continue;
            }

            ModelDecision decision = told.Telling is { } telling ? Deciding.Take(audit.Model, asked, now, telling) : Deciding.Check(audit.Model, asked, now);
            string expected = Text(decision), found = Text(told.Decision, audit.Movements);
            Must.Hold(expected == found, "the model decides the same", $"operation {told.Number} on {told.Stream}, {told.Moment}: {asked} was answered {found}, and the model says {expected}");
            Note(told, audit, asked);
            if (told.Telling is not null && told.Decision is { Allowed: false, Reason: Reason.InsufficientCredits } && audit.AsksForMore(asked.Account, now))
                auditor.Happenings.Note(Happening.TopUpAskedByDenial);
        }
    }

    private void Ask(ShardAudit audit, IEnumerable<ToldSeat> here)
    {
        foreach ((int number, StreamId stream, TakeSeat take, SeatAnswer answer, Moment moment) in here)
        {
            long now = moment.At.Microseconds;
            if (!audit.Model.Holders.TryGetValue(take.AccountId, out ModelAccount? account))
            {
                Must.Fail(SameSeats, $"operation {number} on {stream} was answered of an account that is not there");
                continue;
            }

            ModelSeatAnswer model = Deciding.TakeSeat(audit.Model, account, take.Feature, take.Subject, take.TimeToLive, now);
            string expected = $"{Text(model.Decision)}, {model.Seat?.Text("")} {model.Renewed}";
            string found = $"{Text(answer.Decision, audit.Movements)}, {(answer.Seat is { } seat ? Answers.Of(seat).Text("") : "")} {answer.Renewed}";
            Must.Hold(expected == found, SameSeats, $"operation {number} on {stream}, {moment}: {take} was answered {found}, and the model says {expected}");
            if (answer.Decision.Reason == Reason.QuotaExceeded)
                auditor.Happenings.Note(Happening.AnsweredNoSeatFree);
            if (answer.Renewed && model.Seat?.FreeAt is not null && model.Seat == account.SeatOf(take.Feature, take.Subject, now))
                auditor.Happenings.Note(Happening.AnsweredHeartbeatAsItStands);
            if (answer.Decision.Seats is { } state && state.Taken > state.Limit)
                auditor.Happenings.Note(Happening.AnsweredMoreSeatsThanThereAre);
        }
    }

    private void Note(Told told, ShardAudit audit, Asked asked)
    {
        Decision decision = told.Decision;
        Happening? happening = decision.Reason switch
        {
            Reason.WithinLimit => Happening.AnsweredWithinLimit,
            Reason.SoftLimitExceeded => Happening.AnsweredSoftLimitExceeded,
            Reason.InGrace => Happening.AnsweredInGrace,
            Reason.Throttled => Happening.AnsweredThrottled,
            Reason.QuotaExceeded => Happening.AnsweredQuotaExceeded,
            Reason.InsufficientCredits => Happening.AnsweredInsufficientCredits,
            Reason.ConditionNotMet when decision.TightestLimit is null => Happening.AnsweredConditionNotMet,
            Reason.SeatNotAssigned => Happening.AnsweredSeatNotAssigned,
            Reason.AccountSuspended or Reason.AccountDelinquent => Happening.AnsweredByStatus,
            _ => null,
        };
        if (happening is { } kind)
            auditor.Happenings.Note(kind);
        if (decision.Allowed && decision.GrantedUnits < told.Request.Units)
            auditor.Happenings.Note(Happening.AnsweredInPart);
        if (decision.Rule == Rule.Override)
            auditor.Happenings.Note(Happening.AnsweredByOverride);
        if (decision.GrantedUnits < told.Request.Units && decision.TightestLimit is { } tightest)
            Note(tightest, decision, asked);
        if (decision.Rule == Rule.Default)
            auditor.Happenings.Note(Happening.AnsweredByDefault);
        if (decision.Rule == Rule.Grant)
            auditor.Happenings.Note(Happening.AnsweredByGrantAlone);
        if (decision.Metered is not null && audit.Model.ContractAt(asked.Account, asked.At) is { } contract && contract.IsClosed(contract.PeriodOf(asked.At)))
            auditor.Happenings.Note(Happening.AnsweredOfClosedPeriod);
    }

    private void Note(string tightest, Decision decision, Asked asked)
    {
        Happening? happening = tightest switch
        {
            _ when decision.Reason == Reason.ConditionNotMet => Happening.AnsweredWithoutSubject,
            ModelLimit.OfUnits => null,
            ModelLimit.OfOverage => Happening.AnsweredByOverageCap,
            "cap" => Happening.AnsweredByCap,
            "spend_cap" => Happening.AnsweredBySpendCap,
            "plan_spend_cap" => Happening.AnsweredBySpendCapOfPlan,
            _ when asked.Subject is not null && tightest.EndsWith("_each_subject", StringComparison.Ordinal) => Happening.AnsweredByQuotaOfSubject,
            _ => Happening.AnsweredByWindow,
        };
        if (happening is { } kind)
            auditor.Happenings.Note(kind);
        if (decision.Limits.Any(limit => limit is UnitLimit { Remaining.IsZero: true } window && window.Name == tightest && window.Used < window.Limit && window.Name != ModelLimit.OfUnits))
            auditor.Happenings.Note(Happening.AnsweredForForgottenWindow);
    }

    private static string Text(ModelDecision one) => Text(
        one.Allowed,
        one.Reason,
        one.Granted,
        one.Wait,
        one.Figures is { } figures ? Text(figures.Limit, figures.Consumed, figures.Reserved, figures.Remaining, figures.Beyond, figures.Parts.Where(part => part.Lot is null).Sum(part => part.Left!.Value), figures.Parts.Where(part => part.Lot is not null).Select(part => (part.Lot!.Name, $"{part.Lot.Left}", part.Left!.Value)).Concat(figures.Paid.Select(part => (part.Lot?.Name ?? $"owed/{figures.Wallet!.Value.Unit}", $"{part.From}", part.Amount))), figures.Wallet) + Limits(one.Tightest, figures.Limits.Select(limit => (limit.Name, limit.Most, limit.Used, limit.Left, limit.Resets))) : one.Seats is { } seats ? Seats(seats.Limit, seats.Taken, seats.Own) : ""
    );

    private static string Text(Decision one, Movements movements) => Text(
        one.Allowed,
        $"{one.Reason}",
        Usages.Number(one.GrantedUnits),
        one.Throttle?.RetryAfterMilliseconds,
        one.Metered is { } state ? Text(
            state.Limit is { } limit ? Usages.Number(limit) : null,
            Usages.Number(state.Consumed),
            Usages.Number(state.Reserved),
            state.Remaining is { } remaining ? Usages.Number(remaining) : null,
            Usages.Number(state.OverageUnits),
            Usages.Number(state.Burnt),
            state.Burns.Select(burn => (movements.NameOf(burn.LotId), $"{burn.From}", Usages.Number(burn.Units))),
            state.Wallet is { } wallet ? (wallet.Unit, Usages.Number(wallet.Available), Usages.Number(wallet.Cost)) : null
        ) + Limits(one.TightestLimit, one.Limits.Select(LimitOf)) : one.Seats is { } seats ? Seats(seats.Limit, seats.Taken, seats.Seat is { } own ? Answers.Of(own) : null) : ""
    );

    private static (string Name, decimal Most, decimal Used, decimal Left, long Resets) LimitOf(LimitState state) => state switch
    {
        UnitLimit of => (of.Name, Usages.Number(of.Limit), Usages.Number(of.Used), Usages.Number(of.Remaining), of.ResetsAt.Microseconds),
        SpendLimit of => (of.Name, Usages.Number(of.Limit), Usages.Number(of.Spent), Usages.Number(of.Remaining), of.ResetsAt.Microseconds),
        _ => throw new InvalidOperationException($"{state.GetType().Name} is no limit that is known."),
    };

    private static string Seats(int? limit, int taken, ModelSeat? own) => $", {taken} of {limit} seats, {own?.Text("")}";

    private static string Limits(string? tightest, IEnumerable<(string Name, decimal Most, decimal Used, decimal Left, long Resets)> limits) => tightest is null ? "" :
        $", under {string.Join(", ", limits.Select(limit => FormattableString.Invariant($"{limit.Name} {limit.Used:0.#########} of {limit.Most:0.#########}, {limit.Left:0.#########} left until {limit.Resets}")))}, of which {tightest} answers";

    private static string Text(bool allowed, string reason, decimal granted, decimal? wait, string figures) =>
        string.Create(CultureInfo.InvariantCulture, $"{(allowed ? "allowed" : "denied")} {reason}, {granted:0.#########} granted, wait {wait:0}{figures}");

    private static string Text(decimal? limit, decimal consumed, decimal reserved, decimal? remaining, decimal beyond, decimal ofAllowance, IEnumerable<(string Lot, string From, decimal Units)> burns, (string Unit, decimal Available, decimal Cost)? wallet) => string.Create(
        CultureInfo.InvariantCulture,
        $", limit {limit:0.#########}, consumed {consumed:0.#########}, reserved {reserved:0.#########}, remaining {remaining:0.#########}, beyond {beyond:0.#########}, burns {ofAllowance:0.#########} of the allowance {string.Join(", ", burns.Select(burn => string.Create(CultureInfo.InvariantCulture, $"{burn.Units:0.#####################} {burn.From} of {burn.Lot}")))}{(wallet is { } of ? string.Create(CultureInfo.InvariantCulture, $", {of.Cost:0.#####################} of {of.Available:0.#####################} {of.Unit}") : "")}"
    );
}
