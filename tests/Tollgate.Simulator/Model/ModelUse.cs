namespace Tollgate.Simulator.Model;

/// <summary>One event, while all its meters are counted, with what it takes from wallets.</summary>
/// <param name="now">When it is recorded.</param>
/// <param name="decided">The right by which it was consumed, and the feature that it is of; null is the plan's.</param>
/// <param name="settled">The reservation that it settles, or null.</param>
/// <param name="moves">Takes what it burns.</param>
internal sealed class ModelUse(ModelAccount account, ModelContract contract, UsageSaid said, long now, ModelRight? decided, ModelSettlement? settled, List<ModelMove> moves)
{
    private readonly List<(string Wallet, string Meter, long Period, decimal Granted, decimal Burnt, bool Owed)> _first = [];
    private readonly Dictionary<string, (decimal Units, bool Owes)> _taken = new(StringComparer.Ordinal);

    public ModelAccount Account => account;

    public UsageSaid Said => said;

    public long Now => now;

    public RightTerms? Decided => decided?.Terms;

    public string? Feature => decided?.Feature;

    public ModelSettlement? Settled => settled;

    public List<ModelMove> Moves => moves;

    /// <summary>Told before units of a wallet are taken, and which meter takes them first.</summary>
    public void Takes(string wallet, string meter, long period)
    {
        if (!_taken.TryAdd(wallet, default))
            return;
        (decimal granted, decimal burnt, bool owes) = account.InForce(wallet, now);
        _first.Add((wallet, meter, period, granted, burnt, owes));
    }

    public void Took(string wallet, decimal units, bool owes) => _taken[wallet] = (_taken[wallet].Units + units, _taken[wallet].Owes || owes);

    /// <summary>What is burnt of a wallet, over what its grants in force gave, reached a threshold; or it begins to owe.</summary>
    public IEnumerable<ModelAlert> Alerts()
    {
        foreach ((string wallet, string meter, long period, decimal granted, decimal before, bool owed) in _first)
        {
            (decimal units, bool owes) = _taken[wallet];
            if (units == 0)
                continue;
            foreach (decimal percent in contract.Plan.Rights[meter].Thresholds)
            {
                if (granted > 0 && (before + units) * 100 >= granted * percent && account.Tell(wallet, percent))
                    yield return new ModelAlert(contract.Id, meter, period, FormattableString.Invariant($"{wallet} {percent}"), granted, Cut(before + units));
            }

            if (owes && !owed)
                yield return new ModelAlert(contract.Id, meter, period, $"{wallet} overage", granted, Cut(before + units));
        }
    }

    /// <summary>Alerts tell quantities, of nine digits; money has more.</summary>
    public static decimal Cut(decimal amount) => decimal.Truncate(amount * 1_000_000_000) / 1_000_000_000;
}

/// <summary>The right by which something was used.</summary>
internal sealed record ModelRight(string Feature, RightTerms Terms);
