using System.Data.Common;
using System.Globalization;
using Tollgate.Engine;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Projections;

/// <summary>An alert with its place in its shard's journal, by which a reader goes on.</summary>
public sealed record ListedAlert(FactPosition Position, AlertRaised Raised);

public abstract partial class ProjectionStore
{
    private const string AlertColumns =
        "seq, ordinal, id, kind, account_id, contract_id, feature, meter, period_start, period_end, after_cutoff, threshold, granted, reached, source, event_id, raised_at, wallet";

    /// <summary>The alerts of a shard in the order in which they were raised, of one account or of all.</summary>
    /// <exception cref="UnreadableCursorException">The cursor is not one of this list.</exception>
    public Page<ListedAlert> Alerts(StreamId shard, string? accountId = null, AlertKind? kind = null, string? cursor = null, int limit = 100)
    {
        FactPosition? after = null;
        if (Cursor.ReadPair("alerts", cursor) is { } place)
            after = int.TryParse(place.Second, NumberStyles.None, CultureInfo.InvariantCulture, out int ordinal) ? new FactPosition(place.First, ordinal) : throw new UnreadableCursorException();
        List<ListedAlert> rows = AlertsAfter(shard, after, accountId, kind, Page<ListedAlert>.Checked(limit) + 1);
        return Page<ListedAlert>.Of(rows, limit, row => Cursor.After("alerts", row.Position.Seq, row.Position.Ordinal.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>The alerts of a shard that stand behind a place of its journal, in order: what a reader who has all up to there has not seen.</summary>
    /// <param name="after">Null begins with the first.</param>
    public IReadOnlyList<ListedAlert> AlertsAfter(StreamId shard, FactPosition? after, string? accountId, int most) => AlertsAfter(shard, after, accountId, null, most);

    private List<ListedAlert> AlertsAfter(StreamId shard, FactPosition? after, string? accountId, AlertKind? kind, int most) => Rows(
        $"""
        SELECT {AlertColumns} FROM {Schema}.alert
        WHERE stream = @stream
            {(after is null ? "" : "AND (seq, ordinal) > (@seq, @ordinal)")}
            {(accountId is null ? "" : "AND account_id = @accountId")}
            {(kind is null ? "" : "AND kind = @kind")}
        ORDER BY seq, ordinal LIMIT @most
        """,
        new
        {
            stream = Own(shard).Name,
            seq = after?.Seq,
            ordinal = (long?)after?.Ordinal,
            accountId,
            kind = kind is { } word ? Words.Of(word) : null,
            most,
        },
        ReadAlert);

    private static ListedAlert ReadAlert(DbDataReader row) => new(
        new FactPosition(row.GetInt64(0), row.GetInt32(1)),
        new AlertRaised(
            row.GetString(2),
            Words.Read<AlertKind>(row.GetString(3)),
            row.GetString(4),
            row.Text(5),
            row.GetString(6),
            row.Text(7),
            new EffectiveAt(row.GetInt64(8)),
            new EffectiveAt(row.GetInt64(9)),
            row.GetInt64(10) != 0,
            ReadQuantity(row, 11),
            ReadQuantity(row, 12),
            ReadQuantity(row, 13),
            row.Text(14) is { } source && row.Text(15) is { } eventId ? new AlertCause(source, eventId) : null,
            new RecordedAt(row.GetInt64(16)))
        {
            Wallet = row.Text(17),
        });

    private static Quantity ReadQuantity(DbDataReader row, int column) => Quantity.TryParseCanonical(row.GetString(column), out Quantity read, out _)
        ? read
        : throw new InvalidDataException("A number of an alert is none.");
}
