using System.Collections.Immutable;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

/// <summary>
/// Counts the usage of some periods of a contract again, as if its terms had been known from the beginning: event by event, in the order in which they were recorded. What grants
/// gave stays where it was given; what the plans include, and what prices make of the rest, is found anew. It lives outside of any state, and may be played on any thread.
/// </summary>
public sealed class Retally
{
    private static readonly ImmutableArray<Tally> Nothing = [];

    private readonly ContractBook _first;
    private readonly ContractAmended _amended;
    private readonly List<(OverageCovered Covered, FactPosition At, Units Left)> _covered = [];
    private readonly Dictionary<(string Source, string EventId), UsageCounted> _uncontracted = [];
    private readonly Dictionary<(string Version, EffectiveAt Start, string Meter), (Quantity FromAllowance, Quantity Beyond)> _before = [];
    private readonly Dictionary<(string LotId, TallyTarget Target), Units> _given = [];
    private ImmutableArray<HeldInRetally> _held = [];

    private Retally(ContractBook anew, ContractAmended amended, EffectiveAt from, EffectiveAt? until, long? finalThrough)
    {
        _first = anew;
        (From, Until) = (from, until);
        _amended = amended;
        FinalThrough = finalThrough;
    }

    public string AccountId => _first.Contract.AccountId;

    /// <summary>The start of the first period that is counted again.</summary>
    public EffectiveAt From { get; }

    /// <summary>The end of the last; null is all later ones.</summary>
    public EffectiveAt? Until { get; }

    /// <summary>Up to where the contract was billed when it began.</summary>
    public long? FinalThrough { get; }

    /// <summary>What each lot gave of what is counted where.</summary>
    public IEnumerable<KeyValuePair<(string LotId, TallyTarget Target), Units>> Given => _given;

    /// <summary>Why the usage cannot be counted under the terms; null while it can.</summary>
    public Rejection? Refused { get; private set; }

    internal static Retally Of(Books books, ContractBook first, ContractAmended amended)
    {
        ContractBook anew = Anew(books, first, amended);
        EffectiveAt from = first.Calendar.PeriodAt(amended.EffectiveAt).Start;
        // What is billed and no longer kept stays as it was billed.
        EffectiveAt kept = first.KeptFrom();
        if (from < kept)
            from = kept;
        ContractBook? part = anew.Parts.FirstOrDefault(part => part.Contract.Version == amended.Contract.Version);
        EffectiveAt? until = part?.Until is { } end && end != anew.Contract.EndsAt ? first.Calendar.PeriodAt(new EffectiveAt(end.Microseconds - 1)).End : null;
        var retally = new Retally(anew, amended, from < first.Contract.StartsAt ? first.Contract.StartsAt : from, until, first.FinalThrough?.Microseconds);
        retally.Hold(books.OwnAccount(first.Contract.AccountId).Holdings?.Reservations.Values ?? []);
        return retally;
    }

    /// <summary>The same that was counted again before, to see what came of each event.</summary>
    /// <exception cref="InvalidOperationException">The contract was not amended so.</exception>
    public static Retally Again(Books books, UsageRetallied before)
    {
        ContractBook first = books.Contracts[before.ContractId];
        ContractAmended amended = first.Amendments.First(known => known.Contract.Version == before.Version);
        var retally = new Retally(Anew(books, first, amended), amended, before.From, before.Until, null);
        foreach (HeldInRetally held in before.Held)
            retally.Hold(held);
        return retally;
    }

    private static ContractBook Anew(Books books, ContractBook first, ContractAmended amended) =>
        books.Anew(first, [.. first.Amendments.Where(known => known.Contract.Version < amended.Contract.Version), amended]);

    /// <summary>Of which contract it is, by the id that its versions have in common.</summary>
    public string ContractId => _first.Contract.Id;

    /// <summary>What a grant covered later of overage that was counted before: told before all usage, so that it stays with the usage that it covered.</summary>
    public void Expect(OverageCovered covered, FactPosition at)
    {
        if (!IsHere(covered.Target))
            return;
        // The narrowest window has the fewest events to choose from.
        int place = _covered.FindIndex(other => other.Covered.From < covered.From);
        _covered.Insert(place < 0 ? _covered.Count : place, (covered, at, covered.Units));
    }

    /// <summary>Counts a fact of the account again, if it counted anything in the periods.</summary>
    /// <param name="next">The fact behind it: what the usage burnt of grants.</param>
    /// <returns>What it comes to now; empty when it is not of the periods.</returns>
    public ImmutableArray<Tally> Count(Fact fact, Fact? next, FactPosition at)
    {
        switch (fact)
        {
            case UsageCounted counted when counted.Event.AccountId == AccountId:
                if (counted.Tallies.Any(tally => tally.Target.ContractId is null))
                    _uncontracted[(counted.Event.Source, counted.Event.Id)] = counted;
                return Count(counted.Event, counted.Tallies, counted.At, next as UnitsBurnt, at);
            case UsageAttributed attributed when attributed.AccountId == AccountId:
                return _uncontracted.Remove((attributed.Source, attributed.EventId), out UsageCounted? waited) ? Count(waited.Event, attributed.Tallies, attributed.At, next as UnitsBurnt, at) : Nothing;
            default:
                return Nothing;
        }
    }

    /// <summary>Gives what grants had covered, and no event has taken yet, to what overage is left of their time. What finds none is not needed any more.</summary>
    /// <returns>What was covered so, of which usage as it is counted now.</returns>
    public ImmutableArray<OverageCovered> Finish()
    {
        ImmutableArray<OverageCovered>.Builder made = ImmutableArray.CreateBuilder<OverageCovered>();
        for (int i = 0; i < _covered.Count; i++)
        {
            (OverageCovered covered, FactPosition at, Units left) = _covered[i];
            foreach (ContractBook part in _first.Parts)
            {
                foreach (OverageEntry entry in part.OpenPeriods.Values.SelectMany(book => book.Overage).ToArray())
                {
                    if (left.IsZero || entry.Target.Meter != covered.Target.Meter || !entry.IsWithin(covered.From, covered.To) || !IsOfPeriod(covered.Target, entry.First))
                        continue;
                    Quantity units = Quantity.Min(entry.Units, left.ToQuantity());
                    left -= Units.Of(units);
                    OverageCovered now = covered with { Target = entry.Target, From = entry.First, To = new EffectiveAt(entry.Last.Microseconds + 1), Units = Units.Of(units), Parts = [] };
                    part.Apply(now);
                    Give(now.LotId, now.Target, now.Units);
                    made.Add(now);
                }
            }

            _covered[i] = (covered, at, left);
        }

        return made.DrainToImmutable();
    }

    /// <summary>What the periods come to.</summary>
    public UsageRetallied Result(RecordedAt at) => new(
        AccountId,
        ContractId,
        From,
        Until,
        _amended.Contract.Version,
        [.. _first.Versions.SelectMany(terms => terms.CarryPeriods().Select(period => new RetalliedPeriod(terms.Contract.Version, period)))],
        [.. _before.Select(moved => new RetalliedUnits(moved.Key.Version, moved.Key.Start, moved.Key.Meter, moved.Value.FromAllowance, moved.Value.Beyond)).OrderBy(moved => moved.Start).ThenBy(moved => moved.Terms, StringComparer.Ordinal).ThenBy(moved => moved.Meter, StringComparer.Ordinal)],
        at
    )
    {
        Held = _held,
    };

    /// <summary>Whether it counts under these terms.</summary>
    internal bool Knows(ContractAmended amended) =>
        amended.EffectiveAt == _amended.EffectiveAt && amended.AllowanceOnChange == _amended.AllowanceOnChange && amended.Contract.Version == _amended.Contract.Version && amended.Contract.EndsAt == _amended.Contract.EndsAt
        && amended.Contract.Plan == _amended.Contract.Plan && amended.Contract.CatalogVersion == _amended.Contract.CatalogVersion && amended.Contract.Terms == _amended.Contract.Terms;

    /// <summary>Units that open reservations hold stay held of what is included.</summary>
    private void Hold(IEnumerable<Reservation> reservations)
    {
        _held = [.. reservations.Where(reservation => IsHere(reservation.Target)).Select(reservation => new HeldInRetally(reservation.Target.Meter, reservation.Time, reservation.FromAllowance, reservation.Beyond))];
        foreach (HeldInRetally held in _held)
            Hold(held);
    }

    private void Hold(HeldInRetally held) => _first.At(held.Time)?.Reserve(held.Meter, held.Time, held.FromAllowance, held.Beyond);

    private ImmutableArray<Tally> Count(UsageEvent usage, ImmutableArray<Tally> tallies, RecordedAt at, UnitsBurnt? next, FactPosition position)
    {
        if (usage.Time < From || usage.Time >= Until || !tallies.Any(tally => IsHere(tally.Target)) || _first.At(usage.Time) is not { } part)
            return Nothing;
        ImmutableArray<Burn> burns = next is not null && next.EventId == usage.Id && next.Source == usage.Source ? next.Burns : [];
        ImmutableArray<Tally>.Builder counted = ImmutableArray.CreateBuilder<Tally>(tallies.Length);
        foreach (Tally tally in tallies)
        {
            if (IsHere(tally.Target))
                counted.Add(Count(part, usage, tally, burns, at, position));
        }

        return counted.DrainToImmutable();
    }

    private Tally Count(ContractBook part, UsageEvent usage, in Tally before, ImmutableArray<Burn> burns, RecordedAt at, FactPosition position)
    {
        TallyTarget was = before.Target;
        Quantity granted = Quantity.Zero;
        foreach (Burn burn in burns)
        {
            if (!burn.Target.Equals(was))
                continue;
            if (burn.Pays is { } charge)
                Refused ??= new Rejection(RejectionKind.Conflict, "usage_paid_from_wallet", $"A wallet paid usage of {usage.Time} for the charge '{charge}' as it was used; what is paid is not counted again. Amend the contract from after it.", "/effective_at");
            granted += burn.Covered;
        }

        Quantity burnt = granted;
        List<(string LotId, Units Units)> later = [];
        granted += was.AfterCutoff ? Quantity.Zero : CoveredLater(was, usage.Time, before.Value - burnt, position, later);
        (Quantity fromAllowance, Quantity beyond) = _before.GetValueOrDefault((was.ContractId!, was.PeriodStart, was.Meter));
        _before[(was.ContractId!, was.PeriodStart, was.Meter)] = (fromAllowance + before.Covered - burnt, beyond + before.Value - before.Covered - (granted - burnt));

        BillingPeriod period = part.PeriodAt(usage.Time);
        TallyTarget target = part.Target(was.Meter, period, was.AfterCutoff, usage.Time, usage.Properties);
        Quantity covered = granted;
        // What a plan includes closes with its period.
        if (!was.AfterCutoff && Allowance.Of(part, period, was.Meter) is { } allowance)
            covered += allowance.Cover(before.Value - granted);
        Tally tally = before with { Target = target, Covered = covered };
        if (Refused is not null || (Refused = Tallying.RefuseAmount(part, period, was.AfterCutoff, was.Meter, before.Value)) is not null)
            return tally;
        if ((Refused = Tallying.TryTally(part, target, before.Value, covered, usage.Properties, out Tally priced)) is not null)
            return tally;
        part.Apply(target, priced, usage.Time, at, subject: null);
        if (granted.IsZero)
            return priced;
        part.Grant(target, granted);
        foreach (Burn burn in burns)
        {
            if (burn.Target.Equals(was))
                Give(burn.LotId, target, burn.Units);
        }

        foreach ((string lot, Units units) in later)
            Give(lot, target, units);
        return priced;
    }

    /// <summary>
    /// So much of an event was covered by grants that came later. Overage is known by the minute alone and may have been counted again since, so that it is the events of the grant's window that
    /// take it, those of the same prices first, in the order in which they were recorded.
    /// </summary>
    private Quantity CoveredLater(TallyTarget target, EffectiveAt time, Quantity most, FactPosition position, List<(string LotId, Units Units)> given)
    {
        Quantity sum = Quantity.Zero;
        foreach (bool same in (ReadOnlySpan<bool>)[true, false])
        {
            for (int i = 0; i < _covered.Count && sum < most; i++)
            {
                (OverageCovered covered, FactPosition at, Units left) = _covered[i];
                if (left.IsZero || at.CompareTo(position) < 0 || time < covered.From || time >= covered.To || covered.Target.Meter != target.Meter || covered.Target.Equals(target) != same || !IsOfPeriod(covered.Target, time))
                    continue;
                Quantity taken = Quantity.Min(left.ToQuantity(), most - sum);
                _covered[i] = (covered, at, left - Units.Of(taken));
                given.Add((covered.LotId, Units.Of(taken)));
                sum += taken;
            }
        }

        return sum;
    }

    private void Give(string lot, TallyTarget target, Units units) => _given[(lot, target)] = _given.GetValueOrDefault((lot, target)) + units;

    private bool IsOfPeriod(TallyTarget target, EffectiveAt time) => time >= target.PeriodStart && time < _first.Calendar.PeriodAt(target.PeriodStart).End;

    private bool IsHere(TallyTarget target) =>
        target.ContractId is { } id && ContractBook.ContractOf(id) == ContractId && target.PeriodStart >= From && !(target.PeriodStart >= Until);
}
