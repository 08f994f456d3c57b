using FsCheck;
using FsCheck.Fluent;
using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Histories;

/// <summary>
/// Random histories, as the lines of a <see cref="Story"/>, so that a counterexample can be pasted into a table. They are mostly sensible, and
/// never careful: ids repeat, times go back, contracts overlap, invoices are made final early.
/// </summary>
internal static class History
{
    private static readonly string[] Opening = ["env 2025-06-01 window=60", "catalog shop", "account a ext.erp=1", "account b zone=Asia/Tokyo parent=a"];

    private static readonly Gen<string> Accounts = Gen.Elements("a", "b", "a", "b", "a", "b", "erp:1", "nobody");

    private static readonly Gen<string> Days = Gen.OneOf(
        Gen.Elements("-0h", "-1h", "-30h", "-200h", "-700h"),
        from day in Gen.OneOf(Gen.Choose(0, 45), Gen.Choose(0, 120))
        from time in Gen.Elements("T00:00:00Z", "T23:59:59.999999Z", "T15:00:00Z", "T12:34:56.789Z")
        select new DateTime(2025, 5, 20).AddDays(day).ToString("yyyy-MM-dd") + time
    );

    private static readonly Gen<string> Units = Gen.Elements("0", "1", "1", "7", "7", "40", "99.5", "60000", "3000000", "9999999999999999", "0.000000001");

    private static readonly Gen<string> Usage =
        from account in Accounts
        from units in Gen.Elements("api_calls ", "api_calls ", "api_calls ", "rows ", "rows ", "nothing ").Zip(Units, (type, units) => type + units)
        from id in Gen.Choose(1, 40)
        from day in Days
        select $"use {account} {units} id=e{id} @{day}";

    private static readonly Gen<string> Consumes =
        from account in Accounts
        from feature in Gen.Elements("api_calls", "api_calls", "api_calls", "rows", "bulk_export", "nothing")
        from units in Units
        from id in Gen.Choose(1, 40)
        from day in Gen.Frequency((1, Days.Select(day => $" @{day}")), (4, Gen.Constant("")))
        from partial in Gen.Elements("", "", "", " partial=true")
        select $"consume {account} {feature} {units} id=e{id}{day}{partial}";

    private static readonly Gen<string> Contracts =
        from account in Gen.Elements("a", "b", "b")
        from plan in Gen.Elements("hard", "hard", "soft", "rows", "growth", "mid", "day", "free", "advance", "paid", "graced", "graced", "throttled", "throttled")
        from start in Days
        from end in Gen.OneOf(Days.Select(day => " " + day), Gen.Constant(""))
        from other in Gen.Elements("", "", " id=ctr_other", " id=ctr_third")
        select $"contract {account} {plan} {start}{end}{other}";

    private static readonly Gen<string> Grants =
        from account in Gen.Elements("a", "b", "erp:1")
        from feature in Gen.Elements("api_calls", "api_calls", "api_calls", "rows")
        from amount in Gen.Elements("1", "7", "40", "99.5", "60000", "0.000000001", "9999999999999999")
        from id in Gen.Choose(1, 12)
        from start in Gen.Frequency((1, Days.Select(day => $" @{day}")), (1, Gen.Constant("")))
        from until in Gen.Frequency((1, Days.Select(day => $" until={day}")), (1, Gen.Constant("")))
        from priority in Gen.Elements("", "", " priority=1", " priority=200")
        from source in Gen.Elements("", " source=promotion")
        from more in Gen.Elements("", "", "", " every=day", " every=month roll=0-1", " every=week roll=0.5-1 again=yes", " pending=yes")
        select $"grant {account} {feature} {amount} id=g{id}{start}{until}{priority}{source}{more}";

    private static readonly Gen<string> Reservations = Gen.OneOf(
        from account in Gen.Elements("a", "b", "a", "erp:1", "nobody")
        from units in Units
        from id in Gen.Choose(1, 8)
        from day in Gen.Frequency((1, Days.Select(day => $" @{day}")), (4, Gen.Constant("")))
        from seconds in Gen.Elements(" ttl=1", " ttl=3600", " ttl=604800")
        select $"reserve {account} api_calls {units} res=r{id} id=e{id}{day}{seconds}",
        from id in Gen.Choose(1, 8) from units in Units select $"settle r{id} {units}",
        Gen.Choose(1, 8).Select(id => $"release r{id}"),
        Gen.Choose(1, 8).Select(id => $"extend r{id} 7200")
    );

    private static readonly Gen<string> GrantChanges = Gen.OneOf(
        Gen.Choose(1, 12).Select(id => $"pay g{id}"),
        Gen.Choose(1, 12).Select(id => $"void g{id}"),
        Gen.Constant("sweep")
    );

    private static readonly Gen<string> Billing = from account in Gen.Elements("a", "b", "nobody") select $"bill {account}";

    private static readonly Gen<string> Clock = Gen.Elements("+1h", "+10h", "+30h", "+200h", "+700h", "-1h").Select(hours => $"clock {hours}");

    private static readonly Gen<string> WalletUsage =
        from verb in Gen.Elements("use", "consume")
        from account in Gen.Elements("a", "b")
        from feature in Gen.Elements("calls", "images", "steps")
        from units in Gen.Elements("1", "7", "40", "99.5", "250")
        from id in Gen.Choose(1, 40)
        from day in Gen.Frequency((1, Days.Select(day => $" @{day}")), (2, Gen.Constant("")))
        select $"{verb} {account} {feature} {units} id=e{id}{day}";

    private static readonly Gen<string> WalletGrants =
        from account in Gen.Elements("a", "b")
        from wallet in Gen.Elements("USD", "sparks")
        from amount in Gen.Elements("1", "7", "40", "99.5", "1000")
        from id in Gen.Choose(1, 12)
        from start in Gen.Frequency((1, Days.Select(day => $" @{day}")), (2, Gen.Constant("")))
        from until in Gen.Frequency((1, Days.Select(day => $" until={day}")), (2, Gen.Constant("")))
        from more in Gen.Elements("", "", "", " every=month roll=0-1", " pending=yes")
        select $"grant {account} {wallet} {amount} wallet=1 id=g{id}{start}{until}{more}";

    private static readonly Gen<string> WalletReservations = Gen.OneOf(
        from account in Gen.Elements("a", "b")
        from feature in Gen.Elements("calls", "images", "steps")
        from units in Gen.Elements("1", "7", "40")
        from id in Gen.Choose(1, 8)
        from seconds in Gen.Elements(" ttl=1", " ttl=3600", " ttl=604800")
        select $"reserve {account} {feature} {units} res=r{id} id=e{id}{seconds}",
        from id in Gen.Choose(1, 8) from units in Gen.Elements("0", "1", "7", "60") select $"settle r{id} {units}",
        Gen.Choose(1, 8).Select(id => $"release r{id}")
    );

    private static readonly Gen<List<string>> ShopContracts =
        Gen.SubListOf("contract a hard 2025-06-01", "contract a graced 2025-06-01", "contract b throttled 2025-05-25", "contract b soft 2025-05-25", "contract b rows 2025-05-25", "contract b growth 2025-06-01 2025-08-02").Select(some => some.ToList());

    private static readonly Gen<List<string>> WalletContracts =
        from a in Gen.Elements("prepaid", "mixed")
        from b in Gen.Elements("prepaid", "mixed")
        select new List<string> { "catalog wallets", $"contract a {a} 2025-06-01", $"contract b {b} 2025-05-25" };

    private static readonly Gen<string> Commands = Gen.Frequency(
        (8, Usage),
        (6, Consumes),
        (3, Contracts),
        (4, Billing),
        (1, from account in Gen.Elements("a", "b") from boundary in Gen.Choose(0, 3) select $"finalize {account} {boundary}"),
        (2, Clock),
        (1, from account in Accounts from day in Days select $"check {account} api_calls 5 @{day}"),
        (1, Gen.Elements("catalog llm", "catalog shop", "catalog dear", "account c", "account a"))
    );

    /// <summary>A failing history is shortened by leaving commands out.</summary>
    public static readonly Arbitrary<string[]> Any = Of(Commands, ShopContracts);

    /// <summary>The same with grants.</summary>
    public static readonly Arbitrary<string[]> WithGrants = Of(Gen.Frequency((5, Commands), (2, Grants), (1, GrantChanges), (2, Reservations)), ShopContracts);

    /// <summary>Of wallets in money and in credits, beside what the plan includes.</summary>
    public static readonly Arbitrary<string[]> WithWallets = Of(Gen.Frequency((6, WalletUsage), (3, WalletGrants), (1, GrantChanges), (2, WalletReservations), (2, Clock), (1, Billing)), WalletContracts);

    /// <summary>Plays the opening and then the commands; what each answered.</summary>
    public static string[] PlayAll(this Verbs verbs, IEnumerable<string> commands) =>
        [.. Opening.Concat(commands).Select(line => $"{line} -> {verbs.Play(line.Split(' ', StringSplitOptions.RemoveEmptyEntries))}")];

    private static Arbitrary<string[]> Of(Gen<string> any, Gen<List<string>> opening) => Arb.ToArbitrary(
        from length in Gen.Choose(1, 60)
        from first in opening
        from commands in any.ArrayOf(length)
        select first.Concat(commands).ToArray(),
        Shorter
    );

    private static IEnumerable<string[]> Shorter(string[] commands)
    {
        for (int part = commands.Length / 2; part > 0; part /= 2)
        {
            for (int start = 0; start + part <= commands.Length; start += part)
                yield return [.. commands[..start], .. commands[(start + part)..]];
        }
    }
}
