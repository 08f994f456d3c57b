using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;
using Tollgate.Storage.Journal.Columns;
using Tollgate.Storage.Journal.Commerce;

namespace Tollgate.Storage.Journal;

/// <summary>
/// Gathers facts, in order, and closes them as a block. One encoder serves one loop and is used again for block after block, so that a fact
/// costs no allocation. It is not safe for two threads.
/// </summary>
public sealed class BlockEncoder(StreamId stream) : IDisposable
{
    /// <summary>
    /// The most <see cref="RawBytes"/> that a block may be closed with: a decoder refuses what unpacks to more, so a larger block could be
    /// written and never be read again.
    /// </summary>
    public const int MostRawBytes = PayloadReader.MaxBytes - 64 * 1024;

    private readonly ByteColumn _kinds = new();
    private readonly ByteColumn _commerce = new();
    private readonly ByteColumn _json = new();
    private readonly UsageColumnsWriter _usage = new();
    private Utf8JsonWriter? _jsonWriter;
    private FactKind _runOf;
    private int _run;
    private int _usageCount;
    private bool _broken;

    public StreamId Stream => stream;

    public int Count { get; private set; }

    /// <summary>How long the columns are before they are compressed: the closed block is shorter, but for its header and the lengths of its columns (1 KB at most).</summary>
    public int RawBytes => _kinds.Length + _commerce.Length + _usage.RawBytes;

    /// <returns>The fact's ordinal in the block.</returns>
    /// <exception cref="ArgumentException">The fact holds what is no text (half a surrogate pair). The encoder then takes nothing more until it is cleared.</exception>
    public int Add(Fact fact)
    {
        Begin();
        switch (fact)
        {
            case UsageCounted counted:
                _usage.Add(counted);
                Note(FactKind.UsageCounted);
                break;
            case UsageRepeated { Differing: null } repeated:
                _usage.Add(repeated);
                Note(FactKind.UsageRepeated);
                break;
            case UsageAttributed attributed:
                _usage.Add(attributed);
                Note(FactKind.UsageAttributed);
                break;
            default:
                AddCommerce(fact);
                Note(FactKind.Commerce);
                break;
        }

        _broken = false;
        return Count++;
    }

    /// <summary>The same for the fact that an event was counted which came as a report and has one tally, without the fact.</summary>
    /// <param name="id">The event's, in UTF-8.</param>
    /// <inheritdoc cref="Add(Fact)"/>
    public int Add(in EventContent usage, ReadOnlySpan<byte> id, RecordedAt at, in Tally tally)
    {
        Begin();
        _usage.Add(usage, id, at, tally);
        Note(FactKind.UsageCounted);
        _broken = false;
        return Count++;
    }

    /// <summary>Closes the block that follows <paramref name="head"/> and begins the next.</summary>
    /// <param name="recordedAt">Now, on the environment's clock.</param>
    public EncodedBlock Close(Head head, RecordedAt recordedAt)
    {
        if (_broken)
            throw new InvalidOperationException("A fact could not be encoded before; clear the encoder first.");
        EndRun();
        BlockHeader header = new(stream, head.Incarnation, head.Epoch, head.Seq + 1, recordedAt, Count, head.Hash);
        int headerLength = BlockHeader.Length(stream);
        PayloadWriter payload = new(headerLength, expected: RawBytes + 512);
        payload.Column(_kinds);
        payload.Column(_commerce);
        if (_usageCount > 0)
            _usage.WriteTo(payload);
        header.Write(payload.Buffer, payload.Length - headerLength);
        Clear();
        return EncodedBlock.Own(payload.Buffer, payload.Length, header, headerLength);
    }

    /// <summary>Drops what was added since the last block.</summary>
    public void Clear()
    {
        _kinds.Clear();
        _commerce.Clear();
        if (_usageCount > 0 || _broken)
            _usage.Clear();
        _run = 0;
        _usageCount = 0;
        Count = 0;
        _broken = false;
    }

    public void Dispose() => _jsonWriter?.Dispose();

    private void Begin()
    {
        if (_broken)
            throw new InvalidOperationException("A fact could not be encoded before; clear the encoder first.");
        if (Count == BlockHeader.MaxFactCount)
            throw new InvalidOperationException($"A block holds at most {BlockHeader.MaxFactCount} facts.");
        _broken = true;
    }

    private void AddCommerce(Fact fact)
    {
        _json.Clear();
        _jsonWriter ??= new(_json, new() { Encoder = CommerceJson.Options.Encoder, SkipValidation = true });
        _jsonWriter.Reset(_json);
        JsonSerializer.Serialize(_jsonWriter, fact, CommerceJson.Options);
        _jsonWriter.Flush();
        _commerce.Varint((ulong)_json.Length);
        _commerce.Bytes(_json.Written);
    }

    private void Note(FactKind kind)
    {
        if (kind != FactKind.Commerce)
            _usageCount++;
        if (kind != _runOf)
            EndRun();
        _runOf = kind;
        _run++;
    }

    private void EndRun()
    {
        if (_run == 0)
            return;
        _kinds.Byte((byte)_runOf);
        _kinds.Varint((ulong)_run);
        _run = 0;
    }
}
