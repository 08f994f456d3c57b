using System.Data.Common;
using Npgsql;
using Tollgate.Storage.Postgres;

namespace Tollgate.Storage.Deliveries.Postgres;

/// <summary>An environment's messages in the tables of the installation's schema.</summary>
/// <param name="database">It stays the caller's.</param>
internal sealed class PostgresDeliveries(PostgresDatabase database, string environment) : DeliveryStore(environment)
{
    private protected override string Prefix => "tollgate.";

    public override void Dispose()
    {
    }

    private protected override T Run<T>(Func<DbConnection, DbTransaction, T> work)
    {
        try
        {
            return Once(work);
        }
        catch (NpgsqlException e)
        {
            // The next attempt begins with another connection.
            if (PostgresDatabase.IsGone(e))
                database.Pool.Clear();
            throw new DeliveriesUnavailableException($"The messages to webhooks in {database.Address} cannot be used: {e.Message} Check the database and its log.", e);
        }
    }

    private T Once<T>(Func<DbConnection, DbTransaction, T> work)
    {
        using NpgsqlConnection connection = database.Pool.OpenConnection();
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        T result = work(connection, transaction);
        transaction.Commit();
        return result;
    }
}
