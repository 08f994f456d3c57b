using System.Data.Common;
using Npgsql;

namespace Tollgate.Storage.Projections.Postgres;

/// <summary>What a failure of PostgreSQL means for projections. See https://www.postgresql.org/docs/current/errcodes-appendix.html</summary>
internal static class PostgresProjectionFailure
{
    private const string Afterwards = "nothing is lost, they catch up afterwards.";

    /// <summary>Null when the failure is the program's own: a row twice, a value that no column takes.</summary>
    public static ProjectionException? Of(DbException failure, string place) => failure switch
    {
        PostgresException told => Of(told, place),
        NpgsqlException { InnerException: TimeoutException } exhausted when exhausted.Message.Contains("pool", StringComparison.Ordinal) =>
            Unavailable(place, "wait for a free connection in vain", failure, "Raise 'Maximum Pool Size' in the connection string, or ask for less at once"),
        NpgsqlException => Unavailable(place, "cannot be reached", failure, "Check that the database runs and can be reached from here"),
        _ => null,
    };

    private static ProjectionException? Of(PostgresException e, string place) => e.SqlState switch
    {
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted
            // Somebody has dropped or changed what only the server may.
            or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidSchemaName => new ProjectionsDamagedException(place, e),
        PostgresErrorCodes.DiskFull => new ProjectionsUnavailableException($"There is no room for the projections in {place}. Free some space; {Afterwards}", e),
        PostgresErrorCodes.TooManyConnections => Unavailable(place, "get no connection", e, "Raise max_connections of the database or the role's CONNECTION LIMIT, or lower 'Maximum Pool Size' in the connection strings of all who use it"),
        PostgresErrorCodes.ReadOnlySqlTransaction => Unavailable(place, "cannot be written", e, "The database is a standby or set to read only: name the primary, or take default_transaction_read_only off"),
        PostgresErrorCodes.InsufficientPrivilege => Unavailable(place, "cannot be used", e, "A right that the migrations granted was taken away: grant it again"),
        // A partition was dropped. It is made again.
        PostgresErrorCodes.CheckViolation => Unavailable(place, "cannot be written", e, "It is tried again"),
        // 08 connections, 28 and 3D who and where, 40 deadlocks, 53 resources, 55 not in the state for it, 57 stopping, starting or cancelled, 58 its disk.
        { } code when code[..2] is "08" or "28" or "3D" or "40" or "53" or "55" or "57" or "58" => Unavailable(place, "cannot be used", e, "Check the database and its log"),
        _ => null,
    };

    private static ProjectionsUnavailableException Unavailable(string place, string what, DbException e, string advice) =>
        new($"The projections in {place} {what}: {Said(e).TrimEnd('.')}. {advice}; {Afterwards}", e);

    private static string Said(DbException e) => (e as PostgresException)?.MessageText ?? (e.InnerException ?? e).Message;
}
