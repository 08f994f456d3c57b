using System.Collections.Immutable;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;

namespace Tollgate.Storage.Journal.Columns;

/// <summary>How a tally's amount follows from what is known already. The numbers stand in the block.</summary>
internal static class TallyAmounts
{
    /// <summary>The value is the event's quantity; else one unit; else it is written.</summary>
    public const int ValueIsQuantity = 0, ValueIsOne = 1, ValueWritten = 2;

    /// <summary>Nothing is covered; else all of the value; else it is written.</summary>
    public const int NoneCovered = 0, AllCovered = 1, CoveredWritten = 2;

    /// <summary>Added where what the event costs at each charge of the target is written.</summary>
    public const int FeesWritten = 16;
}

/// <summary>
/// What events added to meters. Targets are written once a block; the first tally of an event mostly goes where its account's last one went.
/// </summary>
internal sealed class TallyColumnsWriter(WordColumnWriter words)
{
    private static readonly Int128 One = Quantity.One.Scaled;

    internal const int SameAsAccountsLast = 0, New = 1, FirstKnown = 2;

    private readonly Dictionary<TallyTarget, int> _known = new(ByContract.Comparer);
    private readonly List<TallyTarget> _targets = [];
    private readonly List<int> _lastOfAccount = [];
    private readonly ByteColumn _refs = new();
    private readonly ByteColumn _amounts = new();
    private readonly QuantityColumnWriter _quantities = new();
    private readonly TallyTargetColumnsWriter _targetColumns = new(words);

    public int RawBytes => _refs.Length + _amounts.Length + _quantities.RawBytes + _targetColumns.RawBytes;

    /// <param name="account">The account's place in the block.</param>
    public void Add(int account, Quantity? quantity, ReadOnlySpan<Tally> tallies)
    {
        while (_lastOfAccount.Count <= account)
            _lastOfAccount.Add(-1);
        for (int i = 0; i < tallies.Length; i++)
        {
            ref readonly Tally tally = ref tallies[i];
            int target = i == 0 ? FirstTarget(account, tally.Target) : Target(tally.Target);
            if (i == 0)
                _lastOfAccount[account] = target;
            Amounts(quantity, tally);
        }
    }

    public void WriteTo(PayloadWriter payload)
    {
        payload.Column(_refs);
        payload.Column(_amounts);
        _quantities.WriteTo(payload);
        _targetColumns.WriteTo(payload);
    }

    public void Clear()
    {
        _known.Clear();
        _targets.Clear();
        _lastOfAccount.Clear();
        _refs.Clear();
        _amounts.Clear();
        _quantities.Clear();
        _targetColumns.Clear();
    }

    private int FirstTarget(int account, TallyTarget target)
    {
        int last = _lastOfAccount[account];
        // The engine hands out one object for one target, so that looking into it is the exception.
        if (last >= 0 && ByContract.Comparer.Equals(_targets[last], target))
        {
            _refs.Byte(SameAsAccountsLast);
            return last;
        }

        return Target(target);
    }

    private int Target(TallyTarget target)
    {
        if (_known.TryGetValue(target, out int place))
        {
            _refs.Varint((ulong)place + FirstKnown);
            return place;
        }

        place = _targets.Count;
        _known.Add(target, place);
        _targets.Add(target);
        _refs.Byte(New);
        _targetColumns.Add(target);
        return place;
    }

    private void Amounts(Quantity? quantity, in Tally tally)
    {
        int value = tally.Value.Scaled == quantity?.Scaled ? TallyAmounts.ValueIsQuantity
            : tally.Value.Scaled == One ? TallyAmounts.ValueIsOne
            : TallyAmounts.ValueWritten;
        int covered = tally.Covered.IsZero ? TallyAmounts.NoneCovered
            : tally.Covered.Scaled == tally.Value.Scaled ? TallyAmounts.AllCovered
            : TallyAmounts.CoveredWritten;
        _amounts.Byte((byte)(value | covered << 2 | (tally.Fees is null ? 0 : TallyAmounts.FeesWritten)));
        if (value == TallyAmounts.ValueWritten)
            _quantities.Add(tally.Value);
        if (covered == TallyAmounts.CoveredWritten)
            _quantities.Add(tally.Covered);
        foreach (Money fee in tally.Fees ?? [])
            _quantities.Add(Quantity.FromScaled(fee.Scaled));
    }
}

/// <summary>Spreads targets by their contract, which is what sets those of one block apart: period and meter are mostly the same.</summary>
internal sealed class ByContract : IEqualityComparer<TallyTarget>
{
    public static readonly ByContract Comparer = new();

    public bool Equals(TallyTarget? left, TallyTarget? right) => ReferenceEquals(left, right) || left is not null && left.Equals(right);

    // Contracts differ at their ends, and we issue their ids; hashing all of every id would take longer than all else that is done with it.
    public int GetHashCode(TallyTarget target)
    {
        ulong hash = unchecked((ulong)target.PeriodStart.Microseconds + (ulong)(target.Charges.Length > 0 ? target.Charges[0].Cell : 0));
        ReadOnlySpan<char> contract = target.ContractId;
        foreach (char c in contract[Math.Max(0, contract.Length - 8)..])
            hash = unchecked(hash * 31 + c);
        return unchecked((int)(hash ^ hash >> 32));
    }
}

internal sealed class TallyColumnsReader(PayloadReader payload, WordColumnReader words)
{
    private readonly ColumnReader _refs = payload.Column("tally.refs");
    private readonly ColumnReader _amounts = payload.Column("tally.amounts");
    private readonly QuantityColumnReader _quantities = new(payload, "tally.quantities");
    private readonly TallyTargetColumnsReader _targetColumns = new(payload, words);
    private readonly List<TallyTarget> _targets = [];
    private readonly List<int> _lastOfAccount = [];

    public ImmutableArray<Tally> Next(int account, Quantity? quantity, int count)
    {
        if (count == 0)
            return [];
        if (count > _refs.Remaining)
            throw _refs.Wrong($"announces {count} tallies of one event");
        Tally[] tallies = new Tally[count];
        tallies[0] = NextFirst(account, quantity);
        for (int i = 1; i < count; i++)
            tallies[i] = Amounts(_targets[Target(-1)], quantity);
        return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(tallies);
    }

    /// <summary>An event's first tally, or its only one.</summary>
    public Tally NextFirst(int account, Quantity? quantity)
    {
        while (_lastOfAccount.Count <= account)
            _lastOfAccount.Add(-1);
        int target = Target(_lastOfAccount[account]);
        _lastOfAccount[account] = target;
        return Amounts(_targets[target], quantity);
    }

    public void MustBeAtEnd()
    {
        _refs.MustBeAtEnd();
        _amounts.MustBeAtEnd();
        _quantities.MustBeAtEnd();
        _targetColumns.MustBeAtEnd();
    }

    private int Target(int accountsLast)
    {
        int code = _refs.Index(_targets.Count + TallyColumnsWriter.FirstKnown);
        switch (code)
        {
            case TallyColumnsWriter.SameAsAccountsLast:
                return accountsLast >= 0 ? accountsLast : throw _refs.Wrong("refers to an account's last target where there is none");
            case TallyColumnsWriter.New:
                _targets.Add(_targetColumns.Next());
                return _targets.Count - 1;
            default:
                return code - TallyColumnsWriter.FirstKnown;
        }
    }

    private Tally Amounts(TallyTarget target, Quantity? quantity)
    {
        int amounts = _amounts.Index(32);
        Quantity value = (amounts & 3) switch
        {
            TallyAmounts.ValueIsQuantity => quantity ?? throw _amounts.Wrong("refers to the quantity of an event that has none"),
            TallyAmounts.ValueIsOne => Quantity.One,
            TallyAmounts.ValueWritten => _quantities.NextKnown(),
            _ => throw _amounts.Wrong("holds an unknown kind of value"),
        };
        Quantity covered = (amounts >> 2 & 3) switch
        {
            TallyAmounts.NoneCovered => Quantity.Zero,
            TallyAmounts.AllCovered => value,
            TallyAmounts.CoveredWritten => _quantities.NextKnown(),
            _ => throw _amounts.Wrong("holds an unknown kind of cover"),
        };
        return new(target, value, covered) { Fees = (amounts & TallyAmounts.FeesWritten) == 0 ? null : Fees(target.Charges.Length) };
    }

    private ImmutableArray<Money> Fees(int count)
    {
        var fees = new Money[count];
        for (int i = 0; i < count; i++)
            fees[i] = Money.FromScaled(_quantities.NextKnown().Scaled);
        return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(fees);
    }
}
