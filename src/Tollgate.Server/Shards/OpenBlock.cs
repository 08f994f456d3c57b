using Tollgate.Engine;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Shards;

/// <summary>The block that facts are being added to. Its encoders go round: one is filled here while others are with the writer.</summary>
/// <param name="mostBytes">How much a block takes, counted before compression.</param>
internal sealed class OpenBlock(StreamId stream, int mostBytes = OpenBlock.MostBytes) : IDisposable
{
    public const int MostBytes = 128 * 1024;

    // Room for the facts of one more command, counted before compression, and for the header.
    private readonly int _fullAt = mostBytes - (mostBytes / 16);

    private readonly Queue<BlockEncoder> _free = new();
    private readonly List<Added> _added = [];
    private BlockEncoder _encoder = new(stream);

    /// <summary>A fact that is in the block, or the event of a batch that stands for one.</summary>
    private readonly record struct Added(Fact? Fact, UsageBatch? Batch, int Event, RecordedAt At, Tally Tally);

    public int Count => _encoder.Count;

    public int RawBytes => _encoder.RawBytes;

    /// <summary>
    /// It takes no further command. A command's facts are never parted, so one command with very many facts or a very large document makes a
    /// block that is larger, alone.
    /// </summary>
    public bool IsFull => _encoder.RawBytes >= _fullAt;

    /// <summary>Adds all facts of one command, or none of them.</summary>
    /// <exception cref="ArgumentException">A fact cannot be encoded, or all of them together could not be read back; the block is as it was before.</exception>
    public void Add(IReadOnlyList<Fact> facts)
    {
        int before = _added.Count;
        try
        {
            for (int i = 0; i < facts.Count; i++)
                Encode(new Added(facts[i], null, 0, default, default));
            if (_encoder.RawBytes > BlockEncoder.MostRawBytes)
                throw new ArgumentException($"One command's facts make the block {_encoder.RawBytes} bytes long, and only {BlockEncoder.MostRawBytes} can be read back.");
        }
        catch
        {
            TakeOut(before);
            throw;
        }
    }

    /// <summary>Adds the fact that an event of a batch was counted, or nothing.</summary>
    /// <exception cref="ArgumentException">It cannot be encoded; the block is as it was before.</exception>
    public void Add(UsageBatch batch, int number, in UsageRow row)
    {
        int before = _added.Count;
        try
        {
            Encode(new Added(null, batch, number, row.At, row.Tally));
        }
        catch
        {
            TakeOut(before);
            throw;
        }
    }

    public void Add(Fact fact) => Add([fact]);

    public ClosedBlock Close(long epoch, long seq, RecordedAt at)
    {
        var closed = new ClosedBlock(epoch, seq, at, _encoder);
        _encoder = _free.Count > 0 ? _free.Dequeue() : new BlockEncoder(stream);
        _added.Clear();
        return closed;
    }

    /// <summary>The writer is done with it.</summary>
    public void TakeBack(ClosedBlock closed)
    {
        closed.Encoder.Clear();
        _free.Enqueue(closed.Encoder);
    }

    public void Clear()
    {
        _encoder.Clear();
        _added.Clear();
    }

    private void Encode(in Added added)
    {
        if (added.Batch is { } batch)
            _encoder.Add(batch[added.Event].Usage, batch.IdBytesOf(added.Event), added.At, added.Tally);
        else
            _encoder.Add(added.Fact!);
        _added.Add(added);
    }

    // An encoder takes nothing back: it begins again, with all that was there before.
    private void TakeOut(int from)
    {
        Added[] before = [.. _added.Take(from)];
        Clear();
        foreach (Added added in before)
            Encode(added);
    }

    public void Dispose()
    {
        _encoder.Dispose();
        foreach (BlockEncoder free in _free)
            free.Dispose();
    }
}

/// <summary>A block that nothing is added to any more, on its way to the journal. Compressing, hashing and writing it is the writer's work.</summary>
public sealed class ClosedBlock
{
    internal ClosedBlock(long epoch, long seq, RecordedAt at, BlockEncoder encoder)
    {
        Epoch = epoch;
        Seq = seq;
        At = at;
        Encoder = encoder;
        Facts = encoder.Count;
    }

    /// <summary>The ownership under which it was closed; under another it must not be written.</summary>
    public long Epoch { get; }

    public long Seq { get; }

    public RecordedAt At { get; }

    public int Facts { get; }

    internal BlockEncoder Encoder { get; }

    /// <summary>The block as bytes that follow a head. The caller disposes it.</summary>
    public EncodedBlock Encode(Head head) => Encoder.Close(head, At);
}
