using System.Text.Json;
using Microsoft.Data.Sqlite;
using Tollgate.Engine;
using Tollgate.Engine.Access;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Environments;

namespace Tollgate.Storage.Projections;

/// <summary>Writes what the control stream says: the environment, its catalog versions, keys and accounts.</summary>
internal sealed class ControlRows : IDisposable
{
    private readonly Statement _environment;
    private readonly Statement _clock;
    private readonly Statement _catalog;
    private readonly Statement _key;
    private readonly Statement _revoked;
    private readonly Statement _account;
    private readonly Statement _externalId;

    public ControlRows(SqliteConnection connection)
    {
        _environment = new(connection, 6, "INSERT INTO environment (id, kind, clock, acceptance_window_days, grace_hours, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        _clock = new(connection, 1, "UPDATE environment SET clock = ?1");
        _catalog = new(connection, 3, "INSERT INTO catalog_version (version, document, published_at) VALUES (?1, ?2, ?3)");
        _key = new(connection, 4, "INSERT INTO api_key (id, name, scopes, issued_at) VALUES (?1, ?2, ?3, ?4)");
        _revoked = new(connection, 2, "UPDATE api_key SET revoked_at = ?2 WHERE id = ?1");
        _account = new(
            connection,
            11,
            "INSERT INTO account (id, parent_id, kind, name, currency, time_zone, legal_entity, external_ids, attributes, home_shard, registered_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
        _externalId = new(connection, 3, "INSERT INTO account_external_id (external_id, system, account_id) VALUES (?1, ?2, ?3)");
    }

    /// <returns>False when the fact is none of the control stream's.</returns>
    public bool Write(SqliteTransaction transaction, Fact fact)
    {
        switch (fact)
        {
            case EnvironmentCreated made:
                _environment.Run(transaction, made.Id, Words.Of(made.Kind), made.Clock?.Microseconds, made.AcceptanceWindowDays, made.GraceHours, made.At.Microseconds);
                return true;
            case ClockAdvanced advanced:
                _clock.Run(transaction, advanced.To.Microseconds);
                return true;
            case CatalogPublished published:
                _catalog.Run(transaction, published.Version, published.Document, published.At.Microseconds);
                return true;
            case KeyIssued issued:
                // Its hash stays in the journal: nobody who looks at rows needs it.
                _key.Run(transaction, issued.Id, issued.Name, JsonSerializer.Serialize(issued.Scopes), issued.At.Microseconds);
                return true;
            case KeyRevoked revoked:
                _revoked.Run(transaction, revoked.Id, revoked.At.Microseconds);
                return true;
            case AccountRegistered registered:
                Write(transaction, registered);
                return true;
            default:
                return false;
        }
    }

    public void Dispose()
    {
        foreach (Statement statement in (Statement[])[_environment, _clock, _catalog, _key, _revoked, _account, _externalId])
            statement.Dispose();
    }

    private void Write(SqliteTransaction transaction, AccountRegistered registered)
    {
        Account account = registered.Account;
        _account.Run(
            transaction,
            account.Id,
            account.ParentId,
            Words.Of(account.Kind),
            account.Name,
            account.Currency,
            account.TimeZone,
            account.LegalEntity,
            Words.Of(account.ExternalIds),
            Words.Of(account.Attributes),
            account.HomeShard,
            registered.At.Microseconds);
        foreach ((string system, string id) in account.ExternalIds)
            _externalId.Run(transaction, id, system, account.Id);
    }
}
