using System.Collections.Immutable;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Storage.Journal.Columns;

/// <summary>
/// The facts that come by the million, counted events, receipts of repeated ones and events that a contract took up, as columns. The order of the columns is the format; see
/// docs/reference/journal-format.md.
/// </summary>
internal sealed class UsageColumnsWriter
{
    internal const int Consumed = 1, HasSubject = 2, TallyCountShift = 2;

    private readonly WordColumnWriter _words = new();
    private readonly InternedColumnWriter _accounts = new();
    private readonly WordRefColumnWriter _sources;
    private readonly TextColumnWriter _eventIds = new();
    private readonly InstantColumnWriter _recorded = new();
    private readonly ByteColumn _flags = new();
    private readonly WordRefColumnWriter _types;
    private readonly InstantColumnWriter _times = new();
    private readonly QuantityColumnWriter _quantities = new();
    private readonly InternedColumnWriter _subjects = new();
    private readonly PropertyColumnsWriter _properties;
    private readonly TallyColumnsWriter _tallies;
    private readonly ByteColumn _firsts = new();
    private long _previousFirst;

    public UsageColumnsWriter()
    {
        _sources = new(_words);
        _types = new(_words);
        _properties = new(_words);
        _tallies = new(_words);
    }

    public int RawBytes =>
        _words.RawBytes + _accounts.RawBytes + _sources.RawBytes + _eventIds.RawBytes + _recorded.RawBytes + _flags.Length + _types.RawBytes
        + _times.RawBytes + _quantities.RawBytes + _subjects.RawBytes + _properties.RawBytes + _tallies.RawBytes + _firsts.Length;

    public void Add(UsageCounted fact)
    {
        _eventIds.Add(fact.Event.Id);
        Add(fact.Event.Content, fact.At, fact.Consumed, fact.Tallies.AsSpan());
    }

    public void Add(in EventContent usage, ReadOnlySpan<byte> id, RecordedAt at, in Tally tally)
    {
        _eventIds.Add(id);
        Add(usage, at, consumed: false, new ReadOnlySpan<Tally>(in tally));
    }

    private void Add(in EventContent usage, RecordedAt at, bool consumed, ReadOnlySpan<Tally> tallies)
    {
        int account = Common(usage.AccountId, usage.Source, at);
        int flags = (consumed ? Consumed : 0) | (usage.Subject is null ? 0 : HasSubject) | tallies.Length << TallyCountShift;
        _flags.Varint((ulong)flags);
        _types.Add(usage.Type);
        _times.Add(usage.Time.Microseconds);
        _quantities.Add(usage.Quantity);
        if (usage.Subject is { } subject)
            _subjects.Add(subject);
        _properties.Add(usage.Properties);
        _tallies.Add(account, usage.Quantity, tallies);
    }

    public void Add(UsageRepeated fact)
    {
        _eventIds.Add(fact.EventId);
        Common(fact.AccountId, fact.Source, fact.At);
        _firsts.ZigZag(fact.First.Seq - _previousFirst);
        _firsts.ZigZag(fact.First.Ordinal);
        _previousFirst = fact.First.Seq;
    }

    public void Add(UsageAttributed fact)
    {
        _eventIds.Add(fact.EventId);
        int account = Common(fact.AccountId, fact.Source, fact.At);
        _flags.Varint((ulong)(fact.Tallies.Length << TallyCountShift));
        _times.Add(fact.Time.Microseconds);
        _tallies.Add(account, quantity: null, fact.Tallies.AsSpan());
    }

    public void WriteTo(PayloadWriter payload)
    {
        _words.WriteTo(payload);
        _accounts.WriteTo(payload);
        _sources.WriteTo(payload);
        _eventIds.WriteTo(payload);
        _recorded.WriteTo(payload);
        payload.Column(_flags);
        _types.WriteTo(payload);
        _times.WriteTo(payload);
        _quantities.WriteTo(payload);
        _subjects.WriteTo(payload);
        _properties.WriteTo(payload);
        _tallies.WriteTo(payload);
        payload.Column(_firsts);
    }

    public void Clear()
    {
        _words.Clear();
        _accounts.Clear();
        _sources.Clear();
        _eventIds.Clear();
        _recorded.Clear();
        _flags.Clear();
        _types.Clear();
        _times.Clear();
        _quantities.Clear();
        _subjects.Clear();
        _properties.Clear();
        _tallies.Clear();
        _firsts.Clear();
        _previousFirst = 0;
    }

    private int Common(string account, string source, RecordedAt at)
    {
        int place = _accounts.Add(account);
        _sources.Add(source);
        _recorded.Add(at.Microseconds);
        return place;
    }
}

internal sealed class UsageColumnsReader
{
    private readonly WordColumnReader _words;
    private readonly InternedColumnReader _accounts;
    private readonly ColumnReader _sources;
    private readonly TextColumnReader _eventIds;
    private readonly InstantColumnReader _recorded;
    private readonly ColumnReader _flags;
    private readonly ColumnReader _types;
    private readonly InstantColumnReader _times;
    private readonly QuantityColumnReader _quantities;
    private readonly InternedColumnReader _subjects;
    private readonly PropertyColumnsReader _properties;
    private readonly TallyColumnsReader _tallies;
    private readonly ColumnReader _firsts;
    private long _previousFirst;

    public UsageColumnsReader(PayloadReader payload)
    {
        _words = new(payload);
        _accounts = new(payload, "account");
        _sources = payload.Column("source");
        _eventIds = new(payload, "event_id");
        _recorded = new(payload, "recorded_at");
        _flags = payload.Column("flags");
        _types = payload.Column("type");
        _times = new(payload, "time");
        _quantities = new(payload, "quantity");
        _subjects = new(payload, "subject");
        _properties = new(payload, _words);
        _tallies = new(payload, _words);
        _firsts = payload.Column("first");
    }

    public UsageCounted NextCounted() => Next(asRow: false, out _)!;

    /// <summary>The next counted event as a row, where it can be one.</summary>
    /// <returns>The whole fact where it cannot; else null.</returns>
    public UsageCounted? NextCounted(out UsageRow row) => Next(asRow: true, out row);

    private UsageCounted? Next(bool asRow, out UsageRow row)
    {
        row = default;
        string account = _accounts.Next(out int place);
        string source = _words.Next(_sources);
        RecordedAt at = new(_recorded.Next());
        int flags = _flags.Index(1 << 24);
        string type = _words.Next(_types);
        EffectiveAt time = new(_times.Next());
        Quantity? quantity = _quantities.Next();
        string? subject = (flags & UsageColumnsWriter.HasSubject) != 0 ? _subjects.Next() : null;
        Properties properties = _properties.Next();
        int count = flags >> UsageColumnsWriter.TallyCountShift;
        ImmutableArray<Tally> tallies;
        if (asRow && count == 1)
        {
            Tally only = _tallies.NextFirst(place, quantity);
            if (only.Target.ContractId is not null)
            {
                _eventIds.Skip();
                row = new(account, time, at, properties, only, subject);
                return null;
            }

            tallies = [only];
        }
        else
        {
            tallies = _tallies.Next(place, quantity, count);
        }

        UsageEvent usage = new(_eventIds.Next(), source, account, type, time, quantity, subject, properties);
        return new(usage, at, (flags & UsageColumnsWriter.Consumed) != 0, tallies);
    }

    public UsageRepeated NextRepeated()
    {
        string account = _accounts.Next();
        string source = _words.Next(_sources);
        string id = _eventIds.Next();
        RecordedAt at = new(_recorded.Next());
        _previousFirst = unchecked(_previousFirst + _firsts.ZigZag());
        long ordinal = _firsts.ZigZag();
        if (ordinal is < 0 or > int.MaxValue)
            throw _firsts.Wrong($"names a fact {ordinal} of a block");
        return new(account, source, id, at, new(_previousFirst, (int)ordinal), Differing: null);
    }

    public UsageAttributed NextAttributed()
    {
        string account = _accounts.Next(out int place);
        string source = _words.Next(_sources);
        string id = _eventIds.Next();
        RecordedAt at = new(_recorded.Next());
        int flags = _flags.Index(1 << 24);
        EffectiveAt time = new(_times.Next());
        return new(account, source, id, time, _tallies.Next(place, quantity: null, flags >> UsageColumnsWriter.TallyCountShift), at);
    }

    public void MustBeAtEnd()
    {
        _accounts.MustBeAtEnd();
        _sources.MustBeAtEnd();
        _eventIds.MustBeAtEnd();
        _recorded.MustBeAtEnd();
        _flags.MustBeAtEnd();
        _types.MustBeAtEnd();
        _times.MustBeAtEnd();
        _quantities.MustBeAtEnd();
        _subjects.MustBeAtEnd();
        _properties.MustBeAtEnd();
        _tallies.MustBeAtEnd();
        _firsts.MustBeAtEnd();
    }
}
