using System.Numerics;

namespace Tollgate.Simulator.Model;

// What usage takes from the account's wallet. Credits cover what neither allowance nor grants do; money covers nothing, and pays what the charges come to.
internal sealed partial class ModelContract
{
    private const int Digits = 1_000_000_000;

    /// <summary>By charge, what money has paid of a period as it was used.</summary>
    private readonly Dictionary<(long Period, string Charge), decimal> _paid = [];

    public decimal Paid(long period, string charge) => _paid.GetValueOrDefault((period, charge));

    /// <summary>Lots of a wallet that usage may take from, in this order.</summary>
    public List<ModelLot> WalletSources(ModelAccount account, string wallet, ModelPurchase what)
    {
        ModelLot[] open = [.. account.WalletLots(wallet).Where(lot => lot.PaysFor(what) && !(lot.HasEnded && lot.End <= ClosedThrough))];
        return [.. open.Where(lot => lot.Covers(what.At)), .. open.Where(lot => lot.CoversLate(what.At))];
    }

    public decimal InWallet(ModelAccount account, string wallet, ModelPurchase what) => WalletSources(account, wallet, what).Sum(lot => lot[lot.Left]);

    /// <summary>As many units as credits are enough for, to the ninth digit.</summary>
    public static decimal UnitsOf(decimal credits, decimal rate) => (decimal)BigInteger.Divide((BigInteger)(credits * Digits * Digits), (BigInteger)(rate * Digits)) / Digits;

    /// <summary>The most units that could be used and paid for in money, also when all that is held is used behind them. Found by halving, once twice as much is too much.</summary>
    /// <param name="coverable">Units that the allowance and grants cover still.</param>
    public decimal Affordable(ModelAccount account, string wallet, ModelPurchase what, decimal coverable)
    {
        long period = PeriodOf(what.At);
        decimal there = InWallet(account, wallet, what), room = Capacity(what.Meter) - Meter(period, what.Meter, late: false).Used;
        IReadOnlyList<ModelMore> held = [.. Reserved(account, period, what.Meter).Select(one => new ModelMore(what.Meter, one.Region, one.Units, one.Units - one.Beyond))];
        decimal heldMoney = Reserved(account, period, what.Meter).SelectMany(one => one.Holds).Where(hold => hold.Lot.Grant.Wallet is not null).Sum(hold => hold.Units);
        if (Fits(room))
            return room;
        decimal fits = 0, not = 1;
        while (not < room && Fits(not))
            (fits, not) = (not, not * 2);
        not = Math.Min(not, room);
        while (Math.Floor((fits + not) / 2 * Digits) / Digits is var middle && middle > fits)
        {
            if (Fits(middle))
                fits = middle;
            else
                not = middle;
        }

        return fits;

        bool Fits(decimal units)
        {
            var more = new ModelMore(what.Meter, what.Region, units, Math.Min(units, coverable));
            return Cost(period, late: false, more, []) <= there && (held.Count == 0 || Spend(period, late: false, what.Meter, [more, .. held]) - Spend(period, late: false, what.Meter, []) <= there + heldMoney);
        }
    }

    /// <summary>What usage takes, of which part money pays which charge.</summary>
    /// <param name="value">All units of it.</param>
    /// <param name="own">Held for it: taken first.</param>
    /// <param name="units">That credits cover.</param>
    public List<ModelPayment> Payments(ModelAccount account, RightTerms right, ModelPurchase what, decimal value, decimal covered, IReadOnlyList<ModelHold> own, out decimal units)
    {
        (string wallet, decimal? rate) = right.From!;
        units = 0;
        if (rate is not { } credits)
            return Taken(account, right, what, Costs(PeriodOf(what.At), late: false, new ModelMore(what.Meter, what.Region, value, covered), []), own);
        units = value - covered;
        if (right.Limit != AtLimit.Hard)
            units = Math.Min(units, UnitsOf(InWallet(account, wallet, what) + own.Sum(hold => hold.Units), credits));
        return Taken(account, right, what, [(null, units * credits)], own);
    }

    /// <summary>What is held for usage that is to come: in money, what it costs alone, or behind all that is held, whichever is more. What the wallet does not have is not held.</summary>
    public List<ModelPayment> Holding(ModelAccount account, RightTerms right, ModelPurchase what, decimal value, decimal covered)
    {
        List<ModelPayment> payments = right.From!.Rate is not null ? Payments(account, right, what, value, covered, [], out _) : InMoney();
        return [.. payments.Where(payment => payment.Lot is not null)];

        List<ModelPayment> InMoney()
        {
            long period = PeriodOf(what.At);
            var more = new ModelMore(what.Meter, what.Region, value, covered);
            IReadOnlyList<ModelMore> held = [.. Reserved(account, period, what.Meter).Select(one => new ModelMore(what.Meter, one.Region, one.Units, one.Units - one.Beyond))];
            var alone = Costs(period, late: false, more, []);
            return Taken(account, right, what, [.. alone.Zip(Costs(period, late: false, more, held), (one, behind) => (one.Charge, Math.Max(one.Amount, behind.Amount)))], []);
        }
    }

    private List<ModelPayment> Taken(ModelAccount account, RightTerms right, ModelPurchase what, IReadOnlyList<(string? Charge, decimal Amount)> wanted, IReadOnlyList<ModelHold> own)
    {
        List<ModelPayment> payments = [];
        foreach ((string? charge, decimal amount) in wanted)
        {
            decimal left = amount;
            foreach (ModelHold hold in own)
                Take(hold.Lot, LotBalance.Reserved, hold.Units);
            foreach (ModelLot lot in WalletSources(account, right.From!.Unit, what))
                Take(lot, lot.Left, lot[lot.Left]);
            if (right.Limit == AtLimit.Hard && left > 0)
                payments.Add(new ModelPayment(null, LotBalance.Issued, left, charge));

            void Take(ModelLot lot, LotBalance from, decimal there)
            {
                decimal part = Math.Min(left, there - payments.Where(payment => payment.Lot == lot && payment.From == from).Sum(payment => payment.Amount));
                left -= part;
                if (part > 0)
                    payments.Add(new ModelPayment(lot, from, part, charge));
            }
        }

        return payments;
    }

    /// <returns>Units that credits cover.</returns>
    private decimal Pay(ModelUse use, RightTerms right, ModelTarget target, decimal value, decimal covered)
    {
        string wallet = right.From!.Unit;
        ModelHold[] own = [.. (use.Settled?.Reservation.Holds ?? []).Zip(use.Settled?.Used ?? [], (hold, used) => hold with { Units = used }).Where(hold => hold.Lot.Grant.Wallet is not null)];
        var what = new ModelPurchase(use.Feature ?? target.Meter, target.Meter, use.Said.Time, use.Said.Region);
        List<ModelPayment> payments = Payments(use.Account, right, what, value, covered, own, out decimal units);
        foreach ((ModelLot? lot, LotBalance from, decimal amount, string? charge) in payments)
        {
            use.Takes(wallet, target.Meter, target.Period);
            if (lot is null)
                use.Account.Owe(wallet, amount, use.Now);
            else
                lot.Move(from, LotBalance.Consumed, amount);
            use.Took(wallet, amount, lot is null);
            if (charge is not null)
                _paid[(PeriodOf(use.Said.Time), charge)] = Paid(PeriodOf(use.Said.Time), charge) + amount;
            use.Moves.Add(new ModelMove("burn", lot?.Name ?? $"owed/{wallet}", amount, $"{from} for {target}{(charge is null ? "" : $", pays {charge}")}"));
        }

        return units;
    }
}
