using Tollgate.Engine.Contracts;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>A fact of an account, with its neighbours in the block.</summary>
public readonly record struct Moved(FactPosition Position, Fact? Before, Fact Fact, Fact? Next)
{
    /// <exception cref="ArgumentException">The fact moves no units.</exception>
    public RecordedAt At => Fact switch
    {
        UsageCounted counted => counted.At,
        UsageAttributed taken => taken.At,
        LedgerFact moved => moved.At,
        UsageRetallied retallied => retallied.At,
        _ => throw new ArgumentException($"A fact {Fact.GetType().Name} moves no units."),
    };
}

/// <summary>A row and where it stands: behind a fact, or as what it says.</summary>
/// <param name="Place">Among the rows of the fact and those behind it.</param>
public readonly record struct PlacedRow(FactPosition Position, int Place, LedgerRow Row);

/// <summary>
/// Reads the facts of an account, in the order of its journal, as the rows of its ledger. Between them, in recorded order, come those that nobody records: a plan's allowance
/// is issued at the begin of each period, and what is left of it expires at the end.
/// </summary>
public static class LedgerReading
{
    /// <param name="facts">All from the beginning on, or from the begin of the block that the last reading had come to.</param>
    /// <param name="fromStart">They are all.</param>
    /// <param name="until">Allowances are told of up to this instant.</param>
    /// <param name="left">What the facts up to and at a position have left available of an allowance.</param>
    public static IEnumerable<PlacedRow> Rows(LedgerTerms terms, IEnumerable<Moved> facts, bool fromStart, RecordedAt until, Func<AllowanceTerms, FactPosition, Units> left)
    {
        // What is behind no fact stands before all.
        FactPosition position = new(0, 0);
        RecordedAt? last = null;
        int place = 0;
        foreach (Moved moved in facts)
        {
            foreach (AllowanceTurn turn in fromStart || last is not null ? terms.Turns(last, moved.At) : [])
                yield return new PlacedRow(position, place++, Of(turn, position, left));
            position = moved.Position;
            last = moved.At;
            place = 0;
            foreach (LedgerRow row in LedgerRows.Of(terms, moved.Before, moved.Fact, moved.Next))
                yield return new PlacedRow(position, place++, row);
        }

        foreach (AllowanceTurn turn in terms.Turns(last, until))
            yield return new PlacedRow(position, place++, Of(turn, position, left));
    }

    private static LedgerRow Of(AllowanceTurn turn, FactPosition position, Func<AllowanceTerms, FactPosition, Units> left) => turn.Ends
        ? new LedgerRow(Movement.Expire, turn.Allowance.Lot, Balance.Available, Balance.Expired, left(turn.Allowance, position), turn.EffectiveAt, turn.At)
        : new LedgerRow(Movement.Issue, turn.Allowance.Lot, Balance.Issued, Balance.Available, Units.Of(turn.Allowance.Included!.Value), turn.EffectiveAt, turn.At);
}

/// <summary>The sums of rows: what each balance of each lot comes to.</summary>
public sealed class LedgerSums
{
    private readonly Dictionary<string, Units[]> _lots = new(StringComparer.Ordinal);

    public IEnumerable<string> Lots => _lots.Keys;

    public Units this[string lot, Balance balance] => _lots.TryGetValue(lot, out Units[]? units) ? units[(int)balance] : Units.Zero;

    public bool Has(string lot) => _lots.ContainsKey(lot);

    public void Add(in LedgerRow row)
    {
        if (!_lots.TryGetValue(row.Lot, out Units[]? units))
            _lots.Add(row.Lot, units = new Units[(int)Balance.Voided + 1]);
        units[(int)row.From] -= row.Units;
        units[(int)row.To] += row.Units;
    }
}
