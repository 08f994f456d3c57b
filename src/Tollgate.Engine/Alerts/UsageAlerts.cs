using Tollgate.Engine.Accounts;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Alerts;

/// <summary>Which alerts a usage event raises with what it adds: those of the marks that it reaches and none before it did.</summary>
public static class UsageAlerts
{
    /// <summary>Whether there is any. It is asked of every event, and answered by one comparison where no mark has been reached.</summary>
    public static bool AreDue(AccountBook account, ReadOnlySpan<Tally> tallies)
    {
        foreach (ref readonly Tally tally in tallies)
        {
            if (tally.Target.ContractId is { } id && account.Contract(id) is { } contract && contract.IsAlertDue(tally))
                return true;
        }

        return false;
    }

    /// <summary>The fact, and behind it the alerts that it raises.</summary>
    internal static IReadOnlyList<Fact> With(AccountBook account, UsageCounted counted)
    {
        if (!AreDue(account, counted.Tallies.AsSpan()))
            return [counted];
        List<Fact> facts = [counted];
        foreach (Tally tally in counted.Tallies)
        {
            if (tally.Target.ContractId is { } id && account.Contract(id) is { } contract)
                facts.AddRange(Of(contract, tally, counted.Event.Source, counted.Event.Id, counted.At));
        }

        return facts;
    }

    /// <summary>The alerts of one tally that is not applied yet, the lowest mark first.</summary>
    internal static IEnumerable<AlertRaised> Of(ContractBook contract, Tally tally, string source, string eventId, RecordedAt at)
    {
        TallyTarget target = tally.Target;
        Quantity reached = contract.Used(target) + tally.Value;
        foreach (UsageMark mark in contract.Marks(target))
        {
            if (reached < mark.At)
                yield break;
            if (contract.IsPassed(target, mark))
                continue;
            string feature = contract.MeteredRight(target.Meter)!.Feature;
            yield return new AlertRaised(
                $"{contract.Contract.Id}/{feature}/{target.PeriodStart}/{Word(mark, target.AfterCutoff)}",
                mark.Kind,
                contract.Contract.AccountId,
                contract.Contract.Id,
                feature,
                target.Meter,
                target.PeriodStart,
                contract.PeriodAt(target.PeriodStart).End,
                target.AfterCutoff,
                mark.Percent,
                mark.Of,
                reached,
                new AlertCause(source, eventId),
                at
            );
        }
    }

    private static string Word(in UsageMark mark, bool late) => (mark.Kind, late) switch
    {
        (AlertKind.Usage, _) => mark.Percent.ToString(),
        (_, false) => "overage",
        (_, true) => "late",
    };
}
