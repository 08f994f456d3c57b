using Tollgate.Engine.Ledger;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

/// <summary>Usage that was counted again up to some fact of the journal, and what has come since: together all that there is when the command that brings it is decided.</summary>
/// <param name="later">The facts of the account since then, in order; null when they are not all known.</param>
public sealed class RetallyRun(Retally counted, Func<IReadOnlyList<Fact>?> later)
{
    /// <returns>Why the terms cannot hold; null when they can.</returns>
    internal Rejection? Finish(ContractBook first, ContractAmended amended, RecordedAt now, out UsageRetallied retallied)
    {
        retallied = null!;
        IReadOnlyList<Fact>? since = later();
        if (since is null || !counted.Knows(amended) || first.FinalThrough?.Microseconds != counted.FinalThrough || since.Any(fact => fact is OverageCovered))
            return new Rejection(RejectionKind.Stale, "contract_changed_meanwhile", $"The contract '{first.Id}' was amended or billed, or a grant covered its usage, while that was counted again. Try again.");
        for (int i = 0; i < since.Count; i++)
            counted.Count(since[i], i + 1 < since.Count ? since[i + 1] : null, new FactPosition(long.MaxValue, 0));
        if (counted.Refused is { } refused)
            return refused;
        counted.Finish();
        retallied = counted.Result(now);
        return null;
    }
}
