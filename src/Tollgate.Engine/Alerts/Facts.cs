using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Alerts;

/// <summary>What an alert is about.</summary>
public enum AlertKind
{
    /// <summary>Usage reached a threshold of what was granted in the period.</summary>
    Usage,

    /// <summary>Usage went beyond what was granted in the period, or reached one that is closed and has nothing to give any more.</summary>
    Overage,

    /// <summary>What is burnt of a wallet reached a threshold of the grants in force.</summary>
    Balance,

    /// <summary>What usage costs in the period reached a threshold of the cap on it.</summary>
    Spend,

    /// <summary>The usage of a calendar window reached what somebody wants to know of.</summary>
    BurnRate,
}

/// <summary>Somebody should know: raised in the outcome of the command that crossed, and once in all of time, since its id says what was crossed.</summary>
/// <param name="Id">Of contract, feature, period and threshold, so that the same crossing has the same id wherever it is decided.</param>
/// <param name="ContractId">The contract whose plan granted the units; null when no contract did.</param>
/// <param name="Feature">Of a plan's cap on all spend <see cref="SpendAlerts.AllMeters"/>.</param>
/// <param name="Meter">What counted the usage; null when the alert is about none.</param>
/// <param name="PeriodStart">Of the billing period; of a burn rate, of the window.</param>
/// <param name="PeriodEnd">Exclusive.</param>
/// <param name="AfterCutoff">The period's invoice was final already.</param>
/// <param name="Threshold">In percent of <paramref name="Of"/>.</param>
/// <param name="Of">
/// What was granted in the period, in units; zero once the period is closed. Of spend, the cap as an amount of money, cut to the ninth digit; of a burn rate, the units that were to be reached.
/// </param>
/// <param name="Reached">What was used with the event that crossed, in units; of a closed period, what reached it since. Of spend, what all of it costs, cut likewise.</param>
/// <param name="Cause">The usage event that crossed; null when none did.</param>
public sealed record AlertRaised(
    string Id,
    AlertKind Kind,
    string AccountId,
    string? ContractId,
    string Feature,
    string? Meter,
    EffectiveAt PeriodStart,
    EffectiveAt PeriodEnd,
    bool AfterCutoff,
    Quantity Threshold,
    Quantity Of,
    Quantity Reached,
    AlertCause? Cause,
    RecordedAt At
) : Fact
{
    /// <summary>The wallet that it is about, by its unit, in which the amounts are then; null when it is about units of the feature.</summary>
    public string? Wallet { get; init; }
}

/// <summary>The usage event that raised an alert, by what names it within its account.</summary>
public sealed record AlertCause(string Source, string EventId);
