using System.Collections.Immutable;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Alerts;

/// <summary>The alerts of a plan's caps on spend and of its burn rates.</summary>
internal static class LimitAlerts
{
    /// <summary>Whether counting an event's tallies would raise any.</summary>
    /// <param name="time">Of the event.</param>
    public static bool AreDue(ContractBook contract, ReadOnlySpan<Tally> tallies, EffectiveAt time, RecordedAt at)
    {
        if (contract.Limits is null)
            return false;
        foreach (ref readonly Tally tally in tallies)
        {
            if (BurnRates.Reached(contract, tally, time) is not null)
                return true;
        }

        return SpendAlerts.AreDue(contract, tallies, at);
    }

    /// <summary>Adds those that an event's tallies raise, which are not applied yet.</summary>
    public static void Add(ContractBook contract, ImmutableArray<Tally> tallies, UsageEvent usage, RecordedAt at, List<Fact> facts)
    {
        if (contract.Limits is null)
            return;
        foreach (Tally tally in tallies)
        {
            if (BurnRates.Of(contract, tally, usage, at) is { } fast)
                facts.Add(fast);
        }

        SpendAlerts.Add(contract, tallies.AsSpan(), usage, at, facts);
    }
}
