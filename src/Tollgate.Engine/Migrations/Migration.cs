using System.Collections.Immutable;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Migrations;

/// <summary>Which contracts are moved, to what, and from when.</summary>
/// <param name="Id">Its sender's name for it.</param>
/// <param name="Select">All of what it says must hold.</param>
/// <param name="ToPlan">Null is the plan that each has, in its latest version.</param>
/// <param name="At">Null is each contract's next period boundary.</param>
public sealed record MigrationTerms(string Id, MigrationSelection Select, string? ToPlan, EffectiveAt? At, AllowanceOnChange AllowanceOnChange, string Reason, string Author);

/// <param name="Plan">What a contract is on when it would be moved; null is any.</param>
/// <param name="CatalogVersion">The version of the catalog that it is on; null is any.</param>
/// <param name="Contracts">Their ids; empty is any.</param>
public sealed record MigrationSelection(string? Plan, int? CatalogVersion, ImmutableArray<string> Contracts)
{
    public bool IsEverything => Plan is null && CatalogVersion is null && Contracts.IsEmpty;

    public bool Equals(MigrationSelection? other) =>
        other is not null && Plan == other.Plan && CatalogVersion == other.CatalogVersion && Contracts.AsSpan().SequenceEqual(other.Contracts.AsSpan());

    public override int GetHashCode() => (Plan?.Length ?? 0) ^ (CatalogVersion ?? 0) ^ (Contracts.Length << 8);
}

/// <summary>A contract that could not be moved, and why.</summary>
public sealed record Unmoved(string ContractId, string Code, string Detail);

/// <summary>A migration, and how far it is.</summary>
/// <param name="CatalogVersion">To which contracts are moved: the one in force when it was ordered.</param>
/// <param name="Total">So many contracts were selected then.</param>
/// <param name="Through">The last contract that was looked at; null before the first.</param>
/// <param name="Moved">How many have its terms now; each names it in its amendment.</param>
/// <param name="Unchanged">How many had those terms already.</param>
/// <param name="EndedAt">Null until it is done.</param>
public sealed record Migration(MigrationTerms Terms, int CatalogVersion, int Total, RecordedAt OrderedAt, string? Through, int Moved, int Unchanged, ImmutableArray<Unmoved> Unmoved, RecordedAt? EndedAt)
{
    /// <summary>Contracts that were looked at.</summary>
    public int Done => Moved + Unchanged + Unmoved.Length;

    internal static Migration Of(MigrationOrdered ordered) => new(ordered.Terms, ordered.CatalogVersion, ordered.Total, ordered.At, null, 0, 0, [], null);

    internal Migration With(MigrationAdvanced advanced) => this with
    {
        Through = advanced.Through ?? Through,
        Moved = Moved + advanced.Moved,
        Unchanged = Unchanged + advanced.Unchanged,
        Unmoved = [.. Unmoved, .. advanced.Unmoved],
        EndedAt = advanced.IsDone ? advanced.At : EndedAt,
    };
}

public sealed record MigrationOrdered(MigrationTerms Terms, int CatalogVersion, int Total, RecordedAt At) : Fact;

/// <summary>Some contracts were looked at. The amendments of those that were moved stand before it.</summary>
/// <param name="Through">The last of them, in the order of their ids; null when none was left.</param>
public sealed record MigrationAdvanced(string MigrationId, string? Through, int Moved, int Unchanged, ImmutableArray<Unmoved> Unmoved, bool IsDone, RecordedAt At) : Fact;

/// <summary>Of snapshots alone.</summary>
public sealed record MigrationCarried(Migration Migration) : Fact;

/// <summary>Puts a migration on record; nothing is moved yet. The same again changes nothing.</summary>
public sealed record OrderMigration(MigrationTerms Terms) : Command<Migration>;

/// <summary>Moves some of the contracts that are left.</summary>
public sealed record AdvanceMigration(string MigrationId, int Most) : Command<Migration>;
