using Tollgate.Engine;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Seats;
using Tollgate.Engine.Time;

namespace Tollgate.Server.Entitlements.Explain;

/// <summary>How the seats of a feature stand that a decision asked for.</summary>
/// <param name="State">Null when the account has none of it, whoever holds one still.</param>
/// <param name="Seat">The subject's own; null when he holds none, or nobody was named.</param>
internal sealed record SeatsFound(string Feature, SeatState? State, Seat? Seat)
{
    /// <returns>Those of the feature that the right is for holders of, before those of the feature itself.</returns>
    public static IReadOnlyList<SeatsFound> Of(Books books, AccountBook account, EntitlementRequest asked, Decision decision, EffectiveAt at, RecordedAt now)
    {
        List<SeatsFound> found = [];
        if (decision.NeedsSeatOf is { } needed)
            found.Add(Stand(needed, Check.Decide(books, asked with { Feature = needed, Units = Quantity.Zero, Value = null, At = at }, now).Seats));
        if (decision.Seats is { } own)
            found.Add(Stand(asked.Feature, own));
        return found;

        SeatsFound Stand(string feature, SeatState? state) => new(feature, state, asked.Subject is { } subject ? account.Seats?.Of(feature, subject, now) : null);
    }
}
