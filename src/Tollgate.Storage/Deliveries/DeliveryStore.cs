using System.Data.Common;
using Dapper;
using Tollgate.Engine.Time;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Projections;

namespace Tollgate.Storage.Deliveries;

/// <summary>
/// An environment's messages to webhooks: which are to be sent, and what became of each. It stands beside the projections, since it cannot be
/// made again from the journal: what was delivered, nothing else knows. Safe for many threads.
/// </summary>
public abstract class DeliveryStore(string environment) : IDisposable
{
    private const string Columns =
        "webhook_id, message_id, event_type, body, state, attempts, next_at, last_status, last_error, created_at, attempted_at";

    /// <summary>Why what was there could not be used and was begun anew; null when nothing was set aside.</summary>
    public virtual string? SetAside => null;

    /// <summary>In front of the names of tables.</summary>
    private protected abstract string Prefix { get; }

    /// <summary>The last block of a stream whose messages are kept; null when the stream was never looked at.</summary>
    public long? Watermark(StreamId stream) => Run((connection, transaction) => connection.QuerySingleOrDefault<long?>(
        $"SELECT seq FROM {Prefix}webhook_progress WHERE environment = @environment AND stream = @Name",
        new { environment, stream.Name },
        transaction));

    /// <summary>Keeps new messages, and how far the stream has been looked at: both or neither. A message that is there already stays as it is.</summary>
    public void Keep(StreamId stream, long seq, IReadOnlyList<Delivery> made) => Run((connection, transaction) =>
    {
        Insert(made, connection, transaction);
        return connection.Execute(
            $"""
            INSERT INTO {Prefix}webhook_progress (environment, stream, seq) VALUES (@environment, @Name, @seq)
            ON CONFLICT (environment, stream) DO UPDATE SET seq = excluded.seq
            """,
            new { environment, stream.Name, seq },
            transaction);
    });

    /// <summary>Messages of a webhook whose time has come, those that have waited longest first.</summary>
    public IReadOnlyList<Delivery> Due(string webhookId, EffectiveAt now, int most) => Run((connection, transaction) => Read(
        connection,
        transaction,
        $"""
        SELECT {Columns} FROM {Prefix}webhook_delivery
        WHERE environment = @environment AND webhook_id = @webhookId AND state = 'pending' AND next_at <= @now
        ORDER BY next_at, created_at, message_id LIMIT @most
        """,
        new { environment, webhookId, now = now.Microseconds, most }));

    /// <summary>When the next message of a webhook is due; null when none waits.</summary>
    public EffectiveAt? NextDue(string webhookId) => Run((connection, transaction) => connection.QuerySingle<long?>(
        $"SELECT min(next_at) FROM {Prefix}webhook_delivery WHERE environment = @environment AND webhook_id = @webhookId AND state = 'pending'",
        new { environment, webhookId },
        transaction)) is { } at ? new EffectiveAt(at) : null;

    /// <summary>Notes what became of an attempt. A message that is no longer there stays away.</summary>
    public void Note(Delivery tried) => Run((connection, transaction) => connection.Execute(
        $"""
        UPDATE {Prefix}webhook_delivery
        SET state = @state, attempts = @attempts, next_at = @nextAt, last_status = @lastStatus, last_error = @LastError, attempted_at = @attemptedAt
        WHERE environment = @environment AND webhook_id = @WebhookId AND message_id = @MessageId
        """,
        new
        {
            environment,
            tried.WebhookId,
            tried.MessageId,
            state = Words.Of(tried.State),
            attempts = (long)tried.Attempts,
            nextAt = tried.NextAt.Microseconds,
            lastStatus = (long?)tried.LastStatus,
            tried.LastError,
            attemptedAt = tried.AttemptedAt?.Microseconds,
        },
        transaction));

    /// <summary>A webhook's messages in the order in which they were made, of one state or of all.</summary>
    /// <exception cref="UnreadableCursorException">The cursor is not one of this list.</exception>
    public Page<Delivery> List(string webhookId, DeliveryState? state = null, string? cursor = null, int limit = 100)
    {
        (long First, string Second)? after = Cursor.ReadPair("deliveries", cursor);
        List<Delivery> rows = Run((connection, transaction) => Read(
            connection,
            transaction,
            $"""
            SELECT {Columns} FROM {Prefix}webhook_delivery
            WHERE environment = @environment AND webhook_id = @webhookId
                {(after is null ? "" : "AND (created_at, message_id) > (@createdAt, @messageId)")}
                {(state is null ? "" : "AND state = @state")}
            ORDER BY created_at, message_id LIMIT @more
            """,
            new
            {
                environment,
                webhookId,
                createdAt = after?.First,
                messageId = after?.Second,
                state = state is { } word ? Words.Of(word) : null,
                more = Page<Delivery>.Checked(limit) + 1,
            }));
        return Page<Delivery>.Of(rows, limit, row => Cursor.After("deliveries", row.CreatedAt.Microseconds, row.MessageId));
    }

    public DeliveryCounts Counts(string webhookId) => Run((connection, transaction) =>
    {
        var counts = connection.Query<(string State, long Count)>(
            $"SELECT state, count(*) FROM {Prefix}webhook_delivery WHERE environment = @environment AND webhook_id = @webhookId GROUP BY state",
            new { environment, webhookId },
            transaction).ToDictionary(row => row.State, row => row.Count, StringComparer.Ordinal);
        return new DeliveryCounts(counts.GetValueOrDefault("pending"), counts.GetValueOrDefault("delivered"), counts.GetValueOrDefault("dead"));
    });

    /// <summary>Puts the dead ones back in the queue, as if they had never been tried.</summary>
    /// <param name="messageIds">Only these, whatever their state; null is all that are dead.</param>
    /// <returns>How many.</returns>
    public int Resend(string webhookId, IReadOnlyList<string>? messageIds, EffectiveAt now) => Run((connection, transaction) =>
    {
        string again = $"UPDATE {Prefix}webhook_delivery SET state = 'pending', attempts = 0, next_at = @now WHERE environment = @environment AND webhook_id = @webhookId";
        if (messageIds is null)
            return connection.Execute($"{again} AND state = 'dead'", new { environment, webhookId, now = now.Microseconds }, transaction);
        return messageIds.Sum(messageId => connection.Execute($"{again} AND message_id = @messageId", new { environment, webhookId, messageId, now = now.Microseconds }, transaction));
    });

    /// <summary>The webhooks that have messages, in order.</summary>
    public IReadOnlyList<string> Webhooks() => Run((connection, transaction) => connection.Query<string>(
        $"SELECT DISTINCT webhook_id FROM {Prefix}webhook_delivery WHERE environment = @environment ORDER BY webhook_id",
        new { environment },
        transaction).AsList());

    /// <summary>Drops a webhook's messages, whatever their state.</summary>
    public void Forget(string webhookId) => Run((connection, transaction) => connection.Execute(
        $"DELETE FROM {Prefix}webhook_delivery WHERE environment = @environment AND webhook_id = @webhookId",
        new { environment, webhookId },
        transaction));

    /// <summary>Drops messages that came to their end before an instant.</summary>
    /// <returns>How many.</returns>
    public int Drop(DeliveryState state, EffectiveAt before) => Run((connection, transaction) => connection.Execute(
        $"DELETE FROM {Prefix}webhook_delivery WHERE environment = @environment AND state = @state AND attempted_at < @before",
        new { environment, state = Words.Of(state), before = before.Microseconds },
        transaction));

    /// <summary>How many messages of each webhook that has any stand where.</summary>
    public IReadOnlyDictionary<string, DeliveryCounts> Counts() => Run((connection, transaction) => connection.Query<(string Webhook, string State, long Count)>(
            $"SELECT webhook_id, state, count(*) FROM {Prefix}webhook_delivery WHERE environment = @environment GROUP BY webhook_id, state",
            new { environment },
            transaction)
        .GroupBy(row => row.Webhook, StringComparer.Ordinal)
        .ToDictionary(
            of => of.Key,
            of => of.Aggregate(default(DeliveryCounts), (counts, row) => Words.Read<DeliveryState>(row.State) switch
            {
                DeliveryState.Pending => counts with { Pending = row.Count },
                DeliveryState.Delivered => counts with { Delivered = row.Count },
                _ => counts with { Dead = row.Count },
            }),
            StringComparer.Ordinal));

    /// <summary>Takes over all that another store has of the environment, in place of what is here. Cut off, it is begun again.</summary>
    /// <param name="streams">Those that were looked at for messages.</param>
    /// <returns>How many messages.</returns>
    /// <exception cref="DeliveriesUnavailableException">One of the two cannot be used now.</exception>
    public long TakeFrom(DeliveryStore other, IEnumerable<StreamId> streams)
    {
        Run((connection, transaction) => connection.Execute(
            $"DELETE FROM {Prefix}webhook_delivery WHERE environment = @environment; DELETE FROM {Prefix}webhook_progress WHERE environment = @environment",
            new { environment },
            transaction));
        long taken = 0;
        foreach (string webhookId in other.Webhooks())
        {
            for (string? cursor = null; ;)
            {
                Page<Delivery> page = other.List(webhookId, cursor: cursor, limit: Page<Delivery>.MostItems);
                Run((connection, transaction) => Insert(page.Items, connection, transaction));
                taken += page.Items.Count;
                if ((cursor = page.NextCursor) is null)
                    break;
            }
        }

        // Last, so that a server goes on behind what is here.
        foreach (StreamId stream in streams)
        {
            if (other.Watermark(stream) is { } seq)
                Keep(stream, seq, []);
        }

        return taken;
    }

    public abstract void Dispose();

    /// <summary>Does the work in one transaction, which has done nothing when it throws.</summary>
    /// <exception cref="DeliveriesUnavailableException">The database cannot be used now.</exception>
    private protected abstract T Run<T>(Func<DbConnection, DbTransaction, T> work);

    private int Insert(IEnumerable<Delivery> deliveries, DbConnection connection, DbTransaction transaction) => deliveries.Sum(delivery => connection.Execute(
        $"""
        INSERT INTO {Prefix}webhook_delivery (environment, {Columns})
        VALUES (@environment, @WebhookId, @MessageId, @EventType, @Body, @state, @attempts, @nextAt, @lastStatus, @LastError, @createdAt, @attemptedAt)
        ON CONFLICT DO NOTHING
        """,
        new
        {
            environment,
            delivery.WebhookId,
            delivery.MessageId,
            delivery.EventType,
            delivery.Body,
            state = Words.Of(delivery.State),
            attempts = (long)delivery.Attempts,
            nextAt = delivery.NextAt.Microseconds,
            lastStatus = (long?)delivery.LastStatus,
            delivery.LastError,
            createdAt = delivery.CreatedAt.Microseconds,
            attemptedAt = delivery.AttemptedAt?.Microseconds,
        },
        transaction));

    private static List<Delivery> Read(DbConnection connection, DbTransaction transaction, string sql, object values)
    {
        List<Delivery> found = [];
        using var row = (DbDataReader)connection.ExecuteReader(sql, values, transaction);
        while (row.Read())
        {
            found.Add(new Delivery(
                row.GetString(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                Words.Read<DeliveryState>(row.GetString(4)),
                row.GetInt32(5),
                new EffectiveAt(row.GetInt64(6)),
                (int?)row.Number(7),
                row.Text(8),
                new EffectiveAt(row.GetInt64(9)),
                row.Number(10) is { } at ? new EffectiveAt(at) : null));
        }

        return found;
    }
}
