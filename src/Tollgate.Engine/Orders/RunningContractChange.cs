using Tollgate.Engine.Time;

namespace Tollgate.Engine.Orders;

/// <summary>
/// A line of an order that says something else than before of a contract that runs, or that is gone: here, and nowhere else, an order becomes an
/// amendment or an end of the contract.
/// </summary>
internal static class RunningContractChange
{
    /// <param name="alone">The account's own state, to which what is decided is applied.</param>
    /// <param name="before">As the revision says that was done.</param>
    /// <param name="line">As it is to be; null when it is gone, which ends the contract.</param>
    /// <param name="made">Takes the facts.</param>
    /// <param name="done">Takes what they did.</param>
    /// <returns>Why it cannot be done; null when it is.</returns>
    public static Rejection? Decide(Books alone, string contractId, OrderLine before, OrderLine? line, RecordedAt at, List<Fact> made, List<OrderedChange> done)
    {
        string wanted = line?.Contract is not { } then || before.Contract is not { } now ? "is left out, so that the contract would end"
            : then.Plan != now.Plan ? $"asks for the plan '{then.Plan}' instead of '{now.Plan}'"
            : then.StartsAt != now.StartsAt ? $"lets it start at {then.StartsAt} instead of {now.StartsAt}"
            : then.EndsAt != now.EndsAt ? $"lets it end at {then.EndsAt?.ToString() ?? "no time"} instead of {now.EndsAt?.ToString() ?? "none"}"
            : "has other terms than before";
        return new Rejection(
            RejectionKind.Conflict,
            "order_changes_contract",
            $"The line '{before.Id}' made the contract '{contractId}', which runs, and now {wanted}. An order does not change a running contract yet: send a revision with the line as it was, or settle it by hand.");
    }
}
