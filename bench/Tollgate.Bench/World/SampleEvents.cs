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
    private const int Seconds = 5;
    private const int TimeBytes = 20;

    private static ReadOnlySpan<byte> BeforeTime => "\"timestamp\":\""u8;

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

    /// <summary>Gives all events of a batch the times of the last seconds.</summary>
    public void Stamp(byte[] batch, DateTimeOffset now)
    {
        int at = batch.AsSpan().IndexOf(BeforeTime) + BeforeTime.Length;
        Span<byte> times = stackalloc byte[Seconds * TimeBytes];
        for (int second = 0; second < Seconds; second++)
            Encoding.ASCII.GetBytes(TimeOf(now, second), times[(second * TimeBytes)..]);
        for (int i = 0; i < EventsInBatch; i++)
            times.Slice(i % Seconds * TimeBytes, TimeBytes).CopyTo(batch.AsSpan(at + i * (EventBytes + 1)));
    }

    private static string TimeOf(DateTimeOffset now, int secondsAgo) =>
        now.AddSeconds(-secondsAgo).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private byte[] Make(DateTimeOffset now)
    {
        var text = new StringBuilder("[");
        for (int i = 0; i < EventsInBatch; i++)
        {
            string account = AccountId(_random.Next(Accounts));
            string time = TimeOf(now, _random.Next(Seconds));
            text.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $$$"""{"event_id":"{{{new string('0', IdDigits)}}}","account_id":"{{{account}}}","meter":"api_calls","quantity":1,"timestamp":"{{{time}}}","source":"api","subject":"user_{{{_random.Next(10)}}}","properties":{"region":"{{{Regions[_random.Next(3)]}}}"}}""");
        }

        byte[] batch = Encoding.UTF8.GetBytes(text.Append(']').ToString());
        if (batch.Length != EventsInBatch * (EventBytes + 1) + 1)
            throw new InvalidOperationException($"The sample shape has {(double)batch.Length / EventsInBatch - 1} bytes an event, and not {EventBytes}.");
        Renew(batch);
        return batch;
    }
}
