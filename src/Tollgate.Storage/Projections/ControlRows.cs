using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Access;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Environments;

namespace Tollgate.Storage.Projections;

/// <summary>Writes what the control stream says: the environment, its catalog versions, keys and accounts.</summary>
internal static class ControlRows
{
    private const string InsertEnvironment = "INSERT INTO environment (id, kind, clock, acceptance_window_days, grace_hours, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
    private const string SetClock = "UPDATE environment SET clock = $1";
    private const string InsertCatalog = "INSERT INTO catalog_version (version, document, published_at) VALUES ($1, $2, $3)";
    private const string InsertKey = "INSERT INTO api_key (id, name, scopes, issued_at) VALUES ($1, $2, $3, $4)";
    private const string RevokeKey = "UPDATE api_key SET revoked_at = $2 WHERE id = $1";

    private const string InsertAccount =
        """
        INSERT INTO account (id, parent_id, kind, name, currency, time_zone, legal_entity, external_ids, attributes, home_shard, registered_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """;

    private const string SetAttributes = "UPDATE account SET attributes = $2 WHERE id = $1";
    private const string InsertExternalId = "INSERT INTO account_external_id (external_id, system, account_id) VALUES ($1, $2, $3)";

    /// <returns>False when the fact is none of the control stream's.</returns>
    public static bool Write(IRowTransaction rows, Fact fact)
    {
        switch (fact)
        {
            case EnvironmentCreated made:
                rows.Add(InsertEnvironment, made.Id, Words.Of(made.Kind), made.Clock?.Microseconds, made.AcceptanceWindowDays, made.GraceHours, made.At.Microseconds);
                return true;
            case ClockAdvanced advanced:
                rows.Add(SetClock, advanced.To.Microseconds);
                return true;
            case CatalogPublished published:
                rows.Add(InsertCatalog, published.Version, published.Document, published.At.Microseconds);
                return true;
            case KeyIssued issued:
                // Its hash stays in the journal: nobody who looks at rows needs it.
                rows.Add(InsertKey, issued.Id, issued.Name, JsonSerializer.Serialize(issued.Scopes), issued.At.Microseconds);
                return true;
            case KeyRevoked revoked:
                rows.Add(RevokeKey, revoked.Id, revoked.At.Microseconds);
                return true;
            case AccountRegistered registered:
                Write(rows, registered);
                return true;
            case AttributesSet set:
                rows.Add(SetAttributes, set.AccountId, Words.Of(set.Attributes));
                return true;
            default:
                return false;
        }
    }

    private static void Write(IRowTransaction rows, AccountRegistered registered)
    {
        Account account = registered.Account;
        rows.Add(
            InsertAccount,
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
            rows.Add(InsertExternalId, id, system, account.Id);
    }
}
