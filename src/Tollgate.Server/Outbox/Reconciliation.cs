using Tollgate.Engine.Numbers;

namespace Tollgate.Server.Outbox;

/// <summary>A charge with what is due of it, as one of the two sides has it.</summary>
internal readonly record struct BilledCharge(string Id, Money Amount);

/// <summary>Where two sides say something else of one charge.</summary>
internal readonly record struct DifferingCharge(string Id, Money Ours, Money Theirs);

/// <summary>What billing has, compared with what was sent to it. A side that has a charge twice has the sum of the two.</summary>
/// <param name="MissingThere">Sent, and billing does not have it.</param>
/// <param name="UnknownHere">Billing has it, and it was never sent.</param>
internal sealed record Reconciliation(int Matching, IReadOnlyList<BilledCharge> MissingThere, IReadOnlyList<BilledCharge> UnknownHere, IReadOnlyList<DifferingCharge> Differing)
{
    public bool Agrees => MissingThere.Count + UnknownHere.Count + Differing.Count == 0;

    public static Reconciliation Of(IEnumerable<BilledCharge> ours, IEnumerable<BilledCharge> theirs)
    {
        var billed = new SortedDictionary<string, Money>(StringComparer.Ordinal);
        foreach (BilledCharge one in theirs)
            billed[one.Id] = billed.GetValueOrDefault(one.Id, Money.Zero) + one.Amount;

        int matching = 0;
        List<BilledCharge> missing = [];
        List<DifferingCharge> differing = [];
        foreach (BilledCharge one in ours)
        {
            if (!billed.Remove(one.Id, out Money amount))
                missing.Add(one);
            else if (amount != one.Amount)
                differing.Add(new DifferingCharge(one.Id, one.Amount, amount));
            else
                matching++;
        }

        return new Reconciliation(matching, missing, [.. billed.Select(one => new BilledCharge(one.Key, one.Value))], differing);
    }
}
