namespace Tollgate.Simulator.Model;

/// <summary>What somebody asks for.</summary>
/// <param name="Partial">A part is enough.</param>
internal sealed record Asked(string Account, string Feature, decimal Units, long At, bool Partial, string? Region)
{
    /// <summary>Who asks for it; null when nobody is named.</summary>
    public string? Subject { get; init; }

    /// <summary>It names its instant itself; else that is whenever it is asked.</summary>
    public bool Timed { get; init; }
}

/// <summary>What must be answered, with all that it rests on.</summary>
/// <param name="Reason">The product's word.</param>
/// <param name="Figures">Null unless the feature is the account's.</param>
internal sealed record ModelDecision(bool Allowed, string Reason, decimal Granted, ModelFigures? Figures = null)
{
    /// <summary>What the throttle tells to wait, in milliseconds.</summary>
    public decimal? Wait { get; init; }

    /// <summary>How long the billing period goes on, likewise; null once it is over.</summary>
    public decimal? Reset { get; init; }

    /// <summary>The right that decided, when there was one.</summary>
    public RightTerms? Right { get; init; }

    /// <summary>The name of the limit that answers, where several stand on a request.</summary>
    public string? Tightest { get; init; }

    /// <summary>Null unless the feature has seats.</summary>
    public ModelSeatState? Seats { get; init; }

    /// <summary>When the throttle's bucket will be empty with what was granted; null when nothing of it went through the throttle.</summary>
    public decimal? Empty { get; init; }
}

/// <param name="Beyond">Of what was granted.</param>
/// <param name="Parts">What the granted units burn.</param>
internal sealed record ModelFigures(decimal? Limit, decimal Consumed, decimal Reserved, decimal? Remaining, decimal Beyond, IReadOnlyList<ModelSource> Parts)
{
    /// <summary>Of what a wallet pays for: what it has, and what is taken of it.</summary>
    public (string Unit, decimal Available, decimal Cost)? Wallet { get; init; }

    /// <summary>What is taken of which lot of a wallet.</summary>
    public IReadOnlyList<ModelPayment> Paid { get; init; } = [];

    /// <summary>What a reservation holds of it.</summary>
    public IReadOnlyList<ModelPayment> ToHold { get; init; } = [];

    /// <summary>Where several stand on the request: how each does.</summary>
    public IReadOnlyList<ModelLimit> Limits { get; init; } = [];
}

/// <summary>How an answer tells the state: as it was, or with the units gone or held.</summary>
internal enum Telling
{
    Before,
    Consumed,
    Reserved,
}

/// <summary>Makes a decision from what the model knows, step by step as the semantics tell it.</summary>
internal sealed partial class Deciding(ModelShard shard, ModelAccount account, Asked asked, long now)
{
    private readonly ModelContract? _contract = shard.ContractAt(account.Id, asked.At);
    private readonly string _meter = Features.MeterOf(asked.Feature);

    /// <summary>A throttle of which it is known that it lets the request pass.</summary>
    private ThrottleSaid? Passed { get; init; }

    /// <summary>As one who only asks: what falls due by the instant that it is for has been done.</summary>
    public static ModelDecision Check(ModelShard shard, Asked asked, long now) => shard.Holders.TryGetValue(asked.Account, out ModelAccount? account)
        ? Promised(shard, account, asked, now, new Deciding(shard, account, asked, now).Ahead())
        : new ModelDecision(false, "AccountNotFound", 0);

    public static ModelDecision Take(ModelShard shard, Asked asked, long now, Telling telling) => shard.Holders.TryGetValue(asked.Account, out ModelAccount? account)
        ? Promised(shard, account, asked, now, new Deciding(shard, account, asked, now).Decide(account, telling))
        : new ModelDecision(false, "AccountNotFound", 0);

    private ModelDecision Ahead()
    {
        ModelAccount then = account.Copy();
        then.WalkTo(Math.Max(now, asked.At));
        return Decide(then, Telling.Before);
    }

    /// <summary>What is told to wait is a promise: only an instant at which the same request, asked then, is allowed. The throttle's own comes first, then the end of the period.</summary>
    private static ModelDecision Promised(ModelShard shard, ModelAccount account, Asked asked, long now, ModelDecision decision)
    {
        if (decision.Reason != "Throttled")
            return decision;
        ThrottleSaid? passed = decision.Granted > 0 ? decision.Right!.Throttle : null;
        decimal? wait = decision.Wait is { } sooner && Allows(sooner, passed) ? sooner
            : decision.Reset is { } reset && Allows(reset, null) ? reset
            : null;
        return decision with { Wait = wait };

        bool Allows(decimal milliseconds, ThrottleSaid? known)
        {
            long then = now + ((long)milliseconds * 1000);
            Asked again = asked with { At = asked.Timed ? asked.At : then, Partial = false };
            return again.At >= then - (shard.WindowDays * World.SimClock.Day) && new Deciding(shard, account, again, then) { Passed = known }.Ahead().Allowed;
        }
    }

    /// <summary>By which what was used is paid: as it applies to its instant, or else the plan's.</summary>
    public static ModelRight? RightOf(ModelShard shard, ModelAccount account, ModelReservation settled, long now)
    {
        var deciding = new Deciding(shard, account, new Asked(account.Id, settled.Feature, 0, settled.Time, Partial: false, settled.Region) { Subject = settled.Subject }, now);
        return account.Standing.Denial(Math.Max(settled.Time, now)) is null && deciding.Right() is { } right ? new ModelRight(settled.Feature, right)
            : deciding._contract?.Plan.Rights.GetValueOrDefault(deciding._meter) is { } plan ? new ModelRight(deciding._meter, plan)
            : null;
    }

    /// <param name="holder">The account with what it holds then.</param>
    private ModelDecision Decide(ModelAccount holder, Telling telling)
    {
        // Whoever is suspended, or has not paid, by now is not let in by an earlier instant.
        long standing = Math.Max(asked.At, now);
        if (account.Standing.Denial(standing) is { } denial)
            return new ModelDecision(false, denial, 0);
        if (Features.Seats.Contains(asked.Feature))
            return DecideSeat();
        if (Right() is not { } right)
            return new ModelDecision(false, Missing(), 0);
        bool seated = right.NeedsSeatOf is not { } seat || Holds(seat);
        if (!seated)
            telling = Telling.Before;
        ModelContract contract = _contract!;
        long period = contract.PeriodOf(asked.At);
        bool closed = contract.IsClosed(period);
        ModelTotal total = contract.Meter(period, _meter, closed);
        (decimal fromAllowance, decimal heldBeyond) = contract.Held(holder, period, _meter);
        decimal held = fromAllowance + ModelContract.HeldByLots(holder, _meter, asked.At, asked.Region);
        List<ModelSource> sources = contract.Sources(holder, _meter, asked.At, asked.Region);
        decimal? available = right.Included is null ? null : sources.Sum(source => source.Left ?? 0);
        bool pays = right.From is not null && !closed, inMoney = right.From is { Rate: null } && !closed;
        var what = new ModelPurchase(asked.Feature, _meter, asked.At, asked.Region);
        decimal inWallet = pays ? contract.InWallet(holder, right.From!.Unit, what) : 0;
        decimal? coverable = available;
        if (inMoney)
            available = contract.Affordable(holder, right.From!.Unit, what, available!.Value);
        else if (pays)
            available = coverable += ModelContract.UnitsOf(inWallet, right.From!.Rate!.Value);
        // What no credits hold is overage to come; money pays for all that is used, and lets pass what it holds.
        decimal byCredits = inMoney ? heldBeyond : pays ? contract.HeldByCredits(holder, period, _meter, right.From!.Rate!.Value) : 0;
        decimal within = inMoney ? total.Used : total.Covered;
        // All that is held stands against a cap, whatever it will burn.
        decimal taken = total.Used + (closed ? 0 : contract.Reserved(holder, period, _meter).Sum(one => one.Units));
        decimal? remaining = Least(available, right.Cap - taken is { } room ? Math.Max(room, 0) : null);
        decimal beyond = remaining is { } left ? Math.Max(asked.Units - left, 0) : 0;
        decimal exceeded = total.Used - within + heldBeyond - byCredits;

        ModelDecision decision = AtTheLimit(right, contract, period, beyond, exceeded);
        if (right.From is not null && decision.Reason == "QuotaExceeded" && remaining == available)
            decision = decision with { Reason = "InsufficientCredits" };
        List<ModelLimit> limits = Further(right, contract, holder, period, total.Used, taken - total.Used, total.Used - total.Covered, exceeded, coverable);
        decision = UnderAll(decision, limits, right, contract, period, remaining, exceeded);
        decimal granted = decision.Granted, over = remaining is { } most ? Math.Max(granted - most, 0) : 0;
        List<ModelSource> parts = ModelContract.Parts(sources, granted);
        decimal covered = parts.Sum(part => part.Left!.Value);
        List<ModelPayment> paid = pays ? contract.Payments(holder, right, what, granted, covered, [], out _) : [];
        decimal cost = paid.Sum(part => part.Amount);
        var figures = new ModelFigures(Least(within + held + byCredits + available, right.Cap), total.Used, held + heldBeyond, remaining, over, parts)
        {
            Wallet = right.From is { } from ? (from.Unit, inWallet - (telling == Telling.Consumed ? cost : 0), cost) : null,
            Paid = paid,
            ToHold = pays && telling == Telling.Reserved ? contract.Holding(holder, right, what, granted, covered) : [],
        };
        if (HasFurther(right, contract.Plan))
        {
            decimal? after = telling == Telling.Before ? remaining : Least(available - (granted - over), right.Cap - taken - granted is { } rest ? Math.Max(rest, 0) : null);
            limits = [.. limits.Select(limit => limit.After(telling == Telling.Consumed ? granted : 0, telling == Telling.Reserved ? granted : 0, remaining))];
            if (figures.Limit is { } ofUnits)
                limits.Insert(0, new ModelLimit(ModelLimit.OfUnits, ofUnits, total.Used + (telling == Telling.Consumed ? granted : 0), after!.Value, contract.EndOf(period)));
            figures = figures with { Limits = limits };
            decision = decision with { Tightest = NameOf(decision, limits) };
        }

        decision = decision with
        {
            Right = right,
            Figures = telling switch
            {
                Telling.Consumed => figures with { Consumed = total.Used + granted, Remaining = Least(available - (granted - over), right.Cap - taken - granted is { } after ? Math.Max(after, 0) : null) },
                Telling.Reserved when granted > 0 => figures with { Reserved = figures.Reserved + granted, Remaining = remaining - (right.From is null ? covered : Math.Min(granted, remaining!.Value)) },
                _ => figures,
            },
        };
        return seated ? decision : Unseated(decision);
    }

    /// <summary>The first step that names the feature decides: an override, the plan, or that units of it were granted.</summary>
    private RightTerms? Right()
    {
        RightTerms? right = ByTerms();
        // The rest of what was granted in part is all beyond the limit, and the throttle's own instant is its.
        if (right?.Throttle is { } throttle && throttle == Passed)
            right = right with { Limit = AtLimit.Soft, Throttle = null };
        return right is not null && account.Standing.IsDegraded(Math.Max(asked.At, now)) ? right with { Limit = AtLimit.Hard, Grace = null, Throttle = null } : right;
    }

    private RightTerms? ByTerms()
    {
        RightTerms? plan = _contract?.Plan.Rights.GetValueOrDefault(asked.Feature);
        if (_contract is not null && account.Standing.OverrideOf(asked.Feature, asked.At) is { } said)
        {
            RightTerms right = (plan ?? OfMeter) with { When = null };
            if (said.Limit is { } limit && limit != right.Limit)
                right = right with { Limit = limit, Grace = null, Throttle = null };
            return right with { Cap = said.Cap, OverageCap = said.OverageCap ?? right.OverageCap, SpendCap = said.SpendCap ?? right.SpendCap };
        }

        return (plan ?? ByGrant) is { } named && IsMet(named.When) ? named : null;
    }

    /// <summary>Of a feature that the plan does not name: what it says of the other whose units these are.</summary>
    private RightTerms OfMeter => _contract?.Plan.Rights.GetValueOrDefault(_meter) ?? new RightTerms(0, AtLimit.Hard);

    private RightTerms? ByGrant => _contract is not null && account.HasGrantOf(asked.Feature) ? OfMeter : null;

    private string Missing()
    {
        if (_contract?.Plan.Rights.ContainsKey(asked.Feature) == true || ByGrant is not null || Sold is not null)
            return "ConditionNotMet";
        ModelContract[] own = [.. shard.ContractsOf(account.Id)];
        return _contract is not null || own.Length == 0 ? "FeatureNotIncluded"
            : own.All(contract => contract.StartsAt > asked.At) ? "ContractNotStarted"
            : "ContractExpired";
    }

    private ModelDecision AtTheLimit(RightTerms right, ModelContract contract, long period, decimal beyond, decimal exceeded)
    {
        if (beyond == 0)
            return new ModelDecision(true, "WithinLimit", asked.Units);
        switch (right.Limit)
        {
            case AtLimit.Soft:
                return new ModelDecision(true, "SoftLimitExceeded", asked.Units);
            case AtLimit.Grace:
                return Bounded(beyond, GraceLeft(right.Grace!, contract, period, exceeded), "InGrace");
            case AtLimit.Throttle:
                return Throttled(new Bucket(right.Throttle!, account.Throttles.TryGetValue(asked.Feature, out decimal empty) ? empty : null, now), beyond, contract.EndOf(period));
            default:
                return Bounded(beyond, 0, "QuotaExceeded");
        }
    }

    private decimal GraceLeft(GraceSaid grace, ModelContract contract, long period, decimal exceeded)
    {
        bool over = grace.Seconds is { } seconds && contract.Exceeded(period, _meter)?.Since is { } since && now - since >= seconds * World.SimClock.Second;
        if (over || contract.IsClosed(period))
            return 0;
        return grace.Units is { } units ? Math.Max(units - exceeded, 0) : decimal.MaxValue;
    }

    private ModelDecision Bounded(decimal beyond, decimal room, string reason)
    {
        if (beyond <= room)
            return new ModelDecision(true, reason, asked.Units);
        decimal part = asked.Partial ? asked.Units - beyond + room : 0;
        return new ModelDecision(part > 0, "QuotaExceeded", part);
    }

    private ModelDecision Throttled(Bucket bucket, decimal beyond, long resets)
    {
        if (beyond <= bucket.Room)
            return new ModelDecision(true, "SoftLimitExceeded", asked.Units) { Empty = bucket.After(beyond) };
        // Who asks for whole units gets whole ones.
        decimal room = !asked.Partial ? 0 : asked.Units % 1 == 0 ? Math.Floor(bucket.Room) : bucket.Room;
        decimal granted = asked.Partial ? asked.Units - beyond + room : 0;
        decimal? reset = resets > now ? Math.Ceiling((resets - now) / 1000m) : null;
        return new ModelDecision(granted > 0, "Throttled", granted)
        {
            Wait = bucket.Wait(beyond - room, room),
            Reset = reset,
            Empty = room > 0 ? bucket.After(room) : null,
        };
    }

    private static decimal? Least(decimal? one, decimal? other) => one is { } left && other is { } right ? Math.Min(left, right) : one ?? other;
}
