
namespace Tollgate.Engine.Outbox;

/// <summary>
/// What a shard has handed to billing. Charges are lines of final invoices, and stand in the journal's order: a batch is a stretch of it, so that only the
/// charges that billing said something else of than of their whole batch are kept by name.
/// </summary>
public sealed class OutboxBook
{
    private readonly List<Batch> _batches = [];
    private readonly SortedDictionary<int, SortedSet<string>> _acknowledged = [];
    private readonly SortedDictionary<string, DeadCharge> _dead = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, PlacedCharge> _again = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _takenBack = new(StringComparer.Ordinal);

    /// <summary>In their order; the first is number 1.</summary>
    public IReadOnlyList<Batch> Batches => _batches;

    /// <summary>Charges of invoices that became final behind it are in no batch yet; null before the first batch.</summary>
    public FactPosition? Watermark => _batches.Count == 0 ? null : _batches[^1].Through;

    public IReadOnlyDictionary<string, DeadCharge> Dead => _dead;

    /// <summary>Those that go with the next batch once more, by id.</summary>
    public IReadOnlyDictionary<string, PlacedCharge> Again => _again;

    /// <summary>Whether a void or a credit note is in a batch.</summary>
    public bool HasSent(string document) => _takenBack.ContainsKey(document);

    /// <summary>The batch that a charge was sent with first; null when it was in none.</summary>
    public Batch? BatchOf(PlacedCharge charge) => !TakingBack.IsOne(charge.Document())
        ? BatchAt(charge.Place)
        : _takenBack.TryGetValue(charge.Document(), out int number) ? _batches[number - 1] : null;

    private Batch? BatchAt(FactPosition place)
    {
        (int low, int high) = (0, _batches.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _batches[middle].Through.CompareTo(place) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low < _batches.Count ? _batches[low] : null;
    }

    public ChargeState StateOf(PlacedCharge charge)
    {
        if (_dead.ContainsKey(charge.Id))
            return ChargeState.Dead;
        if (BatchOf(charge) is not { } batch || _again.ContainsKey(charge.Id))
            return ChargeState.Pending;
        return batch.Acknowledged == batch.Charges || (_acknowledged.TryGetValue(batch.Number, out SortedSet<string>? some) && some.Contains(charge.Id))
            ? ChargeState.Acknowledged
            : ChargeState.Sent;
    }

    internal void Apply(ChargesBatched batched)
    {
        Add(new Batch(batched.Number, batched.After, batched.Through, batched.Charges, batched.Again, 0, batched.At, null, null) { TakenBack = batched.TakenBack });
        foreach (PlacedCharge again in batched.Again)
            _again.Remove(again.Id);
    }

    internal void Apply(BatchWritten written) =>
        _batches[written.Number - 1] = _batches[written.Number - 1] with { WrittenAt = written.At, Digest = written.Digest };

    internal void Apply(ChargesAcknowledged taken)
    {
        foreach (PlacedCharge charge in taken.Charges)
        {
            _dead.Remove(charge.Id);
            _again.Remove(charge.Id);
            Batch batch = BatchOf(charge)!;
            if (!_acknowledged.TryGetValue(batch.Number, out SortedSet<string>? some))
                _acknowledged.Add(batch.Number, some = new SortedSet<string>(StringComparer.Ordinal));
            some.Add(charge.Id);
            _batches[batch.Number - 1] = batch with { Acknowledged = some.Count };
            // All of it: none need be known by name any more.
            if (some.Count == batch.Charges)
                _acknowledged.Remove(batch.Number);
        }
    }

    internal void Apply(ChargesRejected rejected)
    {
        foreach (PlacedCharge charge in rejected.Charges)
            _dead[charge.Id] = new DeadCharge(charge, rejected.Reason, rejected.At);
    }

    internal void Apply(ChargesRequeued requeued)
    {
        foreach (PlacedCharge charge in requeued.Charges)
        {
            _dead.Remove(charge.Id);
            _again[charge.Id] = charge;
        }
    }

    internal void Apply(OutboxCarried carried)
    {
        foreach (Batch batch in carried.Batches)
            Add(batch);
        foreach (CarriedAcknowledgements some in carried.Acknowledged)
            _acknowledged.Add(some.Batch, new SortedSet<string>(some.Charges, StringComparer.Ordinal));
        foreach (DeadCharge dead in carried.Dead)
            _dead.Add(dead.Charge.Id, dead);
        foreach (PlacedCharge again in carried.Again)
            _again.Add(again.Id, again);
    }

    private void Add(Batch batch)
    {
        _batches.Add(batch);
        foreach (string document in batch.TakenBack)
            _takenBack.Add(document, batch.Number);
    }

    internal IEnumerable<OutboxCarried> Carry() => _batches.Count == 0
        ? []
        : [new OutboxCarried([.. _batches], [.. _acknowledged.Select(some => new CarriedAcknowledgements(some.Key, [.. some.Value]))], [.. _dead.Values], [.. _again.Values])];

    /// <summary>One line for each thing that there is, for the digest.</summary>
    internal IEnumerable<string> Lines() =>
    [
        .. _batches.Select(batch => $"batch|{batch.Number}|{batch.After}|{batch.Through}|{batch.Charges}|{batch.Acknowledged}|{batch.Digest}|{string.Join('|', batch.Again.Select(charge => charge.Id))}|{string.Join('|', batch.TakenBack)}"),
        .. _acknowledged.SelectMany(some => some.Value.Select(charge => $"acknowledged|{charge}")),
        .. _dead.Keys.Select(charge => $"dead|{charge}"),
        .. _again.Keys.Select(charge => $"again|{charge}"),
    ];
}
