using Tollgate.Engine;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;

namespace Tollgate.Server.Shards;

/// <summary>
/// What is recorded of an account's usage from some instant on, while somebody reads what was before in the journal: together they are all that there is. It is filled, and looked at, by the
/// thread that drives the loop.
/// </summary>
public sealed class FactTail(string accountId)
{
    private readonly List<Fact> _facts = [];
    private bool _broken;

    /// <summary>The facts, in order; null when the state that they led to was thrown away.</summary>
    public IReadOnlyList<Fact>? Facts => _broken ? null : _facts;

    internal bool IsAbout(string account) => account == accountId;

    internal void Take(IReadOnlyList<Fact> facts)
    {
        foreach (Fact fact in facts)
        {
            if (AccountOf(fact) == accountId)
                _facts.Add(fact);
        }
    }

    internal void Break() => _broken = true;

    private static string? AccountOf(Fact fact) => fact switch
    {
        UsageCounted counted => counted.Event.AccountId,
        UsageAttributed attributed => attributed.AccountId,
        LedgerFact moved => moved.AccountId,
        _ => null,
    };
}
