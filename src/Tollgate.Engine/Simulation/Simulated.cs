using System.Collections.Immutable;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Simulation;

/// <summary>What a simulation found.</summary>
/// <param name="Accounts">Those with a simulated period; the largest difference first, whichever way it goes.</param>
/// <param name="Unsimulated">What the candidate would not take.</param>
public sealed record Simulated(
    Money Current,
    Money Candidate,
    int PayLess,
    int PayMore,
    int PayTheSame,
    ImmutableArray<SimulatedAccount> Accounts,
    ImmutableArray<Unsimulated> Unsimulated
)
{
    /// <summary>Compares what two shadows of one journal come to.</summary>
    /// <param name="current">Under the terms in force.</param>
    public static Simulated Between(Shadow current, Shadow candidate)
    {
        var lines = new SortedDictionary<Place, (RatedLine? Current, RatedLine? Candidate)>();
        foreach ((Place place, RatedLine line) in Lines(current))
            lines[place] = (line.With(lines.GetValueOrDefault(place).Current), null);
        foreach ((Place place, RatedLine line) in Lines(candidate))
        {
            (RatedLine? now, RatedLine? before) = lines.GetValueOrDefault(place);
            lines[place] = (now, line.With(before));
        }

        SimulatedAccount[] accounts =
        [
            .. lines.GroupBy(line => line.Key.Account, StringComparer.Ordinal).Select(Account).OrderByDescending(account => Size(account.Difference)).ThenBy(account => account.AccountId, StringComparer.Ordinal),
        ];
        return new(
            accounts.Aggregate(Money.Zero, (sum, account) => sum + account.Current),
            accounts.Aggregate(Money.Zero, (sum, account) => sum + account.Candidate),
            accounts.Count(account => account.Difference.IsNegative),
            accounts.Count(account => account.Difference > Money.Zero),
            accounts.Count(account => account.Difference.IsZero),
            [.. accounts],
            [.. candidate.Unsimulated]
        );
    }

    private static SimulatedAccount Account(IGrouping<string, KeyValuePair<Place, (RatedLine? Current, RatedLine? Candidate)>> account)
    {
        ImmutableArray<SimulatedLine> lines = [.. account.Select(line => new SimulatedLine(line.Key.Contract, line.Key.Period, line.Key.Charge, line.Value.Current, line.Value.Candidate))];
        return new(
            account.Key,
            lines.Aggregate(Money.Zero, (sum, line) => sum + (line.Current?.Amount ?? Money.Zero)),
            lines.Aggregate(Money.Zero, (sum, line) => sum + (line.Candidate?.Amount ?? Money.Zero)),
            lines
        );
    }

    /// <summary>A period in which the contract was amended has a line of a charge for each version.</summary>
    private static IEnumerable<(Place Place, RatedLine Line)> Lines(Shadow shadow) =>
        from contract in shadow.Contracts
        from period in shadow.Periods(contract)
        from line in Shadow.Lines(contract, period)
        select (new Place(contract.Contract.AccountId, contract.Contract.Id, contract.Period(period).Start, line.Charge), new RatedLine(line.Quantity, line.Events, line.ExactAmount, line.Amount));

    private static Money Size(Money difference) => difference.IsNegative ? Money.Zero - difference : difference;

    private readonly record struct Place(string Account, string Contract, EffectiveAt Period, string Charge) : IComparable<Place>
    {
        public int CompareTo(Place other)
        {
            int by = string.CompareOrdinal(Account, other.Account);
            by = by != 0 ? by : string.CompareOrdinal(Contract, other.Contract);
            by = by != 0 ? by : Period.CompareTo(other.Period);
            return by != 0 ? by : string.CompareOrdinal(Charge, other.Charge);
        }
    }
}
