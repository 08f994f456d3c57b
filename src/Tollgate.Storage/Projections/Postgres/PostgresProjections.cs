using System.Data;
using System.Data.Common;
using Dapper;
using Npgsql;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Postgres;

namespace Tollgate.Storage.Projections.Postgres;

/// <summary>
/// An environment's projections in a schema of a PostgreSQL database. Any number of servers may apply and ask at the same time. Questions and
/// writes take connections from the pool, so that a database that was gone is used again as soon as it is back.
/// </summary>
public sealed class PostgresProjections : ProjectionStore
{
    private readonly PostgresDatabase _database;
    private readonly string _environment;
    private readonly UsagePartitions _partitions;

    private PostgresProjections(PostgresDatabase database, string environment, string? dropped)
        : base(environment, dropped)
    {
        _database = database;
        _environment = environment;
        _partitions = new(environment);
        Place = PlaceOf(database, environment);
    }

    public override string Place { get; }

    private protected override string Schema => ProjectionSchema.QuotedName(_environment);

    /// <summary>
    /// Opens the environment's schema, and makes it when it is not there. One of another version or installation is dropped: its watermarks
    /// are then -1, and the journal fills it again.
    /// </summary>
    /// <param name="database">It stays the caller's.</param>
    /// <exception cref="ProjectionsUnavailableException">The database cannot be used, or something else has the schema's name.</exception>
    internal static PostgresProjections Open(PostgresDatabase database, string installation, string environment)
    {
        // The name becomes part of statements.
        if (!StreamId.IsEnvironmentName(environment))
            throw new ArgumentException($"'{environment}' names no environment.", nameof(environment));
        try
        {
            return Loaded(database, environment, ProjectionSchema.OpenOrMake(database, installation, environment));
        }
        catch (DbException e) when (PostgresProjectionFailure.Of(e, PlaceOf(database, environment)) is { } told)
        {
            throw told;
        }
        catch (ProjectionsDamagedException)
        {
            // The schema has its identity, and lacks what stands beside it. Closing has removed it.
            ProjectionSchema.OpenOrMake(database, installation, environment);
            return Loaded(database, environment, "it is damaged");
        }
    }

    private protected override ProjectionException? Told(DbException failure)
    {
        // A partition that somebody has dropped is made again with the next attempt.
        if (failure.SqlState == PostgresErrorCodes.CheckViolation)
            _partitions.Forget();
        if (failure is NpgsqlException npgsql && PostgresDatabase.IsGone(npgsql))
            _database.Pool.Clear();
        return PostgresProjectionFailure.Of(failure, Place);
    }

    private protected override T Read<T>(Func<DbConnection, T> question, bool oneMoment)
    {
        try
        {
            return Once(question, oneMoment);
        }
        catch (NpgsqlException e) when (PostgresDatabase.IsGone(e))
        {
            // The database was started again since the pool had this connection.
            _database.Pool.Clear();
            return Once(question, oneMoment);
        }
    }

    private protected override bool Write(Func<IRowTransaction, bool> work)
    {
        using NpgsqlConnection connection = _database.Pool.OpenConnection();
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        using PostgresRows rows = new(connection, transaction, Schema, _partitions);
        if (!work(rows))
            return false;
        rows.Send();
        transaction.Commit();
        _partitions.Keep();
        return true;
    }

    private protected override void Empty()
    {
        using NpgsqlConnection connection = _database.Pool.OpenConnection();
        connection.Execute($"TRUNCATE {string.Join(", ", ProjectionTables.Names.Select(table => $"{Schema}.{table}"))}");
    }

    private protected override void Close(bool remove)
    {
        if (!remove)
            return;
        try
        {
            ProjectionSchema.Drop(_database, _environment);
        }
        catch (DbException)
        {
            // What cannot be removed now is met as damaged again.
        }
    }

    private T Once<T>(Func<DbConnection, T> question, bool oneMoment)
    {
        using NpgsqlConnection connection = _database.Pool.OpenConnection();
        // One statement sees one moment by itself.
        using NpgsqlTransaction? moment = oneMoment ? connection.BeginTransaction(IsolationLevel.RepeatableRead) : null;
        return question(connection);
    }

    private static string PlaceOf(PostgresDatabase database, string environment) =>
        $"the schema {ProjectionSchema.NameOf(environment)} of {database.Address}";

    private static PostgresProjections Loaded(PostgresDatabase database, string environment, string? dropped)
    {
        PostgresProjections opened = new(database, environment, dropped);
        try
        {
            opened.Load();
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }
}
