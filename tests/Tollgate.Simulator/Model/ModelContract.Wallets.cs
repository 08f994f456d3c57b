using System.Numerics;

namespace Tollgate.Simulator.Model;

// What usage takes from the account's wallet, where neither allowance nor grants cover it.
internal sealed partial class ModelContract
{
    private const int Digits = 1_000_000_000;

    /// <summary>Lots of a wallet that usage of an instant may take from, in this order.</summary>
    public List<ModelLot> WalletSources(ModelAccount account, string wallet, long at, string? region)
    {
        ModelLot[] open = [.. account.WalletLots(wallet).Where(lot => (lot.Grant.Region is null || lot.Grant.Region == region) && !(lot.HasEnded && lot.End <= ClosedThrough))];
        return [.. open.Where(lot => lot.Covers(at)), .. open.Where(lot => lot.CoversLate(at))];
    }

    /// <summary>As many units as credits are enough for, to the ninth digit.</summary>
    public static decimal UnitsOf(decimal credits, decimal rate) => (decimal)BigInteger.Divide((BigInteger)(credits * Digits * Digits), (BigInteger)(rate * Digits)) / Digits;

    /// <summary>What would be taken of which lot for units that nothing else covers; null is what would be owed.</summary>
    /// <param name="own">Held for it: taken first.</param>
    public List<(ModelLot? Lot, LotBalance From, decimal Credits)> Payments(ModelAccount account, RightTerms right, long at, string? region, decimal units, IReadOnlyList<ModelHold> own, out decimal paid)
    {
        (string wallet, decimal rate) = right.From!;
        bool owes = right.Limit == AtLimit.Hard;
        List<ModelLot> lots = WalletSources(account, wallet, at, region);
        paid = owes ? units : Math.Min(units, UnitsOf(lots.Sum(lot => lot[lot.Left]) + own.Sum(hold => hold.Units), rate));
        decimal wanted = paid * rate;
        List<(ModelLot? Lot, LotBalance From, decimal Credits)> payments = [];
        foreach (ModelHold hold in own)
            Take(hold.Lot, LotBalance.Reserved, hold.Units);
        foreach (ModelLot lot in lots)
            Take(lot, lot.Left, lot[lot.Left]);
        if (owes)
            Take(null, LotBalance.Issued, wanted);
        return payments;

        void Take(ModelLot? lot, LotBalance from, decimal there)
        {
            decimal part = Math.Min(there, wanted);
            wanted -= part;
            if (part > 0)
                payments.Add((lot, from, part));
        }
    }

    /// <returns>Units that credits cover.</returns>
    private decimal PayInCredits(ModelUse use, RightTerms right, ModelTarget target, decimal units)
    {
        string wallet = right.From!.Unit;
        ModelHold[] own = [.. (use.Settled?.Reservation.Holds ?? []).Zip(use.Settled?.Used ?? [], (hold, used) => hold with { Units = used }).Where(hold => hold.Lot.Grant.Wallet is not null)];
        List<(ModelLot? Lot, LotBalance From, decimal Credits)> payments = Payments(use.Account, right, use.Said.Time, use.Said.Region, units, own, out decimal paid);
        foreach ((ModelLot? lot, LotBalance from, decimal credits) in payments)
        {
            use.Takes(wallet, target.Meter, target.Period);
            if (lot is null)
                use.Account.Owe(wallet, credits, use.Now);
            else
                lot.Move(from, LotBalance.Consumed, credits);
            use.Took(wallet, credits, lot is null);
            use.Moves.Add(new ModelMove("burn", lot?.Name ?? $"owed/{wallet}", credits, $"{from} for {target}"));
        }

        return paid;
    }
}
