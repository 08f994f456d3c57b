using Tollgate.Engine.Catalog;
using Tollgate.Engine.Entitlements;
using Tollgate.Server.Http;

namespace Tollgate.Server.Entitlements.Explain;

/// <summary>What a right gives, as the second half of a sentence that begins with who gives it: a plan, the environment, an override.</summary>
internal static class RightWords
{
    /// <param name="period">Of the contract whose periods units are counted in.</param>
    public static string Of(Entitlement right, PeriodUnit period, Wording words) => $"{Gives(right, period, words)}{For(right)}{ConditionSentences.If(right.When, words)}";

    private static string Gives(Entitlement right, PeriodUnit period, Wording words) => right switch
    {
        BooleanEntitlement { Granted: true } => $"includes {words.Feature}",
        BooleanEntitlement => $"says that {words.Feature} is not included",
        ConfigEntitlement config => $"sets {words.Feature} to {ConfigValue.Json(config)}",
        MeteredEntitlement metered => $"includes {Included(metered, period, words)}; {Beyond(metered, words)}",
        SeatEntitlement seats => $"gives {Seats(seats)} of {words.Feature}, each of them held {Held(seats.Terms)}",
        _ => $"names {words.Feature}",
    };

    private static string For(Entitlement right) => right.NeedsSeatOf is { } seat ? $", for those alone who hold a seat of {seat}" : "";

    private static string Seats(SeatEntitlement right) => right.Seats is { } seats ? Wording.Plural(seats, "seat") : "any number of seats";

    private static string Held(SeatTerms terms) => terms.Type == SeatType.Named
        ? "until it is returned"
        : $"for {Wording.Length(terms.HeartbeatMicroseconds)} after each heartbeat{(terms.SkewMicroseconds == 0 ? "" : $" and a margin of {Wording.Length(terms.SkewMicroseconds)}")}";

    private static string Included(MeteredEntitlement right, PeriodUnit period, Wording words) => right switch
    {
        { Included: null } => $"{words.Feature} without limit",
        { Included: { IsZero: true }, PaidFrom: not null } => $"no units of {words.Feature}",
        { Included: { } included } => $"{words.UnitsOf(included)} in each {Words.Of(period)}",
    };

    private static string Beyond(MeteredEntitlement right, Wording words) => right switch
    {
        { Included: null, Limits: null } => "nothing stops it",
        { Included: null } => "the limits below stand on it all the same",
        { PaidFrom: { } wallet } => WalletSentences.Terms(right, wallet, words),
        { Throttle: { } throttle } => $"beyond that {Wording.Pace(throttle)} may pass, and up to {Wording.Number(throttle.Burst)} at once",
        { Grace: { } grace } => $"beyond that {Grace(grace)} may pass in grace{(grace.Free ? ", free of charge" : "")}",
        { Enforcement: Enforcement.Soft } => "beyond that more is allowed, and counted as overage",
        _ => $"beyond that {words.Feature} is denied",
    };

    private static string Grace(GraceTerms grace) => (grace.Units, grace.PeriodMicroseconds) switch
    {
        ({ } units, { } length) => $"{Wording.Count(units)}, for {Wording.Length(length)} after the limit is first exceeded,",
        ({ } units, null) => $"{Wording.Count(units)} in a period",
        (null, { } length) => $"everything for {Wording.Length(length)} after the limit is first exceeded",
        _ => "everything",
    };
}
