using System.Data.Common;
using Dapper;
using Tollgate.Engine.Numbers;

namespace Tollgate.Storage.Projections;

public abstract partial class ProjectionStore
{
    /// <summary>
    /// The windows that have usage, by start and then by group (by the values' ordinal order, what has none first). Exact: every event of
    /// the range is in one window, with its whole quantity.
    /// </summary>
    /// <remarks>It counts what was recorded, billed or not: usage that arrived after its invoice was final is in its own window too.</remarks>
    /// <exception cref="ArgumentException">The range ends before it begins.</exception>
    public IReadOnlyList<UsageWindow> Usage(UsageQuery query)
    {
        if (query.To < query.From)
            throw new ArgumentException($"The range ends at {query.To}, before it begins at {query.From}.", nameof(query));
        return Ask(connection =>
        {
            UsageSum sum = new(query);
            using var row = (DbDataReader)connection.ExecuteReader(
                $"""
                SELECT hour, dimensions, quantity, events, minutes FROM {Schema}.usage_hour
                WHERE account_id = @AccountId AND meter = @Meter AND hour >= @first AND hour < @end
                ORDER BY hour
                """,
                new { query.AccountId, query.Meter, first = sum.FirstHour, end = sum.Calendar.To });
            while (row.Read())
                Add(sum, row);
            return sum.InOrder();
        });
    }

    private static void Add(UsageSum sum, DbDataReader row)
    {
        long hour = row.GetInt64(0);
        string dimensions = row.GetString(1);
        if (sum.IsWhole(hour))
        {
            Quantity quantity = Quantity.TryParseCanonical(row.GetString(2), out Quantity read, out _) ? read : throw new InvalidDataException("A sum is no quantity.");
            sum.Add(hour, dimensions, quantity, row.GetInt64(3));
            return;
        }

        foreach (MinuteTotal minute in MinuteTotals.Unpack(row.GetFieldValue<byte[]>(4)).Items)
        {
            long start = hour + (minute.Minute * Minutes.Long);
            if (sum.Calendar.Covers(start))
                sum.Add(start, dimensions, minute.Quantity, minute.Events);
        }
    }
}
