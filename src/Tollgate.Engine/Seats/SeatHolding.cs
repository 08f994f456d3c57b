using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Seats;

/// <summary>
/// What a check says where seats matter: allowed is the subject that holds one now, by the shard's time, whatever instant is asked about. A request that
/// names no subject comes from nobody who could hold one; if it is for 0 units, it only asks how things stand, and is answered that.
/// </summary>
public static class SeatHolding
{
    public static bool Holds(AccountBook account, string feature, EntitlementRequest request, RecordedAt now) =>
        request.Subject is { } subject ? account.Seats?.Of(feature, subject, now) is not null : request.Units.IsZero;

    /// <summary>The answer about a seat feature itself.</summary>
    public static Decision Decide(AccountBook account, EntitlementRequest request, in Resolution resolution, SeatEntitlement right, RecordedAt now) => Answer(
        account,
        request,
        resolution,
        Holds(account, request.Feature, request, now) ? Reason.WithinLimit : Reason.SeatNotAssigned,
        new SeatState(
            right.Terms.Type,
            right.Seats,
            account.Seats?.Taken(request.Feature, now) ?? 0,
            request.Subject,
            request.Subject is { } subject ? account.Seats?.Of(request.Feature, subject, now) : null
        )
    );

    /// <summary>The answer about a feature for holders of a seat, to somebody who holds none.</summary>
    /// <param name="decision">What a holder would be answered.</param>
    /// <param name="seat">Of which feature he must hold one.</param>
    public static Decision Unseated(Decision decision, string seat) => decision with
    {
        Allowed = false,
        Reason = Reason.SeatNotAssigned,
        NeedsSeatOf = seat,
        GrantedUnits = Quantity.Zero,
        Throttle = null,
        Metered = decision.Metered is { } state ? state with { OverageUnits = Quantity.Zero, Burnt = Quantity.Zero, Burns = [], Wallet = state.Wallet is { } wallet ? wallet with { Cost = Units.Zero } : null } : null,
    };

    internal static Decision Answer(AccountBook account, EntitlementRequest request, in Resolution resolution, Reason reason, SeatState state) => new(
        account.Id,
        request.Feature,
        reason == Reason.WithinLimit,
        Included: true,
        reason,
        reason == Reason.WithinLimit ? request.Units : Quantity.Zero,
        Duplicate: false,
        Value: null,
        Metered: null,
        resolution.Contract?.Contract
    )
    {
        Rule = resolution.Rule,
        Override = resolution.Override,
        Seats = state,
    };
}

/// <summary>How the seats of a feature stand.</summary>
/// <param name="Limit">Null is without limit.</param>
/// <param name="Taken">May be above the limit, where that was lowered: nobody is thrown out, and none further is given.</param>
/// <param name="Subject">Who was asked about; null when nobody was.</param>
/// <param name="Seat">The subject's own; null when he holds none.</param>
public sealed record SeatState(SeatType Type, int? Limit, int Taken, string? Subject, Seat? Seat)
{
    /// <summary>Null is without limit.</summary>
    public int? Available => Limit is { } limit ? Math.Max(limit - Taken, 0) : null;
}
