namespace Tollgate.Simulator.Model;

// What wallets hold, what they owe, and what was told of them.
internal sealed partial class ModelAccount
{
    private readonly SortedDictionary<string, (decimal Units, long Since)> _owed = new(StringComparer.Ordinal);
    private readonly HashSet<(string Wallet, decimal Percent)> _told = [];

    /// <summary>By wallet, what is owed.</summary>
    public IEnumerable<(string Wallet, decimal Units)> Owed => _owed.Select(one => (one.Key, one.Value.Units));

    /// <summary>A wallet's lots in the order of burning.</summary>
    public IEnumerable<ModelLot> WalletLots(string wallet) => _lots.Where(lot => lot.Grant.Wallet == wallet).OrderBy(lot => lot.Order);

    public void Owe(string wallet, decimal units, long now)
    {
        (decimal before, long since) = _owed.GetValueOrDefault(wallet);
        _owed[wallet] = (before + units, before == 0 ? now : since);
    }

    /// <summary>What was granted by what is in force now, what is burnt of it, and whether the wallet owes.</summary>
    public (decimal Granted, decimal Burnt, bool Owes) InForce(string wallet, long now)
    {
        ModelLot[] lots = [.. WalletLots(wallet).Where(lot => !lot.HasEnded && lot.Covers(now))];
        return (-lots.Sum(lot => lot[LotBalance.Issued] + lot[LotBalance.Pending]), lots.Sum(lot => lot[LotBalance.Consumed]), _owed.GetValueOrDefault(wallet).Units > 0);
    }

    /// <summary>Whether a threshold is told now, and was not since units came into the wallet last.</summary>
    public bool Tell(string wallet, decimal percent) => _told.Add((wallet, percent));

    /// <summary>What is told of wallets that were moved other than by usage.</summary>
    public IEnumerable<ModelAlert> Alerts(IEnumerable<string?> moved, ModelContract? contract, long now)
    {
        foreach (string wallet in moved.OfType<string>().Distinct())
        {
            (decimal granted, decimal burnt, _) = InForce(wallet, now);
            foreach (decimal percent in contract is null || granted == 0 ? [] : new[] { 80m, 90m, 100m })
            {
                if (burnt * 100 >= granted * percent && Tell(wallet, percent))
                    yield return new ModelAlert(contract!.Id, "*", contract.StartOf(contract.PeriodOf(now)), FormattableString.Invariant($"{wallet} {percent}"), ModelUse.Cut(granted), ModelUse.Cut(burnt));
            }
        }
    }

    private void Refill(GrantTerms grant) => _told.RemoveWhere(told => told.Wallet == grant.Wallet);

    /// <summary>When something that is owed can be settled next.</summary>
    private long? NextSettled => _owed.Where(one => one.Value.Units > 0).SelectMany(one => WalletLots(one.Key).Select(lot => SettlesAt(lot, one.Value.Since))).Min();

    /// <summary>From the lot's start on, and not before it was owed.</summary>
    private static long? SettlesAt(ModelLot lot, long since)
    {
        long at = Math.Max(lot.Start, since);
        return !lot.Grant.IsUnscoped || lot.HasEnded || lot[LotBalance.Available] == 0 || at >= lot.End ? null : at;
    }

    private List<ModelMove> SettleOwed(long due)
    {
        List<ModelMove> moves = [];
        foreach ((string wallet, _) in _owed.ToArray())
        {
            foreach (ModelLot lot in WalletLots(wallet).ToArray())
            {
                (decimal owed, long since) = _owed[wallet];
                if (owed == 0 || !(SettlesAt(lot, since) <= due))
                    continue;
                decimal units = Math.Min(owed, lot[LotBalance.Available]);
                lot.Move(LotBalance.Available, LotBalance.Consumed, units);
                _owed[wallet] = (owed - units, since);
                moves.Add(new ModelMove("settle", lot.Name, units, wallet));
            }
        }

        return moves;
    }
}
