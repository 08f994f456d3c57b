using System.Collections.Immutable;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

/// <summary>
/// Pauses a contract and resumes it. A pause is versions of its terms that give nothing and charge nothing: one for each that would hold meanwhile, so that phases
/// and plans go on behind it as agreed.
/// </summary>
public static class Pausing
{
    public static Outcome Decide(Books books, PauseContract command, RecordedAt now)
    {
        if (!books.Contracts.TryGetValue(command.ContractId, out ContractBook? first) || !first.IsFirst)
            return Amending.NotFound(command.ContractId);
        EffectiveAt from = command.From ?? new EffectiveAt(now.Microseconds);
        if (Amending.RefuseOutside(first, from, "/from") is { } outside)
            return outside;
        if (command.Until <= from)
            return new Rejection(RejectionKind.Invalid, "pause_ends_before_start", $"The pause would end at {command.Until}, which is not after {from}, when it begins.", "/until");
        ContractBook[] paused = [.. first.Parts.Where(part => !(part.Until <= from) && !(part.From >= command.Until))];
        if (Array.Find(paused, part => part.Contract.Paused) is { } already)
            return new Rejection(RejectionKind.Conflict, "contract_paused", $"The contract is paused from {already.From} to {already.Until?.ToString() ?? "when it is resumed"} already.", "/from");
        if (Amending.RefuseUsage(first, from, "/from") is { } counted)
            return counted;
        var made = new VersionRun(first, command.Reason, command.Author, now);
        foreach (ContractBook part in paused)
            made.Add(part.Contract with { Paused = true }, part.From > from ? part.From : from);
        // Where other terms begin at the pause's end, they begin by themselves.
        if (command.Until is { } until && until < BillableTime.End && paused[^1] is var last && (last.Until is null || until < last.Until))
            made.Add(last.Contract, until);
        return made.Outcome(from);
    }

    public static Outcome Decide(Books books, ResumeContract command, RecordedAt now)
    {
        if (!books.Contracts.TryGetValue(command.ContractId, out ContractBook? first) || !first.IsFirst)
            return Amending.NotFound(command.ContractId);
        EffectiveAt at = command.At ?? new EffectiveAt(now.Microseconds);
        if (Amending.RefuseOutside(first, at, "/at") is { } outside)
            return outside;
        ContractBook paused = first.At(at)!;
        if (!paused.Contract.Paused)
        {
            string planned = first.Parts.FirstOrDefault(part => part.From > at && part.Contract.Paused) is { } next ? $" It will be paused from {next.From} on; a resumption at that instant takes that back." : "";
            return new Rejection(RejectionKind.Conflict, "contract_not_paused", $"The contract is not paused at {at}.{planned}", "/at");
        }

        if (Amending.RefuseUsage(first, at, "/at") is { } counted)
            return counted;
        var made = new VersionRun(first, command.Reason, command.Author, now);
        Contract? before = first.Parts.LastOrDefault(part => part.From < at)?.Contract;
        foreach (ContractBook part in first.Parts.SkipWhile(part => part != paused))
        {
            Contract resumed = part.Contract with { Paused = false };
            // What goes on as it was before is no version of its own, so that its counts go on too.
            if (before?.HasTermsOf(resumed) == true)
                made.Withdraw(resumed, part.From > at ? part.From : at);
            else if (part.Contract.Paused)
                made.Add(resumed, part.From > at ? part.From : at);
            if (!part.Contract.Paused)
                break;
            before = resumed;
        }

        return made.Outcome(at);
    }

    /// <summary>Why a contract gives nothing while it is paused: it is in force no more than one that has ended.</summary>
    internal const Reason Denial = Reason.ContractExpired;

    /// <summary>A plan that gives nothing and charges nothing, with the periods that it had.</summary>
    internal static Plan Paused(Plan plan) => plan with { Entitlements = ImmutableSortedDictionary<string, Entitlement>.Empty, Charges = [], SpendCap = null };
}
