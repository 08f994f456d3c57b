using System.Data.Common;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Time;

namespace Tollgate.Storage.Projections;

public abstract partial class ProjectionStore
{
    private const string ContractColumns =
        "id, account_id, plan, catalog_version, version, currency, starts_at, ends_at, external_ids, started_at";

    /// <summary>Contracts by id, of one account or of all.</summary>
    /// <param name="externalId">As for <see cref="Accounts"/>.</param>
    /// <exception cref="UnreadableCursorException">The cursor is not one of this list.</exception>
    public Page<ContractStarted> Contracts(string? accountId = null, string? cursor = null, int limit = 100, string? externalId = null)
    {
        string? after = Cursor.Read("contracts", cursor);
        ExternalName? external = ExternalName.Of(externalId);
        List<ContractStarted> rows = Rows(
            $"""
            SELECT {ContractColumns} FROM {Schema}.contract
            WHERE (@after IS NULL OR id > @after) {(accountId is null ? "" : "AND account_id = @accountId")}
                {(external is null ? "" : $"AND id IN (SELECT contract_id FROM {Schema}.contract_external_id WHERE external_id = @Whole OR (external_id = @Id AND system = @System))")}
            ORDER BY id LIMIT @more
            """,
            new { after, accountId, more = Page<ContractStarted>.Checked(limit) + 1, external?.Whole, external?.System, external?.Id },
            ReadContract);
        return Page<ContractStarted>.Of(rows, limit, row => Cursor.After("contracts", row.Contract.Id));
    }

    /// <summary>A contract by its own id, or null.</summary>
    public ContractStarted? Contract(string id) =>
        Rows($"SELECT {ContractColumns} FROM {Schema}.contract WHERE id = @id", new { id }, ReadContract).SingleOrDefault();

    private static ContractStarted ReadContract(DbDataReader row) => new(
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetInt32(3),
            row.GetInt32(4),
            row.GetString(5),
            new EffectiveAt(row.GetInt64(6)),
            row.Number(7) is { } end ? new EffectiveAt(end) : null,
            Words.Texts(row.GetString(8))),
        new RecordedAt(row.GetInt64(9)));
}
