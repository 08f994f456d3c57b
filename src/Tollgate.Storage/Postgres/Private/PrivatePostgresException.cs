namespace Tollgate.Storage.Postgres.Private;

/// <summary>A PostgreSQL server of our own cannot be made or started. The message says why, and what to do.</summary>
public sealed class PrivatePostgresException(string message, Exception? cause = null) : Exception(message, cause);
