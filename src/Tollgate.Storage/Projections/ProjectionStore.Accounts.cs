using System.Data.Common;
using Dapper;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Time;

namespace Tollgate.Storage.Projections;

public abstract partial class ProjectionStore
{
    private const string AccountColumns =
        "id, parent_id, kind, name, currency, time_zone, legal_entity, external_ids, attributes, home_shard, registered_at";

    /// <summary>Accounts by id.</summary>
    /// <param name="externalId">Only those that go by it in another system: <c>netsuite:77</c>, or <c>77</c> in any.</param>
    /// <exception cref="UnreadableCursorException">The cursor is not one of this list.</exception>
    public Page<AccountRegistered> Accounts(string? cursor = null, int limit = 100, string? externalId = null)
    {
        string? after = Cursor.Read("accounts", cursor);
        ExternalName? external = ExternalName.Of(externalId);
        List<AccountRegistered> rows = Rows(
            $"""
            SELECT {AccountColumns} FROM {Schema}.account
            WHERE (@after IS NULL OR id > @after)
                {(external is null ? "" : $"AND id IN (SELECT account_id FROM {Schema}.account_external_id WHERE external_id = @Whole OR (external_id = @Id AND system = @System))")}
            ORDER BY id LIMIT @more
            """,
            new { after, more = Page<AccountRegistered>.Checked(limit) + 1, external?.Whole, external?.System, external?.Id },
            ReadAccount);
        return Page<AccountRegistered>.Of(rows, limit, row => Cursor.After("accounts", row.Account.Id));
    }

    /// <summary>An account by its own id, or null.</summary>
    public AccountRegistered? Account(string id) =>
        Rows($"SELECT {AccountColumns} FROM {Schema}.account WHERE id = @id", new { id }, ReadAccount).SingleOrDefault();

    private static AccountRegistered ReadAccount(DbDataReader row) => new(
        new(
            row.GetString(0),
            row.Text(1),
            Words.Read<AccountKind>(row.GetString(2)),
            row.Text(3),
            row.Text(4),
            row.GetString(5),
            row.GetString(6),
            Words.Texts(row.GetString(7)),
            Words.Texts(row.GetString(8)),
            row.GetInt32(9)),
        new RecordedAt(row.GetInt64(10)));

    private List<T> Rows<T>(string sql, object? values, Func<DbDataReader, T> read) => Ask(connection =>
    {
        List<T> rows = [];
        using var reader = (DbDataReader)connection.ExecuteReader(sql, values);
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    });
}
