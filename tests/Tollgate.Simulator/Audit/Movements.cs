using System.Globalization;
using Tollgate.Engine;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Simulator.Model;
using Tollgate.Simulator.Workload;

namespace Tollgate.Simulator.Audit;

/// <summary>Puts what a shard's journal says moved into the model's words, and adds it up.</summary>
internal sealed class Movements
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Lot, Balance Balance), decimal> _sums = [];

    /// <summary>What the model calls a lot.</summary>
    public string NameOf(string lotId) => _names.TryGetValue(lotId, out string? name) ? name : ToCome(lotId);

    /// <summary>What the postings of the journal have made of a balance.</summary>
    public decimal Sum(string lotId, Balance balance) => _sums.GetValueOrDefault((lotId, balance));

    public static string OfOwed(string account, string lotId) => $"{account}/{lotId}";

    /// <summary>Reads a fact.</summary>
    public IReadOnlyList<ModelMove> Of(Fact fact)
    {
        foreach ((string lot, Balance from, Balance to, Units units) in Postings.Of(fact))
        {
            // What is owed is called the same in every account.
            string own = Owing.WalletOf(lot) is null ? lot : OfOwed(((LedgerFact)fact).AccountId, lot);
            _sums[(own, from)] = Sum(own, from) - Usages.Number(units);
            _sums[(own, to)] = Sum(own, to) + Usages.Number(units);
        }

        return fact switch
        {
            GrantIssued issued => [Opened(issued.Grant.Id, issued.Lot)],
            LotOpened opened => [Opened(opened.GrantId, opened.Lot)],
            UnitsRolledOver rolled => [Move("roll over", rolled.From, rolled.Taken), Opened(rolled.GrantId, rolled.Lot)],
            LotExpired expired => [Move("expire", expired.LotId, expired.Units, $"{expired.From} at {expired.EffectiveAt.Microseconds}")],
            OwedSettled settled => [Move("settle", settled.LotId, settled.Units, settled.Wallet)],
            GrantPaid paid => [Move("pay", paid.LotId, paid.Units)],
            GrantVoided voided => [.. voided.Lots.Select(lot => Move("void", lot.LotId, lot.Units, $"{lot.From}"))],
            UnitsBurnt burnt => [.. burnt.Burns.Select(burn => Move("burn", burn.LotId, burn.Units, $"{burn.From} for {TargetOf(burn.Target)}{(burn.Pays is null ? "" : $", pays {burn.Pays}")}"))],
            LinesPaid paid => [.. paid.Payments.Select(payment => Move("pay line", payment.LotId, payment.Units, $"{payment.Line}"))],
            OverageCovered covered => [Move("cover", covered.LotId, covered.Units, $"{covered.From.Microseconds} to {covered.To?.Microseconds} for {TargetOf(covered.Target)}")],
            ReservationEnded ended =>
            [
                new ModelMove("over", ended.ReservationId, Usages.Number(ended.Units), $"{ended.Outcome}"),
                .. ended.Returned.Select(hold => Move("return", hold.LotId, hold.Units, $"{hold.From}")),
            ],
            ThrottlePassed passed => [new ModelMove("throttle", passed.Feature, (decimal)passed.ArrivesAt)],
            _ => [],
        };
    }

    public static ModelTarget TargetOf(TallyTarget target) => new(
        target.ContractId!,
        target.PeriodStart.Microseconds,
        target.Meter,
        target.AfterCutoff,
        ModelContract.Text(target.Charges.Select(cell => (cell.Charge, cell.Cell)))
    );

    /// <summary>A check for later speaks of lots that nobody has opened yet: what they will be called, read from their ids.</summary>
    private static string ToCome(string lotId) => lotId.Split('/') switch
    {
        [var grant, var start, "rolled", var since] => ModelLot.NameOf(grant, At(start), At(since)),
        [not "owed" and var grant, var start] => ModelLot.NameOf(grant, At(start), null),
        _ => lotId,
    };

    private static long At(string text) => (DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal) - DateTime.UnixEpoch).Ticks / 10;

    private ModelMove Opened(string grant, LotTerms lot)
    {
        string name = ModelLot.NameOf(grant, lot.Start.Microseconds, lot.RolledSince?.Microseconds);
        Must.Hold(_names.TryAdd(lot.Id, name), "counted once", $"the lot {lot.Id} is opened again");
        return new ModelMove("open", name, Usages.Number(lot.Units), $"{lot.End?.Microseconds}");
    }

    private ModelMove Move(string what, string lotId, Units units, string more = "") => new(what, NameOf(lotId), Usages.Number(units), more);
}
