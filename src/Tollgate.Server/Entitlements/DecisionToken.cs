using System.Buffers;
using System.Buffers.Text;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;
using Tollgate.Server.Access;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;

namespace Tollgate.Server.Entitlements;

/// <summary>
/// A decision's id: <c>dec_</c> and, in base64url, what was asked, what was answered, of which state and when, under a mark (HMAC-SHA256, its
/// first 16 bytes). Nothing has to be stored for it, and nobody else can make one.
/// </summary>
/// <remarks>
/// Version 2: version, flags, environment, shard, incarnation, epoch, seq + 1, ordinal + 1 (0 for the whole block), instant (signed microseconds),
/// the engine's version (three numbers), reason (its place in <see cref="Reasons"/>), granted units, for a metered feature usage limit (if any), usage consumed
/// and overage units, value; requested units, account, feature, value, time (if any, signed microseconds), subject, for a consume event id and source, number of
/// properties + 1, and each one's name and JSON. Properties beyond 1,024 characters are 0 and their SHA-256. How each is written, <see cref="Packing"/> says.
/// Version 1 had neither environment nor ordinal nor instant, so that nothing can be made of it.
/// </remarks>
internal static class DecisionToken
{
    public const string Prefix = "dec_";

    private const byte CurrentVersion = 2;
    private const int MarkLength = 16;
    private const int MostPropertyCharacters = 1024;

    /// <summary>
    /// The closed list of reasons in the order of their numbers. New ones come at the end: ids that were given out are read for ever, whatever becomes
    /// of the order in the code.
    /// </summary>
    private static readonly string[] Reasons =
    [
        "within_limit", "soft_limit_exceeded", "quota_exceeded", "feature_not_included", "feature_not_found", "value_mismatch", "account_not_found",
        "contract_not_started", "contract_expired", "in_grace", "throttled", "parent_limit_exceeded", "insufficient_credits", "spend_cap_exceeded",
        "account_suspended", "account_delinquent", "condition_not_met", "seat_not_assigned", "revoked", "learning",
    ];

    private static readonly FrozenDictionary<Reason, ulong> Numbers =
        Enum.GetValues<Reason>().ToFrozenDictionary(reason => reason, reason => checked((ulong)Array.IndexOf(Reasons, Words.Of(reason))));

    private static readonly FrozenDictionary<ulong, Reason> ByNumber = Numbers.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [Flags]
    private enum Marks : ulong
    {
        None = 0,
        Consume = 1,
        Allowed = 2,
        Included = 4,
        Duplicate = 8,
        Conflict = 16,
        Metered = 32,
        Limited = 64,
        TimeGiven = 128,

        /// <summary>A part would have been enough.</summary>
        AllowPartial = 256,
    }

    public static string OfCheck(Secrets secrets, string environment, EntitlementRequest asked, Decision decision, in Moment moment) =>
        Make(secrets, environment, asked, null, decision, moment);

    public static string OfConsume(Secrets secrets, string environment, ConsumeUnits consume, Decision decision, in Moment moment) =>
        Make(secrets, environment, consume.Request, consume, decision, moment);

    /// <summary>What an id says, when this installation gave it out, unchanged, and this program can read it.</summary>
    /// <param name="version">The version that it is of; 0 when it is not genuine.</param>
    public static bool TryRead(Secrets secrets, string id, [NotNullWhen(true)] out TakenDecision? decision, out int version)
    {
        decision = null;
        version = 0;
        if (Open(secrets, id) is not { } token)
            return false;
        version = token[0];
        if (version != CurrentVersion)
            return false;
        var from = new Unpacking(token.AsSpan(1));
        decision = Read(ref from);
        return true;
    }

    private static string Make(Secrets secrets, string environment, EntitlementRequest asked, ConsumeUnits? consume, Decision decision, in Moment moment)
    {
        ArrayBufferWriter<byte> token = _buffer ??= new ArrayBufferWriter<byte>(512);
        token.ResetWrittenCount();
        token.Number(CurrentVersion);
        token.Number((ulong)MarksOf(asked, consume, decision));
        token.Text(environment);
        Write(token, moment);
        Write(token, decision);
        Write(token, asked, consume);

        Span<byte> mark = token.GetSpan(MarkLength)[..MarkLength];
        secrets.Mark(token.WrittenSpan, mark);
        token.Advance(MarkLength);
        return string.Create(Prefix.Length + Base64Url.GetEncodedLength(token.WrittenCount), token, static (text, bytes) =>
        {
            Prefix.CopyTo(text);
            Base64Url.EncodeToChars(bytes.WrittenSpan, text[Prefix.Length..]);
        });
    }

    private static Marks MarksOf(EntitlementRequest asked, ConsumeUnits? consume, Decision decision) =>
        (consume is null ? Marks.None : Marks.Consume)
        | (decision.Allowed ? Marks.Allowed : Marks.None)
        | (decision.Included ? Marks.Included : Marks.None)
        | (decision.Duplicate ? Marks.Duplicate : Marks.None)
        | (decision.Conflict ? Marks.Conflict : Marks.None)
        | (decision.Metered is null ? Marks.None : Marks.Metered)
        | (decision.Metered?.Limit is null ? Marks.None : Marks.Limited)
        | (asked.At is null ? Marks.None : Marks.TimeGiven)
        | (asked.AllowPartial ? Marks.AllowPartial : Marks.None);

    private static void Write(ArrayBufferWriter<byte> token, in Moment moment)
    {
        token.Number((ulong)moment.AsOf.Shard);
        token.Number((ulong)moment.AsOf.Incarnation);
        token.Number((ulong)moment.AsOf.Epoch);
        token.Number((ulong)(moment.AsOf.Seq + 1));
        token.Number(moment.AsOf.Ordinal is { } ordinal ? (ulong)ordinal + 1 : 0);
        token.Signed(moment.At.Microseconds);
        Version engine = TakenDecision.CurrentEngine;
        token.Number((ulong)engine.Major);
        token.Number((ulong)engine.Minor);
        token.Number((ulong)engine.Build);
    }

    private static void Write(ArrayBufferWriter<byte> token, Decision decision)
    {
        token.Number(Numbers[decision.Reason]);
        token.Quantity(decision.GrantedUnits);
        if (decision.Metered is { } state)
        {
            if (state.Limit is { } limit)
                token.Quantity(limit);
            token.Quantity(state.Consumed);
            token.Quantity(state.OverageUnits);
        }

        token.Text(decision.Value);
    }

    private static void Write(ArrayBufferWriter<byte> token, EntitlementRequest asked, ConsumeUnits? consume)
    {
        token.Quantity(asked.Units);
        token.Text(asked.AccountId);
        token.Text(asked.Feature);
        token.Text(asked.Value);
        if (asked.At is { } at)
            token.Signed(at.Microseconds);
        token.Text(asked.Subject);
        if (consume is not null)
        {
            token.Text(consume.EventId);
            token.Text(consume.Source);
        }

        int length = 0;
        foreach (Property property in asked.Properties.Items)
            length += property.Name.Length + property.Json.Length;
        if (length > MostPropertyCharacters)
        {
            token.Number(0);
            token.Write(Convert.FromHexString(TakenDecision.DigestOf(asked.Properties)));
            return;
        }

        token.Number((ulong)asked.Properties.Items.Length + 1);
        foreach (Property property in asked.Properties.Items)
        {
            token.Text(property.Name);
            token.Text(property.Json);
        }
    }

    /// <summary>The bytes before the mark, when the mark is theirs; else null.</summary>
    private static byte[]? Open(Secrets secrets, string id)
    {
        if (!id.StartsWith(Prefix, StringComparison.Ordinal) || !Base64Url.IsValid(id.AsSpan(Prefix.Length)))
            return null;
        byte[] token = Base64Url.DecodeFromChars(id.AsSpan(Prefix.Length));
        // One id has one text: a padded one, or one whose last character has bits that say nothing, is another's work.
        if (token.Length <= MarkLength || !id.AsSpan(Prefix.Length).SequenceEqual(Base64Url.EncodeToString(token)))
            return null;
        Span<byte> mark = stackalloc byte[MarkLength];
        secrets.Mark(token.AsSpan(0, token.Length - MarkLength), mark);
        return CryptographicOperations.FixedTimeEquals(mark, token.AsSpan(token.Length - MarkLength)) ? token[..^MarkLength] : null;
    }

    private static TakenDecision Read(ref Unpacking from)
    {
        var marks = (Marks)from.Number();
        string environment = from.Needed();
        var asOf = new AsOf(from.Small(), (long)from.Number(), (long)from.Number(), (long)from.Number() - 1);
        if (from.Small() is > 0 and var ordinal)
            asOf = asOf with { Ordinal = ordinal - 1 };
        var moment = new Moment(asOf, new RecordedAt(from.Signed()));
        var engine = new Version(from.Small(), from.Small(), from.Small());
        GivenAnswer answer = ReadAnswer(ref from, marks);
        EntitlementRequest asked = ReadAsked(ref from, marks);
        bool consume = marks.HasFlag(Marks.Consume);
        string? eventId = consume ? from.Needed() : null;
        string? source = consume ? from.Needed() : null;
        int properties = from.Small() - 1;
        string? digest = properties < 0 ? Convert.ToHexStringLower(from.Bytes(SHA256.HashSizeInBytes)) : null;
        var items = new Property[Math.Max(properties, 0)];
        for (int i = 0; i < items.Length; i++)
            items[i] = new Property(from.Needed(), from.Needed());
        return new TakenDecision(environment, asked with { Properties = Properties.Of(items) }, digest, eventId, source, answer, moment, engine);
    }

    private static GivenAnswer ReadAnswer(ref Unpacking from, Marks marks)
    {
        Reason reason = ByNumber[from.Number()];
        var granted = from.Quantity();
        GivenFigures? figures = marks.HasFlag(Marks.Metered)
            ? new GivenFigures(marks.HasFlag(Marks.Limited) ? from.Quantity() : null, from.Quantity(), from.Quantity())
            : null;
        return new GivenAnswer(
            marks.HasFlag(Marks.Allowed),
            marks.HasFlag(Marks.Included),
            reason,
            granted,
            marks.HasFlag(Marks.Duplicate),
            marks.HasFlag(Marks.Conflict),
            from.Text(),
            figures
        );
    }

    private static EntitlementRequest ReadAsked(ref Unpacking from, Marks marks)
    {
        var units = from.Quantity();
        string account = from.Needed();
        string feature = from.Needed();
        string? value = from.Text();
        EffectiveAt? at = marks.HasFlag(Marks.TimeGiven) ? new EffectiveAt(from.Signed()) : null;
        return new EntitlementRequest(account, feature, units, value, at, from.Text(), Properties.None) { AllowPartial = marks.HasFlag(Marks.AllowPartial) };
    }
}
