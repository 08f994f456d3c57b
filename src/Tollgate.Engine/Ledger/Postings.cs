namespace Tollgate.Engine.Ledger;

/// <summary>
/// What each fact moves: the one place that says so. State and ledger are both made of it, so that what is shown is what was done.
/// </summary>
public static class Postings
{
    public static IEnumerable<Posting> Of(Fact fact) => fact switch
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
        GrantVoided voided => voided.Lots.Select(lot => new Posting(lot.LotId, lot.From, Balance.Voided, lot.Units)),
        UnitsBurnt burnt => burnt.Burns.Select(burn => new Posting(burn.LotId, burn.From, Balance.Consumed, burn.Units)),
        OverageCovered covered => [new(covered.LotId, Balance.Available, Balance.Consumed, covered.Units)],
        _ => [],
    };
}
