namespace Tollgate.Engine.Tests.Architecture;

/// <summary>
/// Every ban of src/Tollgate.Engine/BannedSymbols.txt, proven by a planted violation that a real build refuses with the ban's own message.
/// </summary>
public sealed class BannedApiTests(PlantedBuild build) : IClassFixture<PlantedBuild>
{
    /// <summary>The ban, and a line of code that breaks it.</summary>
    public static TheoryData<string, string> Violations { get; } = new()
    {
        { "P:System.DateTime.UtcNow", "static object M() => DateTime.UtcNow;" },
        { "P:System.DateTime.Now", "static object M() => DateTime.Now;" },
        { "P:System.DateTime.Today", "static object M() => DateTime.Today;" },
        { "P:System.DateTimeOffset.UtcNow", "static object M() => DateTimeOffset.UtcNow;" },
        { "P:System.DateTimeOffset.Now", "static object M() => DateTimeOffset.Now;" },
        { "P:System.Environment.TickCount", "static object M() => Environment.TickCount;" },
        { "P:System.Environment.TickCount64", "static object M() => Environment.TickCount64;" },
        { "T:System.Diagnostics.Stopwatch", "static object M() => System.Diagnostics.Stopwatch.GetTimestamp();" },
        { "T:System.TimeProvider", "static object M() => TimeProvider.System;" },
        { "T:NodaTime.IClock", "static object M(NodaTime.IClock clock) => clock;" },
        { "T:NodaTime.SystemClock", "static object M() => NodaTime.SystemClock.Instance.GetCurrentInstant();" },
        { "T:NodaTime.ZonedClock", "static object M(NodaTime.ZonedClock clock) => clock;" },
        { "M:NodaTime.IDateTimeZoneProvider.GetSystemDefault", "static object M() => NodaTime.DateTimeZoneProviders.Tzdb.GetSystemDefault();" },
        { "P:NodaTime.DateTimeZoneProviders.Bcl", "static object M() => NodaTime.DateTimeZoneProviders.Bcl;" },
        { "T:System.TimeZoneInfo", "static object M() => TimeZoneInfo.Local;" },

        { "M:System.Guid.NewGuid", "static object M() => Guid.NewGuid();" },
        { "M:System.Guid.CreateVersion7", "static object M() => Guid.CreateVersion7();" },
        { "M:System.Guid.CreateVersion7(System.DateTimeOffset)", "static object M(DateTimeOffset at) => Guid.CreateVersion7(at);" },
        { "T:System.Random", "static object M() => Random.Shared.Next();" },
        { "T:System.Security.Cryptography.RandomNumberGenerator", "static object M() => System.Security.Cryptography.RandomNumberGenerator.GetInt32(6);" },

        { "T:System.Double", "static object M(double amount) => amount;" },
        { "T:System.Double", "static object M() => new List<double>();" },
        { "T:System.Double", "static object M() { var half = 0.5; return half; }" },
        { "T:System.Double", "static long M(long units) => (long)(units * 0.5);" },
        { "T:System.Double", "static object M(long units) => Math.Sqrt(units);" },
        { "T:System.Double", "static object M() => Math.Pow(10, 3);" },
        { "T:System.Double", "static object M(TimeSpan time) => time.TotalSeconds;" },
        { "T:System.Double", "static bool M(string text) => double.TryParse(text, out _);" },
        { "T:System.Single", "static float Field;" },
        { "T:System.Single", "static object M() => 0.5f;" },
        { "T:System.Half", "static Half M(Half amount) => amount;" },
        { "T:System.Decimal", "static decimal? Amount { get; set; }" },
        { "T:System.Decimal", "static object M(long units) => units / 3m;" },
        { "T:System.Decimal", "static decimal[] Amounts = [];" },
        { "T:System.MathF", "static object M() => MathF.PI;" },
        { "T:System.Numerics.Complex", "static object M() => System.Numerics.Complex.One;" },

        { "N:System.Threading.Tasks", "static async Task M() => await Task.Yield();" },
        { "N:System.Threading.Tasks", "static Task<int> M(Task<int> task) => task;" },
        { "N:System.Threading.Tasks", "static object M() => Task.Run(() => 1);" },
        { "N:System.Threading.Tasks", "static ValueTask M() => default;" },
        { "N:System.Threading.Tasks", "static object M() => Parallel.For(0, 1, _ => { });" },
        { "N:System.Threading", "static object M() => new Thread(() => { });" },
        { "N:System.Threading", "static object M() => new Timer(_ => { });" },
        { "N:System.Threading", "static long M(ref long count) => Interlocked.Increment(ref count);" },
        { "N:System.Timers", "static object M() => new System.Timers.Timer();" },
        { "T:System.Linq.ParallelEnumerable", "static object M(int[] all) => ParallelEnumerable.AsParallel(all);" },
        { "T:System.Linq.ParallelEnumerable", "static object M(int[] all) => all.AsParallel();" },
        { "T:System.Collections.Generic.IAsyncEnumerable`1", "static object M(IAsyncEnumerable<int> all) => all;" },
        { "T:System.ThreadStaticAttribute", "[ThreadStatic] static long s_count;" },

        { "N:System.IO", "static object M() => File.ReadAllText(\"a\");" },
        { "N:System.IO", "static object M() => Directory.Exists(\"a\");" },
        { "N:System.IO", "static object M(Stream stream) => stream;" },
        { "N:System.Net", "static object M() => new HttpClient();" },
        { "N:System.Net", "static object M(System.Net.Sockets.Socket socket) => socket;" },
        { "T:System.Console", "static void M() => Console.WriteLine();" },
        { "T:System.Environment", "static object M() => Environment.MachineName;" },
        { "T:System.AppContext", "static object M() => AppContext.BaseDirectory;" },
        { "T:System.Diagnostics.Process", "static object M() => System.Diagnostics.Process.GetCurrentProcess();" },
        { "T:System.Diagnostics.Trace", "static void M() => System.Diagnostics.Trace.WriteLine(1);" },
        { "T:System.Diagnostics.Debug", "static void M() => System.Diagnostics.Debug.WriteLine(1);" },

        { "P:System.Globalization.CultureInfo.CurrentCulture", "static object M() => System.Globalization.CultureInfo.CurrentCulture;" },
        { "P:System.Globalization.CultureInfo.CurrentUICulture", "static object M() => System.Globalization.CultureInfo.CurrentUICulture;" },
        { "P:System.Globalization.NumberFormatInfo.CurrentInfo", "static object M() => System.Globalization.NumberFormatInfo.CurrentInfo;" },
        { "P:System.Globalization.DateTimeFormatInfo.CurrentInfo", "static object M() => System.Globalization.DateTimeFormatInfo.CurrentInfo;" },
        { "P:System.StringComparer.CurrentCulture", "static object M() => StringComparer.CurrentCulture;" },
        { "P:System.StringComparer.CurrentCultureIgnoreCase", "static object M() => StringComparer.CurrentCultureIgnoreCase;" },
        { "M:System.String.ToLower", "static object M(string text) => text.ToLower();" },
        { "M:System.String.ToUpper", "static object M(string text) => text.ToUpper();" },
        { "M:System.String.CompareTo(System.String)", "static object M(string text) => text.CompareTo(\"a\");" },
        { "M:System.String.Compare(System.String,System.String)", "static object M(string text) => string.Compare(text, \"a\");" },

        { "M:System.Object.GetHashCode", "static object M(object any) => any.GetHashCode();" },
        { "M:System.Object.GetHashCode", "static object M(long any) => any.GetHashCode();" },
        { "M:System.String.GetHashCode", "static object M(string text) => text.GetHashCode();" },
        { "M:System.String.GetHashCode(System.StringComparison)", "static object M(string text) => text.GetHashCode(StringComparison.Ordinal);" },
        { "M:System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(System.Object)", "static object M(object any) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(any);" },
        { "T:System.HashCode", "static object M() => HashCode.Combine(1, 2);" },
        { "T:System.Collections.Immutable.ImmutableDictionary`2", "static object M(System.Collections.Immutable.ImmutableDictionary<string, int> map) => map;" },
        { "T:System.Collections.Immutable.ImmutableHashSet`1", "static object M() => System.Collections.Immutable.ImmutableHashSet<string>.Empty;" },
        { "T:System.Collections.Frozen.FrozenDictionary`2", "static object M(System.Collections.Frozen.FrozenDictionary<string, int> map) => map;" },
        { "T:System.Collections.Frozen.FrozenSet`1", "static object M(System.Collections.Frozen.FrozenSet<string> set) => set;" },
    };

    /// <summary>What the engine is made of, and must stay allowed.</summary>
    public static TheoryData<string> Allowed { get; } =
    [
        "static long M(long units) => Math.Max(units, 3) / 7;",
        "static object M(Int128 units, System.Numerics.BigInteger large) => large + units;",
        "static object M(Guid id, DateTime date, DateTimeOffset at) => (id, date, at);",
        "static object M(NodaTime.Instant at, NodaTime.DateTimeZone zone) => at.InZone(zone).Date;",
        "static object M() => new Dictionary<string, long>(StringComparer.Ordinal);",
        "static object M(byte[] bytes) => System.Security.Cryptography.SHA256.HashData(bytes);",
        "sealed record Pair(string Name, long Units);",
        "readonly record struct Point(long X, int? Y);",
        "static object M(long units) => units.ToString(System.Globalization.CultureInfo.InvariantCulture);",
        "static IEnumerable<long> M(IEnumerable<long> all) => all.Where(one => one > 0).OrderBy(one => one);",
    ];

    public static string[] AllPlantedLines { get; } =
        [.. Violations.Select(row => row.Data.Item2), .. Allowed.Select(row => row.Data)];

    private static readonly Dictionary<string, string> Bans = Repository.Read("src/Tollgate.Engine/BannedSymbols.txt").Split('\n')
        .Where(line => line.Contains(';')).Select(line => line.Split(';', 2)).ToDictionary(line => line[0], line => line[1].Trim());

    [Theory]
    [MemberData(nameof(Violations))]
    public void A_planted_violation_is_refused_with_the_replacement(string ban, string code) =>
        build.ErrorsOf(code).ShouldContain(
            error => (error.StartsWith("RS0030") || error.StartsWith("TG0001")) && error.Contains(Bans[ban]), build.Output);

    [Theory]
    [MemberData(nameof(Allowed))]
    public void What_the_engine_needs_is_not_refused(string code) => build.ErrorsOf(code).ShouldBeEmpty();

    [Fact]
    public void Every_ban_has_a_planted_violation() =>
        Bans.Keys.Except(Violations.Select(row => row.Data.Item1)).ShouldBeEmpty();

    [Fact]
    public void Every_ban_names_what_to_do_instead() =>
        Bans.Where(ban => !ban.Value.Contains(": use ") && !ban.Value.Contains(": let ") && !ban.Value.Contains(": return ")
            && !ban.Value.Contains(": keep ") && !ban.Value.Contains(": throw ") && !ban.Value.Contains(": order ")).ShouldBeEmpty();
}
