using System.Globalization;
using System.Text;

namespace Tollgate.Bench.World;

/// <summary>
/// Batches in the sample shape of the API, 182 bytes an event: random hex ids, 10,000 accounts, the times of the last seconds. A batch is used
/// again and again with new ids, so that making events costs the rounds next to nothing.
/// </summary>
public sealed class SampleEvents
{
    public const int Accounts = 10_000;

    /// <summary>Of one event without the comma behind it.</summary>
    public const int EventBytes = 182;

    private const int IdAt = 13;
    private const int IdDigits = 11;

    private static readonly string[] Regions = ["eu", "us", "ap"];

    private readonly Random _random;

    public SampleEvents(int batches, int eventsInBatch, int seed, DateTimeOffset now)
    {
        _random = new Random(seed);
        EventsInBatch = eventsInBatch;
        Batches = [.. Enumerable.Range(0, batches).Select(_ => Make(now))];
    }

    public int EventsInBatch { get; }

    public IReadOnlyList<byte[]> Batches { get; }

    public static string AccountId(int number) => number.ToString("'acct_'0000", CultureInfo.InvariantCulture);

    /// <summary>Gives all events of a batch new ids.</summary>
    public void Renew(byte[] batch)
    {
        for (int i = 0; i < EventsInBatch; i++)
        {
            Span<byte> id = batch.AsSpan(1 + i * (EventBytes + 1) + IdAt, IdDigits);
            long bits = _random.NextInt64();
            for (int digit = 0; digit < IdDigits; digit++, bits >>= 4)
                id[digit] = "0123456789abcdef"u8[(int)(bits & 15)];
        }
    }

    private byte[] Make(DateTimeOffset now)
    {
        var text = new StringBuilder("[");
        for (int i = 0; i < EventsInBatch; i++)
        {
            string account = AccountId(_random.Next(Accounts));
            string time = now.AddSeconds(-_random.Next(5)).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            text.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $$$"""{"event_id":"{{{new string('0', IdDigits)}}}","account_id":"{{{account}}}","meter":"api_calls","quantity":1,"timestamp":"{{{time}}}","source":"api","subject":"user_{{{_random.Next(10)}}}","properties":{"region":"{{{Regions[_random.Next(3)]}}}"}}""");
        }

        byte[] batch = Encoding.UTF8.GetBytes(text.Append(']').ToString());
        if (batch.Length != EventsInBatch * (EventBytes + 1) + 1)
            throw new InvalidOperationException($"The sample shape has {(double)batch.Length / EventsInBatch - 1} bytes an event, and not {EventBytes}.");
        Renew(batch);
        return batch;
    }
}
