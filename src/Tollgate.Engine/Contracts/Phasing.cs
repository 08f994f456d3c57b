using System.Collections.Immutable;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

/// <summary>Lays the phases of a new contract end to end, and begins each as a version of its terms.</summary>
internal static class Phasing
{
    public const int MostPhases = 100;

    /// <summary>When each phase holds. They leave no time of the contract out, and none of it has two.</summary>
    /// <param name="phases">In order, each with its start; the end of the last is the contract's.</param>
    public static Rejection? Place(StartContract command, RecordedAt now, out ImmutableArray<Phase> phases)
    {
        phases = command.Phases;
        if (phases.Length > MostPhases)
            return Refuse("too_many_phases", $"The contract would have {phases.Length} phases; it may have up to {MostPhases}.", "/phases");
        EffectiveAt begin = command.StartsAt ?? phases[0].StartsAt ?? new EffectiveAt(now.Microseconds);
        EffectiveAt? before = begin;
        for (int i = 0; i < phases.Length; i++)
        {
            string place = $"/phases/{i}";
            if ((phases[i].StartsAt ?? before) is not { } from)
                return Refuse("phase_end_missing", "The phase says no end, and the next one no start: one of the two is needed.", $"/phases/{i - 1}/ends_at");
            if (!BillableTime.Contains(from))
                return Refuse("contract_start_out_of_range", $"A phase starts at {BillableTime.Start} or later and before {BillableTime.End}.", place + "/starts_at");
            if (i == 0 && from < begin)
                return Refuse("phase_outside_contract", $"The phase starts at {from}, and the contract at {begin}.", place + "/starts_at");
            if (from < before || (i > 0 && from <= phases[i - 1].StartsAt))
                return Refuse("phases_overlap", $"The phase starts at {from}, and the one before is from {phases[i - 1].StartsAt} to {before?.ToString() ?? "there"}.", place + "/starts_at");
            if (from > before)
                return Refuse("phase_gap", $"From {before} to {from} the contract would have no phase.", place + "/starts_at");
            if (phases[i].EndsAt <= from)
                return Refuse("phase_ends_before_start", $"The phase would end at {phases[i].EndsAt}, which is not after its start at {from}.", place + "/ends_at");
            if (from >= command.EndsAt || phases[i].EndsAt > command.EndsAt)
                return Refuse("phase_outside_contract", $"The phase is from {from} to {phases[i].EndsAt?.ToString() ?? "no end"}, and the contract ends at {command.EndsAt}.", place + (from >= command.EndsAt ? "/starts_at" : "/ends_at"));
            phases = phases.SetItem(i, phases[i] with { StartsAt = from });
            before = phases[i].EndsAt;
        }

        if (before < command.EndsAt)
            return Refuse("phase_gap", $"The last phase ends at {before}, and the contract at {command.EndsAt}.", $"/phases/{phases.Length - 1}/ends_at");
        phases = phases.SetItem(phases.Length - 1, phases[^1] with { EndsAt = before ?? command.EndsAt });
        return null;
    }

    /// <summary>Begins what comes after the first phase, and ends add-ons where they end.</summary>
    /// <param name="first">The contract as it starts, which is not in the books yet.</param>
    /// <param name="hasPhases">Whether what is wrong stands in a phase.</param>
    /// <param name="later">Those behind the first.</param>
    /// <param name="facts">Takes an amendment for each.</param>
    public static Rejection? Begin(Books books, Account account, ContractBook first, bool hasPhases, ImmutableArray<Phase> later, List<Fact> facts, RecordedAt at)
    {
        for (int i = -1; i < later.Length; i++)
        {
            string place = hasPhases ? $"/phases/{i + 1}" : "";
            Contract contract = first.Started.Contract;
            EffectiveAt from = contract.StartsAt;
            if (i >= 0)
            {
                from = later[i].StartsAt!.Value;
                if (Within(place, Agree(books, account, first, later[i], out contract)) is { } refused)
                    return refused;
                Add(contract, from);
            }

            EffectiveAt? until = i + 1 < later.Length ? later[i + 1].StartsAt : first.Contract.EndsAt;
            if (Within(place, AddOnEnds.Refuse(contract.Terms, from, until)) is { } outlived)
                return outlived;
            foreach ((EffectiveAt end, Contract without) in AddOnEnds.Of(contract, until))
                Add(without, end);
        }

        return null;

        void Add(Contract contract, EffectiveAt from)
        {
            CatalogVersion catalog = first.Catalog;
            contract = contract with { Version = first.LatestVersion + 1 };
            var amended = new ContractAmended(contract, from, AllowanceOnChange.Remaining, null, null, at);
            first.Amend(amended, catalog, books.Agreed.Of(contract, catalog, account));
            facts.Add(amended);
        }
    }

    /// <summary>A rejection of something inside a phase; what is none of the phase's own keeps its place.</summary>
    public static Rejection? Within(string place, Rejection? refused) =>
        refused is { Pointer: { } pointer } && OfTerms.Any(term => pointer.StartsWith(term, StringComparison.Ordinal)) ? refused with { Pointer = place + pointer } : refused;

    private static readonly string[] OfTerms = ["/plan", "/bundle", "/add_ons", "/promotions", "/terms"];

    private static Rejection? Agree(Books books, Account account, ContractBook first, Phase phase, out Contract contract)
    {
        contract = first.Started.Contract;
        if (Offer.Find(first.Catalog, phase.Plan, phase.Terms, isNew: true, out Plan plan, out ContractTerms terms) is { } notSold)
            return notSold;
        if (plan.Currency != contract.Currency)
            return new Rejection(RejectionKind.Conflict, "currency_mismatch", $"The contract is billed in {contract.Currency}, and the plan '{plan.Id}' is priced in {plan.Currency}.", "/plan");
        contract = contract with { Plan = plan.Id, Terms = terms, PromotedFrom = terms.Promotions.IsEmpty ? null : phase.StartsAt };
        if (!terms.Promotions.IsEmpty && Offer.RefusePromotions(books, first.Catalog, Agreement.Of(first.Catalog, contract with { Terms = terms with { Promotions = [] } }, first.Zone).Plan, terms, phase.StartsAt!.Value) is { } unpromoted)
            return unpromoted;
        return ContractStart.TooDear(books.Agreed.Of(contract, first.Catalog, account).Plan);
    }

    private static Rejection Refuse(string code, string detail, string pointer) => new(RejectionKind.Invalid, code, detail, pointer);
}
