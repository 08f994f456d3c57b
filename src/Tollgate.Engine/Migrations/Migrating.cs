using Tollgate.Engine.Contracts;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Migrations;

/// <summary>
/// Moves contracts to a plan of the catalog in force, each by an amendment of its own, in the order of their ids. A step stands in one block with how far it came, so that whoever is cut off goes on behind it, and no contract
/// is moved twice.
/// </summary>
public static class Migrating
{
    /// <summary>The most contracts that one step looks at, so that other commands get their turn.</summary>
    public const int MostAStep = 50;

    private const string Nothing = "amendment_changes_nothing";

    public static Outcome Decide(Books books, OrderMigration command, RecordedAt now)
    {
        MigrationTerms terms = command.Terms;
        if (books.Migrations.GetValueOrDefault(terms.Id) is { } known)
        {
            return known.Terms == terms
                ? Outcome.Of(known)
                : new Rejection(RejectionKind.Conflict, "migration_exists", $"There is a migration '{terms.Id}' since {known.OrderedAt} that says something else; give this one another id.", "/id");
        }

        if (Refuse(books, terms) is { } refused)
            return refused;
        var ordered = new MigrationOrdered(terms, books.Catalogs.Current!.Version, Selected(books, terms, now).Count(), now);
        return Outcome.Of(Migration.Of(ordered), ordered);
    }

    public static Outcome Decide(Books books, AdvanceMigration command, RecordedAt now)
    {
        if (books.Migrations.GetValueOrDefault(command.MigrationId) is not { } migration)
            return new Rejection(RejectionKind.NotFound, "migration_not_found", $"There is no migration '{command.MigrationId}'.");
        if (migration.EndedAt is not null)
            return Outcome.Of(migration);
        if (books.Catalogs.Current!.Version != migration.CatalogVersion)
        {
            return new Rejection(
                RejectionKind.Conflict,
                "migration_catalog_changed",
                $"The migration '{migration.Terms.Id}' is to version {migration.CatalogVersion} of the catalog, and {books.Catalogs.Current.Version} is in force. {migration.Done} of {migration.Total} contracts were looked at; order another migration for the rest."
            );
        }

        List<Fact> facts = [];
        List<Unmoved> unmoved = [];
        HashSet<string> accounts = new(StringComparer.Ordinal);
        (string? through, int moved, int unchanged, bool done) = (null, 0, 0, true);
        foreach (ContractBook contract in Selected(books, migration.Terms, migration.OrderedAt).Where(contract => string.CompareOrdinal(contract.Id, migration.Through) > 0))
        {
            // What one contract of an account becomes may matter to the next.
            if (accounts.Count == Math.Clamp(command.Most, 1, MostAStep) || !accounts.Add(contract.Contract.AccountId))
            {
                done = false;
                break;
            }

            through = contract.Id;
            Outcome outcome = Amend(books, contract, migration.Terms, migration.OrderedAt, now);
            switch (outcome.Rejection)
            {
                case null:
                    moved++;
                    facts.AddRange(outcome.Facts.Select(fact => fact is ContractAmended amended ? amended with { Migration = migration.Terms.Id } : fact));
                    break;
                case { Code: Nothing }:
                    unchanged++;
                    break;
                case var why:
                    unmoved.Add(new Unmoved(contract.Id, why.Code, why.Detail));
                    break;
            }
        }

        var advanced = new MigrationAdvanced(migration.Terms.Id, through, moved, unchanged, [.. unmoved], done, now);
        return Outcome.Of(migration.With(advanced), [.. facts, advanced]);
    }

    internal static Rejection? Refuse(Books books, MigrationTerms terms)
    {
        if (books.Catalogs.Current is not { } catalog)
            return new Rejection(RejectionKind.Conflict, "catalog_missing", "There is no catalog yet: PUT /v1/catalog first.");
        if (terms.Select.IsEverything)
            return new Rejection(RejectionKind.Invalid, "migration_selects_everything", "Say which contracts are moved: by plan, by catalog version, or by their ids.", "/select");
        if (terms.ToPlan is { } plan && !catalog.Plans.ContainsKey(plan))
            return new Rejection(RejectionKind.Invalid, "plan_not_found", $"The catalog has no plan '{Catalog.Names.Shortened(plan)}'. It has: {string.Join(", ", catalog.Plans.Keys)}.", "/to");
        for (int i = 0; i < terms.Select.Contracts.Length; i++)
        {
            if (!books.Contracts.TryGetValue(terms.Select.Contracts[i], out ContractBook? contract) || !contract.IsFirst)
                return new Rejection(RejectionKind.NotFound, "contract_not_found", $"There is no contract '{Catalog.Names.Shortened(terms.Select.Contracts[i])}'.", $"/select/contracts/{i}");
        }

        return null;
    }

    /// <summary>The contracts that are meant, in the order of their ids: those that were there when it was ordered, and that run at the time of the change. One that is named is always meant.</summary>
    internal static IEnumerable<ContractBook> Selected(Books books, MigrationTerms terms, RecordedAt orderedAt)
    {
        HashSet<string> named = [.. terms.Select.Contracts];
        foreach (ContractBook contract in books.Contracts.Values)
        {
            if (!contract.IsFirst || contract.Started.At > orderedAt || (named.Count > 0 && !named.Contains(contract.Id)))
                continue;
            // As it was when the migration was ordered: what it has done itself must not put a contract out of it.
            EffectiveAt from = From(contract, terms, orderedAt);
            Contract? then = contract.TermsAt(from, orderedAt);
            bool runs = then is not null && from >= then.StartsAt && !(from >= then.EndsAt);
            if ((runs || named.Count > 0) && (terms.Select.Plan is null || terms.Select.Plan == then?.Plan) && (terms.Select.CatalogVersion is null || terms.Select.CatalogVersion == then?.CatalogVersion))
                yield return contract;
        }
    }

    /// <summary>From when a contract has its new terms.</summary>
    internal static EffectiveAt From(ContractBook contract, MigrationTerms terms, RecordedAt orderedAt)
    {
        var now = new EffectiveAt(orderedAt.Microseconds);
        return terms.At ?? (contract.Contract.StartsAt > now ? contract.Contract.StartsAt : contract.Calendar.PeriodAt(now).End);
    }

    internal static Outcome Amend(Books books, ContractBook contract, MigrationTerms terms, RecordedAt orderedAt, RecordedAt now)
    {
        EffectiveAt from = From(contract, terms, orderedAt);
        return Amending.Decide(
            books,
            new AmendContract(contract.Id, terms.ToPlan ?? contract.At(from)?.Contract.Plan ?? contract.Contract.Plan, from, null, terms.AllowanceOnChange, null, null, terms.Reason, terms.Author),
            now
        );
    }
}
