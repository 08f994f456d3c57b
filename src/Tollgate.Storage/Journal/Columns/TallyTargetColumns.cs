using System.Collections.Immutable;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;

namespace Tollgate.Storage.Journal.Columns;

/// <summary>The targets of a block's tallies, each once, in the order in which they came.</summary>
internal sealed class TallyTargetColumnsWriter(WordColumnWriter words)
{
    internal const int AfterCutoff = 1, HasContract = 2;

    private readonly WordRefColumnWriter _meters = new(words);
    private readonly ByteColumn _flags = new();
    private readonly InternedColumnWriter _contracts = new();
    private readonly InstantColumnWriter _periodStarts = new();
    private readonly ByteColumn _chargeRefs = new();
    private readonly ByteColumn _chargeLists = new();
    private readonly List<ImmutableArray<ChargeCell>> _knownLists = [];

    public int RawBytes => _meters.RawBytes + _flags.Length + _contracts.RawBytes + _periodStarts.RawBytes + _chargeRefs.Length + _chargeLists.Length;

    public void Add(TallyTarget target)
    {
        _meters.Add(target.Meter);
        _flags.Byte((byte)((target.AfterCutoff ? AfterCutoff : 0) | (target.ContractId is null ? 0 : HasContract)));
        if (target.ContractId is { } contract)
            _contracts.Add(contract);
        _periodStarts.Add(target.PeriodStart.Microseconds);
        Charges(target.Charges);
    }

    public void WriteTo(PayloadWriter payload)
    {
        _meters.WriteTo(payload);
        payload.Column(_flags);
        _contracts.WriteTo(payload);
        _periodStarts.WriteTo(payload);
        payload.Column(_chargeRefs);
        payload.Column(_chargeLists);
    }

    public void Clear()
    {
        _meters.Clear();
        _flags.Clear();
        _contracts.Clear();
        _periodStarts.Clear();
        _chargeRefs.Clear();
        _chargeLists.Clear();
        _knownLists.Clear();
    }

    // A plan has few lists of charges, and a block few plans; past the first hundred they are written again rather than searched for.
    private void Charges(ImmutableArray<ChargeCell> charges)
    {
        for (int i = 0; i < Math.Min(_knownLists.Count, 100); i++)
        {
            if (_knownLists[i] == charges || _knownLists[i].AsSpan().SequenceEqual(charges.AsSpan()))
            {
                _chargeRefs.Varint((ulong)i + 1);
                return;
            }
        }

        _knownLists.Add(charges);
        _chargeRefs.Byte(0);
        _chargeLists.Varint((ulong)charges.Length);
        foreach (ChargeCell charge in charges)
        {
            _chargeLists.Varint((ulong)words.PlaceOf(charge.Charge));
            _chargeLists.ZigZag(charge.Cell);
        }
    }
}

internal sealed class TallyTargetColumnsReader(PayloadReader payload, WordColumnReader words)
{
    private readonly ColumnReader _meters = payload.Column("target.meters");
    private readonly ColumnReader _flags = payload.Column("target.flags");
    private readonly InternedColumnReader _contracts = new(payload, "target.contracts");
    private readonly InstantColumnReader _periodStarts = new(payload, "target.period_starts");
    private readonly ColumnReader _chargeRefs = payload.Column("target.charge_refs");
    private readonly ColumnReader _chargeLists = payload.Column("target.charge_lists");
    private readonly List<ImmutableArray<ChargeCell>> _knownLists = [];

    public TallyTarget Next()
    {
        string meter = words.Next(_meters);
        int flags = _flags.Index(4);
        string? contract = (flags & TallyTargetColumnsWriter.HasContract) != 0 ? _contracts.Next() : null;
        EffectiveAt periodStart = new(_periodStarts.Next());
        return new(meter, contract, periodStart, (flags & TallyTargetColumnsWriter.AfterCutoff) != 0, Charges());
    }

    public void MustBeAtEnd()
    {
        _meters.MustBeAtEnd();
        _flags.MustBeAtEnd();
        _contracts.MustBeAtEnd();
        _periodStarts.MustBeAtEnd();
        _chargeRefs.MustBeAtEnd();
        _chargeLists.MustBeAtEnd();
    }

    private ImmutableArray<ChargeCell> Charges()
    {
        int list = _chargeRefs.Index(_knownLists.Count + 1);
        if (list > 0)
            return _knownLists[list - 1];

        ChargeCell[] charges = new ChargeCell[_chargeLists.Count()];
        for (int i = 0; i < charges.Length; i++)
        {
            string charge = words.Next(_chargeLists);
            long cell = _chargeLists.ZigZag();
            charges[i] = cell is >= int.MinValue and <= int.MaxValue
                ? new(charge, (int)cell)
                : throw _chargeLists.Wrong($"names a cell {cell}");
        }

        _knownLists.Add([.. charges]);
        return _knownLists[^1];
    }
}
