using Npgsql;
using NpgsqlTypes;

namespace Tollgate.Storage.Projections.Postgres;

/// <summary>
/// Adds usage to its buckets, three statements for all of them: what is there is asked for by array, new buckets are copied in, and the others
/// replaced. Nobody else writes these buckets meanwhile, since the stream's watermark is held and an account's usage is in one stream only.
/// </summary>
internal sealed class UsageRows(NpgsqlConnection connection, NpgsqlTransaction transaction, UsagePartitions partitions)
{
    // One look into the index for each key, whatever the statistics say of a table that has just been made.
    private const string There =
        """
        SELECT added.place, there.minutes
        FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS added (account_id, meter, hour, dimensions, place)
        CROSS JOIN LATERAL (
            SELECT minutes FROM usage_hour
            WHERE account_id = added.account_id AND meter = added.meter AND hour = added.hour
                AND tollgate.fingerprint(dimensions) = tollgate.fingerprint(added.dimensions)
            OFFSET 0) AS there
        """;

    private const string Replace =
        """
        INSERT INTO usage_hour (account_id, meter, hour, dimensions, quantity, events, minutes)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (account_id, meter, hour, tollgate.fingerprint(dimensions))
        DO UPDATE SET quantity = excluded.quantity, events = excluded.events, minutes = excluded.minutes
        """;

    private const string Copy = "COPY usage_hour (account_id, meter, hour, dimensions, quantity, events, minutes) FROM STDIN (FORMAT BINARY)";

    public void Add(KeyValuePair<BucketKey, MinuteTotals>[] added)
    {
        partitions.Make(connection, transaction, added.Select(bucket => bucket.Key.Hour));
        byte[]?[] there = Read(added);
        CopyIn(added.Where((_, place) => there[place] is null));
        Put([.. added.Select((bucket, place) => KeyValuePair.Create(bucket.Key, bucket.Value.And(there[place]))).Where((_, place) => there[place] is not null)]);
    }

    private byte[]?[] Read(KeyValuePair<BucketKey, MinuteTotals>[] added)
    {
        byte[]?[] there = new byte[]?[added.Length];
        using NpgsqlCommand command = new(There, connection, transaction);
        AddKeys(command, added);
        using NpgsqlDataReader row = command.ExecuteReader();
        while (row.Read())
            there[row.GetInt64(0) - 1] = row.GetFieldValue<byte[]>(1);
        return there;
    }

    private void CopyIn(IEnumerable<KeyValuePair<BucketKey, MinuteTotals>> buckets)
    {
        using NpgsqlBinaryImporter copy = connection.BeginBinaryImport(Copy);
        foreach ((BucketKey key, MinuteTotals minutes) in buckets)
        {
            MinuteTotal sum = minutes.Sum();
            copy.StartRow();
            copy.Write(key.AccountId, NpgsqlDbType.Text);
            copy.Write(key.Meter, NpgsqlDbType.Text);
            copy.Write(key.Hour, NpgsqlDbType.Bigint);
            copy.Write(key.Dimensions, NpgsqlDbType.Text);
            copy.Write(sum.Quantity.ToString(), NpgsqlDbType.Text);
            copy.Write(sum.Events, NpgsqlDbType.Bigint);
            copy.Write(minutes.Pack(), NpgsqlDbType.Bytea);
        }

        copy.Complete();
    }

    private void Put(KeyValuePair<BucketKey, MinuteTotals>[] buckets)
    {
        if (buckets.Length == 0)
            return;
        using NpgsqlCommand command = new(Replace, connection, transaction);
        AddKeys(command, buckets);
        MinuteTotal[] sums = [.. buckets.Select(bucket => bucket.Value.Sum())];
        AddArray(command, NpgsqlDbType.Text, sums.Select(sum => sum.Quantity.ToString()));
        AddArray(command, NpgsqlDbType.Bigint, sums.Select(sum => sum.Events));
        AddArray(command, NpgsqlDbType.Bytea, buckets.Select(bucket => bucket.Value.Pack()));
        command.ExecuteNonQuery();
    }

    private static void AddKeys(NpgsqlCommand command, KeyValuePair<BucketKey, MinuteTotals>[] buckets)
    {
        AddArray(command, NpgsqlDbType.Text, buckets.Select(bucket => bucket.Key.AccountId));
        AddArray(command, NpgsqlDbType.Text, buckets.Select(bucket => bucket.Key.Meter));
        AddArray(command, NpgsqlDbType.Bigint, buckets.Select(bucket => bucket.Key.Hour));
        AddArray(command, NpgsqlDbType.Text, buckets.Select(bucket => bucket.Key.Dimensions));
    }

    private static void AddArray<T>(NpgsqlCommand command, NpgsqlDbType type, IEnumerable<T> values) =>
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | type, Value = values.ToArray() });
}
