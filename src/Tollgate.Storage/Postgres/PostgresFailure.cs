using Npgsql;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Postgres;

/// <summary>What a failure of the database means for a journal. None of its sentences holds a password.</summary>
internal static class PostgresFailure
{
    /// <param name="doing">What was being done, as in "while <c>appending block 7</c>".</param>
    public static JournalException Of(NpgsqlException failure, PostgresAddress address, string doing, StreamId? stream = null)
    {
        string place = $"The database {address}";
        if (failure is not PostgresException told)
        {
            return failure.InnerException is TimeoutException
                ? new JournalUnavailableException($"{place} did not answer in time, while {doing}. If it waits for a standby, see that one; else look at its load.", failure)
                : new JournalUnavailableException($"{place} cannot be reached, while {doing}: {Cause(failure)} Check that it runs and that host and port are right.", failure);
        }

        string said = $"while {doing}: {told.MessageText} (PostgreSQL {told.SqlState})";
        return told.SqlState switch
        {
            PostgresErrorCodes.DiskFull => new JournalFullException($"There is no room in {address}, {said}. Nothing was written; free some space on the database's disk and try again.", failure),
            PostgresErrorCodes.ReadOnlySqlTransaction => new JournalUnavailableException(
                $"{place} takes no writes, {said}. It is a standby, or was set read-only; name the primary (with several hosts: Target Session Attributes=primary).", failure),
            PostgresErrorCodes.TooManyConnections or "53400" => new JournalUnavailableException(
                $"{place} has no connection left, {said}. Raise its max_connections, or stop what holds them; a server needs one for each stream and up to 16 more.", failure),
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => new JournalUnavailableException(
                $"{place} does not let the user '{address.User}' in, {said}. Check user and password (PGPASSWORD, a password file, or the connection string), and pg_hba.conf.", failure),
            PostgresErrorCodes.InvalidCatalogName => new JournalUnavailableException(
                $"There is no database '{address.Database}' at {address}. Make it first: CREATE DATABASE \"{address.Database}\".", failure),
            PostgresErrorCodes.InsufficientPrivilege => new JournalUnavailableException(
                $"The user '{address.User}' lacks a right in {address}, {said}. To look at a journal, name the server's user or the owner; for a server of its own, let the owner run: tollgate store migrate --store \"...\" --app {address.User}", failure),
            PostgresErrorCodes.InvalidSqlStatementName or PostgresErrorCodes.DuplicatePreparedStatement => new JournalUnavailableException(
                $"{place} does not know what was prepared in it, {said}. A pooler that pools transactions stands between; name the database itself, or a pooler that gives whole sessions.", failure),
            PostgresErrorCodes.LockNotAvailable => new JournalUnavailableException($"{place} is held by another program, {said}. Wait for it, or stop it.", failure),
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow => new JournalUnavailableException(
                $"{place} is stopping or starting, {said}. It is tried again.", failure),
            PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted when stream is { } damaged => new JournalCorruptException(
                damaged, null, $"the database {address} is damaged, {said}. Put a good copy of it back, and keep this one for examination", failure),
            _ => new JournalUnavailableException($"{place} failed, {said}.", failure),
        };
    }

    private static string Cause(NpgsqlException failure)
    {
        string text = (failure.InnerException ?? failure).Message;
        return text.EndsWith('.') ? text : text + ".";
    }
}
