using System.Collections.Immutable;
using System.Globalization;
using Tollgate.Engine;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Storage.Tests;

/// <summary>Facts as hostile and as ordinary as they come, from a source of randomness.</summary>
internal sealed class RandomFacts(Random random)
{
    private static readonly string[] Alphabets = ["0123456789", "0123456789abcdef", "abcXYZ_-.:/", "\"\\\n\t \u0000\u007f", "äß株🚀"];

    public List<Fact> Some(int most)
    {
        List<Fact> facts = [];
        for (int count = random.Next(most + 1); count > 0; count--)
            facts.Add(One());
        return facts;
    }

    public Fact One() => random.Next(20) switch
    {
        12 => SampleFacts.Wallets[random.Next(SampleFacts.Wallets.Count)],
        7 => SampleFacts.Exceptions[random.Next(SampleFacts.Exceptions.Count)],
        15 => SampleFacts.Rows[random.Next(SampleFacts.Rows.Count)],
        17 => SampleFacts.Outbox[random.Next(SampleFacts.Outbox.Count)],
        16 => SampleFacts.Orders[random.Next(SampleFacts.Orders.Count)],
        14 => SampleFacts.Conditions[random.Next(SampleFacts.Conditions.Count)],
        18 => SampleFacts.Receivables[random.Next(SampleFacts.Receivables.Count)],
        19 => SampleFacts.Commits[random.Next(SampleFacts.Commits.Count)],
        8 => SampleFacts.Seats[random.Next(SampleFacts.Seats.Count)],
        11 => SampleFacts.Ledger[random.Next(SampleFacts.Ledger.Count)],
        0 => SampleFacts.Commerce[random.Next(SampleFacts.Commerce.Count)],
        1 => new UsageRepeated(Account(), Source(), Id(), At(), new(random.NextInt64(1L << random.Next(1, 62)), random.Next()), null),
        2 => new UsageRepeated(Account(), Source(), Id(), At(), new(1, 2), Event()),
        3 => Attributed(),
        4 => SampleFacts.Reservations[random.Next(SampleFacts.Reservations.Count)],
        6 => new ThrottlePassed(Account(), Pick("api_calls", Text(8)), (Int128)random.NextInt64() * random.Next(1, 1_000), At()),
        5 => SampleFacts.Alerts[random.Next(SampleFacts.Alerts.Count)],
        _ => Counted(),
    };

    public UsageCounted Counted()
    {
        UsageEvent usage = Event();
        ImmutableArray<Tally> tallies = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Tally(usage))];
        return new(usage, At(), random.Next(4) == 0, tallies);
    }

    private UsageAttributed Attributed()
    {
        UsageCounted counted = Counted();
        return new(counted.Event.AccountId, counted.Event.Source, counted.Event.Id, counted.Event.Time, counted.Tallies, counted.At);
    }

    public UsageEvent Event() => new(
        Id(), Source(), Account(), Pick("api_calls", "tokens", Text(8)), new(Instant()), Chance(8) ? null : Amount(), Chance(2) ? null : Text(12), Properties());

    private Tally Tally(UsageEvent usage)
    {
        TallyTarget target = new(
            Pick("api_calls", "tokens", Text(6)),
            Chance(4) ? null : "ctr_" + random.Next(5),
            new(Instant()),
            Chance(5),
            [.. Enumerable.Range(0, random.Next(3)).Select(charge => new ChargeCell("charge_" + charge, random.Next(-1, 4)))]);
        Quantity value = random.Next(3) switch { 0 => Amount(), 1 => 1, _ => usage.Quantity ?? 1 };
        return new(target, value, random.Next(3) switch { 0 => value, 1 => 0, _ => Amount() });
    }

    private Properties Properties()
    {
        Dictionary<string, string> items = [];
        for (int count = random.Next(4); count > 0; count--)
            items[Chance(12) ? Text(5) : Pick("region", "tokens", "model")] = Json();
        return Engine.Metering.Properties.Of(items.Select(item => new Property(item.Key, item.Value)));
    }

    private string Json() => random.Next(6) switch
    {
        0 => random.NextInt64(-1_000_000, 1_000_000).ToString(CultureInfo.InvariantCulture),
        1 => Pick("-0", "00", "1e400", "12.50", "true", "null", "9223372036854775808", "-999999999999999999"),
        2 => Pick("\"eu\"", "\"us\"", "\"\""),
        3 => $"\"{Id()}\"",
        _ => Text(20),
    };

    private string Id() => random.Next(7) switch
    {
        0 => "req_" + Of(Alphabets[1], random.Next(1, 20)),
        1 => "evt-" + random.NextInt64(1L << random.Next(1, 62)).ToString(CultureInfo.InvariantCulture),
        2 => Uuid().ToString(),
        3 => "x:" + Uuid().ToString().ToUpperInvariant(),
        4 => Of(Alphabets[1], random.Next(200)),
        5 => Of(Alphabets[0], random.Next(30)),
        _ => Text(30),
    };

    private Quantity Amount() => random.Next(5) switch
    {
        0 => random.Next(1000),
        1 => Quantity.FromScaled(random.Next()),
        2 => Quantity.FromScaled(new Int128(unchecked((ulong)random.NextInt64(long.MinValue, long.MaxValue)), unchecked((ulong)random.NextInt64()))),
        3 => Quantity.FromScaled(random.NextInt64(long.MinValue, long.MaxValue)),
        _ => Pick(Quantity.MinValue, Quantity.MaxValue, Quantity.Zero),
    };

    // Within the years that a timestamp can be written in, since commerce facts carry instants as text.
    private long Instant() => random.Next(3) switch
    {
        0 => 1_738_368_000_000_000 + random.Next(86_400) * 1_000_000L,
        1 => 1_738_368_000_000_000 + random.Next(),
        _ => random.NextInt64(-62_135_596_800_000_000, 253_402_300_799_999_999),
    };

    private RecordedAt At() => new(Instant());

    private string Account() => Chance(20) ? Text(10) : "acct_" + random.Next(50);

    private string Source() => Pick("api", "sdk", "stripe:eu");

    private string Text(int most) => Of(Alphabets[random.Next(Alphabets.Length)], random.Next(most + 1));

    private Guid Uuid()
    {
        byte[] bytes = new byte[16];
        random.NextBytes(bytes);
        return new(bytes);
    }

    private string Of(string alphabet, int length)
    {
        List<string> letters = [.. alphabet.EnumerateRunes().Select(rune => rune.ToString())];
        return string.Concat(Enumerable.Range(0, length).Select(_ => letters[random.Next(letters.Count)]));
    }

    private bool Chance(int oneIn) => random.Next(oneIn) == 0;

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];
}
