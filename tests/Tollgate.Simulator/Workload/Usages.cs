using System.Globalization;
using Tollgate.Engine;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Simulator.Model;

namespace Tollgate.Simulator.Workload;

/// <summary>Puts what was said into the product's words, and back.</summary>
internal static class Usages
{
    public static UsageEvent Of(UsageSaid said) => new(
        said.Id,
        said.Source,
        said.Account,
        said.Type,
        new EffectiveAt(said.Time),
        said.Quantity is { } units ? Quantity(units) : null,
        said.Subject,
        Properties(said)
    );

    public static UsageSaid Of(UsageEvent usage) => new(
        usage.AccountId,
        usage.Source,
        usage.Id,
        usage.Type,
        usage.Time.Microseconds,
        usage.Quantity is { } units ? Number(units) : null,
        usage.Properties.Dimension("region"),
        usage.Properties.Dimension("size") is { } size ? decimal.Parse(size, CultureInfo.InvariantCulture) : null
    )
    {
        Subject = usage.Subject,
    };

    public static Properties Properties(UsageSaid said)
    {
        List<Property> items = [];
        if (said.Region is { } region)
            items.Add(new Property("region", $"\"{region}\""));
        if (said.Size is { } size)
            items.Add(new Property("size", size.ToString(CultureInfo.InvariantCulture)));
        return Engine.Metering.Properties.Of(items);
    }

    /// <param name="now">For a request that names no instant.</param>
    public static Asked Of(EntitlementRequest request, long now) => new(
        request.AccountId,
        request.Feature,
        Number(request.Units),
        request.At?.Microseconds ?? now,
        request.AllowPartial,
        request.Properties.Dimension("region")
    )
    {
        Subject = request.Subject,
        Timed = request.At is not null,
    };

    public static OverrideSaid Of(Override said) => new(
        said.Id,
        said.Feature,
        said.Terms.Enforcement is { } limit ? Enum.Parse<AtLimit>($"{limit}") : null,
        said.Terms.Cap is { } cap ? Number(cap) : null,
        said.From.Microseconds,
        said.Until?.Microseconds
    )
    {
        Seats = said.Terms.Seats,
        OverageCap = said.Terms.OverageCap is { } overage ? Number(overage) : null,
        SpendCap = said.Terms.SpendCap is { } spend ? Number(spend) : null,
    };

    public static Quantity Quantity(decimal units) =>
        Engine.Numbers.Quantity.TryParse(units.ToString(CultureInfo.InvariantCulture), out Quantity quantity, out _) ? quantity : throw new ArgumentException($"{units} is no quantity.");

    public static decimal Number(Quantity quantity) => decimal.Parse(quantity.ToString(), CultureInfo.InvariantCulture);

    public static decimal Number(Units units) => decimal.Parse(units.ToString(), CultureInfo.InvariantCulture);

    public static decimal Number(Money money) => decimal.Parse(money.ToString(), CultureInfo.InvariantCulture);

    /// <summary>The source tells which of two features with one meter was consumed.</summary>
    public static string FeatureOf(string source, string meter) => source == Features.Chat ? Features.Chat : meter;

    /// <summary>Where consumes of a feature come from.</summary>
    public static string SourceOf(string feature) => feature == Features.Chat ? Features.Chat : "api";

    public static string TypeOf(string meter) => meter switch
    {
        "calls" => "call",
        "bytes" => "upload",
        _ => "token",
    };
}

/// <summary>What an account used, as a read answers it.</summary>
internal sealed record Usage(IReadOnlyList<(string Contract, long PeriodStart, string Meter, decimal Used)> Meters)
{
    public static Usage Of(Books books, string account) => new(
    [
        .. (books.Account(account)?.Contracts ?? []).SelectMany(contract => contract.OpenPeriods.SelectMany(period =>
            period.Value.Meters.Select(meter => (contract.Contract.Id, period.Key.Microseconds, meter.Key, Usages.Number(meter.Value.Used))))),
    ]);
}
