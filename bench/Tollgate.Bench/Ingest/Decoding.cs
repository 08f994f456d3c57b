using System.Text.Json;

namespace Tollgate.Bench.Ingest;

/// <summary>
/// The limit of taking events in: one thread that decodes the same bytes with <see cref="Utf8JsonReader"/>, tells the fields apart, hashes the
/// id, and reads the time and the quantity. Nothing is kept.
/// </summary>
public static class Decoding
{
    /// <returns>Something that depends on every event, so that nothing of the work can be left out.</returns>
    public static long Run(ReadOnlySpan<byte> batch)
    {
        long all = 0;
        var reader = new Utf8JsonReader(batch);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            if (reader.ValueTextEquals("event_id"u8))
            {
                reader.Read();
                var hash = default(HashCode);
                hash.AddBytes(reader.ValueSpan);
                all ^= hash.ToHashCode();
            }
            else if (reader.ValueTextEquals("quantity"u8))
            {
                reader.Read();
                all += reader.GetInt64();
            }
            else if (reader.ValueTextEquals("timestamp"u8))
            {
                reader.Read();
                all ^= reader.GetDateTimeOffset().Ticks;
            }
        }

        return all;
    }
}
