using System.Data;
using System.Data.Common;
using Dapper;
using Npgsql;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Projections.Postgres;

/// <summary>
/// An environment's projections in a schema of a PostgreSQL database. Any number of servers may apply and ask at the same time. Questions and
/// writes take connections from the pool, so that a database that was gone is used again as soon as it is back.
/// </summary>
public sealed class PostgresProjections : ProjectionStore
{
    private readonly NpgsqlDataSource _source;
    private readonly string _environment;
    private readonly UsagePartitions _partitions;

    private PostgresProjections(NpgsqlDataSource source, string environment, string? dropped)
        : base(environment, dropped)
    {
        _source = source;
        _environment = environment;
        _partitions = new(environment);
        Place = PlaceOf(source, environment);
    }

    public override string Place { get; }

    private protected override string Schema => ProjectionSchema.QuotedName(_environment);

    /// <summary>
    /// Opens the environment's schema, and makes it when it is not there. One of another version or installation is dropped: its watermarks
    /// are then -1, and the journal fills it again.
    /// </summary>
    /// <param name="source">The application role's connections. It stays the caller's.</param>
    /// <exception cref="ProjectionsUnavailableException">The database cannot be used, or something else has the schema's name.</exception>
    public static PostgresProjections Open(NpgsqlDataSource source, string installation, string environment)
    {
        // The name becomes part of statements.
        if (!StreamId.IsEnvironmentName(environment))
            throw new ArgumentException($"'{environment}' names no environment.", nameof(environment));
        try
        {
            return Loaded(source, environment, ProjectionSchema.OpenOrMake(source, installation, environment));
        }
        catch (DbException e) when (PostgresProjectionFailure.Of(e, PlaceOf(source, environment)) is { } told)
        {
            throw told;
        }
        catch (ProjectionsDamagedException)
        {
            // The schema has its identity, and lacks what stands beside it. Closing has removed it.
            ProjectionSchema.OpenOrMake(source, installation, environment);
            return Loaded(source, environment, "it is damaged");
        }
    }

    private protected override ProjectionException? Told(DbException failure)
    {
        // A partition that somebody has dropped is made again with the next attempt.
        if (failure.SqlState == PostgresErrorCodes.CheckViolation)
            _partitions.Forget();
        return PostgresProjectionFailure.Of(failure, Place);
    }

    private protected override T Read<T>(Func<DbConnection, T> question, bool oneMoment)
    {
        using NpgsqlConnection connection = _source.OpenConnection();
        // One statement sees one moment by itself.
        using NpgsqlTransaction? moment = oneMoment ? connection.BeginTransaction(IsolationLevel.RepeatableRead) : null;
        return question(connection);
    }

    private protected override bool Write(Func<IRowTransaction, bool> work)
    {
        using NpgsqlConnection connection = _source.OpenConnection();
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
        using NpgsqlConnection connection = _source.OpenConnection();
        connection.Execute($"TRUNCATE {string.Join(", ", ProjectionTables.Names.Select(table => $"{Schema}.{table}"))}");
    }

    private protected override void Close(bool remove)
    {
        if (!remove)
            return;
        try
        {
            ProjectionSchema.Drop(_source, _environment);
        }
        catch (DbException)
        {
            // What cannot be removed now is met as damaged again.
        }
    }

    private static string PlaceOf(NpgsqlDataSource source, string environment)
    {
        NpgsqlConnectionStringBuilder settings = new(source.ConnectionString);
        return $"the schema {ProjectionSchema.NameOf(environment)} of the database {settings.Database} on {settings.Host}:{settings.Port}";
    }

    private static PostgresProjections Loaded(NpgsqlDataSource source, string environment, string? dropped)
    {
        PostgresProjections opened = new(source, environment, dropped);
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
