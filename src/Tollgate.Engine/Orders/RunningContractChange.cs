using Tollgate.Engine.Contracts;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Orders;

/// <summary>
/// A line of an order that says something else than before of a contract that runs, or that is gone: here, and nowhere else, an order becomes an
/// amendment or an end of the contract. Only what the line says otherwise than before is changed, so that what was changed by hand since stays.
/// </summary>
internal static class RunningContractChange
{
    /// <summary>Where a line or a revision says from when its change holds.</summary>
    public const string EffectiveAtPlace = "/effective_at";

    /// <param name="alone">The account's own state, to which what is decided is applied.</param>
    /// <param name="applied">The revision that was done last.</param>
    /// <param name="before">As the line was when it was done last.</param>
    /// <param name="line">As it is to be.</param>
    /// <param name="made">Takes the facts.</param>
    /// <param name="done">Takes what they did.</param>
    /// <returns>Why it cannot be done; null when it is.</returns>
    public static Rejection? Amend(Books alone, OrderedChange there, OrderTerms applied, OrderedContract before, OrderTerms terms, OrderLine line, RecordedAt at, List<Fact> made, List<OrderedChange> done)
    {
        OrderedContract then = line.Contract!;
        if (Fixed(there.Id, before, then) is { } refused)
            return refused;
        NewEnd? end = then.EndsAt != before.EndsAt ? new NewEnd(then.EndsAt) : null;
        NewPurchaseOrder? purchaseOrder = terms.PurchaseOrder != applied.PurchaseOrder ? new NewPurchaseOrder(terms.PurchaseOrder) : null;
        bool hasNewTerms = then.Plan != before.Plan || then.Terms != before.Terms || purchaseOrder is not null;
        if (!hasNewTerms && end is null)
            return null;

        Contract contract = alone.Contracts[there.Id].Contract;
        EffectiveAt from = line.EffectiveAt ?? terms.EffectiveAt ?? Later(new EffectiveAt(at.Microseconds), contract.StartsAt);
        // Nothing is billed of it any more that could carry another number.
        if (contract.EndsAt <= from && end is null && then.Plan == before.Plan && then.Terms == before.Terms)
            return null;
        var command = new AmendContract(
            there.Id,
            then.Plan == before.Plan ? null : then.Plan,
            hasNewTerms ? from : Later(Earlier(Earlier(from, Before(contract.EndsAt)), Before(then.EndsAt)), contract.StartsAt),
            end,
            AllowanceOnChange.Remaining,
            then.Terms.AddOns.AsSpan().SequenceEqual(before.Terms.AddOns.AsSpan()) ? null : then.Terms.AddOns,
            then.Terms.Negotiated == before.Terms.Negotiated ? null : new NewTerms(then.Terms.Negotiated),
            Reason(terms),
            Author: null
        )
        {
            PurchaseOrder = purchaseOrder,
        };
        done.Add(there with { Act = OrderedAct.Amended });
        return OrderFulfilment.Take(alone, Amending.Decide(alone, command, at), made);
    }

    /// <summary>Ends the contract of a line that is gone, from when the revision holds; one that has ended by then stays as it is.</summary>
    /// <inheritdoc cref="Amend"/>
    public static Rejection? End(Books alone, OrderedChange gone, OrderTerms terms, RecordedAt at, List<Fact> made, List<OrderedChange> done)
    {
        Contract contract = alone.Contracts[gone.Id].Contract;
        EffectiveAt end = terms.EffectiveAt ?? new EffectiveAt(at.Microseconds);
        done.Add(gone with { Act = OrderedAct.Ended });
        if (contract.EndsAt <= end)
            return null;
        if (end <= contract.StartsAt)
            return Refuse(gone.Id, $"is left out from {end} on, and the contract starts at {contract.StartsAt}: it would never run", EffectiveAtPlace);
        // An end is no new terms: it is only to be known before it comes.
        var command = new AmendContract(gone.Id, null, Before(end), new NewEnd(end), AllowanceOnChange.Remaining, null, null, Reason(terms), Author: null);
        return OrderFulfilment.Take(alone, Amending.Decide(alone, command, at), made) is { } refused ? refused with { Pointer = EffectiveAtPlace } : null;
    }

    /// <summary>What no amendment changes.</summary>
    private static Rejection? Fixed(string id, OrderedContract before, OrderedContract then)
    {
        if (then.StartsAt != before.StartsAt)
            return Refuse(id, $"lets it start at {then.StartsAt} instead of {before.StartsAt}", "/starts_at");
        if (!then.Terms.Promotions.AsSpan().SequenceEqual(before.Terms.Promotions.AsSpan()))
            return Refuse(id, "has other promotions, which a contract has from its start", "/promotions");
        return then.ExternalIds.SequenceEqual(before.ExternalIds) ? null : Refuse(id, "gives it other external ids", "/external_ids");
    }

    private static Rejection Refuse(string id, string wanted, string pointer) => new(
        RejectionKind.Conflict,
        "order_changes_contract",
        $"The line made the contract '{id}' and now {wanted}. Send a revision that has this as it was; what is to be so beside it is a line with an id of its own.",
        pointer);

    private static string Reason(OrderTerms terms) => $"order {terms.OrderId}, revision {terms.Revision}";

    private static EffectiveAt? Before(EffectiveAt? end) => end is { } at ? new EffectiveAt(at.Microseconds - 1) : null;

    private static EffectiveAt Earlier(EffectiveAt at, EffectiveAt? other) => other < at ? other.Value : at;

    private static EffectiveAt Later(EffectiveAt at, EffectiveAt other) => other > at ? other : at;
}
