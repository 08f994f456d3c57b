using System.Collections.Immutable;

namespace Tollgate.Engine.Ledger;

/// <summary>
/// What each fact moves: the one place that says so. State and ledger are both made of it, so that what is shown is what was done.
/// </summary>
public static class Postings
{
    public static Posting[] Of(Fact fact) => fact switch
    {
        GrantIssued issued => [new(issued.Lot.Id, Balance.Issued, issued.Grant.PendingPayment ? Balance.Pending : Balance.Available, issued.Lot.Units)],
        LotOpened opened => [new(opened.Lot.Id, Balance.Issued, Balance.Available, opened.Lot.Units)],
        UnitsRolledOver rolled =>
        [
            new(rolled.From, Balance.Available, Balance.RolledOver, rolled.Taken),
            new(rolled.Lot.Id, Balance.Issued, Balance.Available, rolled.Lot.Units),
        ],
        LotExpired expired => [new(expired.LotId, expired.From, Balance.Expired, expired.Units)],
        GrantPaid paid => [new(paid.LotId, Balance.Pending, Balance.Available, paid.Units)],
        GrantVoided voided => Each(voided.Lots, lot => new Posting(lot.LotId, lot.From, Balance.Voided, lot.Units)),
        UnitsBurnt burnt => Each(burnt.Burns, burn => new Posting(burn.LotId, burn.From, Balance.Consumed, burn.Units)),
        UnitsReserved reserved => Each(reserved.Reservation.Holds, hold => new Posting(hold.LotId, hold.From, Balance.Reserved, hold.Units)),
        ReservationEnded ended => Each(ended.Returned, hold => new Posting(hold.LotId, Balance.Reserved, hold.From, hold.Units)),
        OverageCovered covered => [new(covered.LotId, Balance.Available, Balance.Consumed, covered.Units)],
        OwedSettled settled =>
        [
            new(settled.LotId, Balance.Available, Balance.Consumed, settled.Units),
            new(Owing.LotOf(settled.Wallet), Balance.Consumed, Balance.Issued, settled.Units),
        ],
        LinesPaid paid => Each(paid.Payments, payment => new Posting(payment.LotId, Balance.Available, Balance.Consumed, payment.Units)),
        LinesRefunded refunded => Each(refunded.Refunds, refund => new Posting(refund.LotId, Balance.Consumed, refund.To, refund.Units)),
        _ => [],
    };

    private static Posting[] Each<T>(ImmutableArray<T> moved, Func<T, Posting> posting)
    {
        var postings = new Posting[moved.Length];
        for (int i = 0; i < postings.Length; i++)
            postings[i] = posting(moved[i]);
        return postings;
    }
}
