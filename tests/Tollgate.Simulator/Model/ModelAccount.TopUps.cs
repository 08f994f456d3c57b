namespace Tollgate.Simulator.Model;

/// <param name="Below">Less than so much left asks.</param>
/// <param name="Days">After how many what is bought ends; null never.</param>
internal sealed record TopUpSaid(decimal Below, decimal Amount, int? Days);

// Wallets that ask for more when they run low.
internal sealed partial class ModelAccount
{
    /// <summary>By wallet.</summary>
    public SortedDictionary<string, TopUpSaid> TopUps { get; } = new(StringComparer.Ordinal);

    /// <summary>What is to be asked for now, without the ids: of each wallet that has less than its mark, and has not asked already.</summary>
    public IEnumerable<GrantTerms> CalledFor(long now)
    {
        foreach ((string wallet, TopUpSaid said) in TopUps)
        {
            bool waits = _lots.Exists(lot => lot.Grant is { IsTopUp: true, Pending: true } && lot.Grant.Wallet == wallet && !Paid.Contains(lot.Grant.Id) && !lot.HasEnded);
            if (!waits && WalletLots(wallet).Where(lot => lot.Grant.IsUnscoped && lot.Covers(now)).Sum(lot => lot[LotBalance.Available]) < said.Below)
                yield return new GrantTerms("", "", said.Amount, 100, Paid: true, now, said.Days is { } days ? now + (days * World.SimClock.Day) : null, null, null, Pending: true) { Wallet = wallet, IsTopUp = true };
        }
    }
}
