using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Postgres;

/// <summary>The number by which the tables name a stream, and whose database it is.</summary>
internal static class StreamRow
{
    private const string Find = "SELECT id FROM tollgate.stream WHERE environment = $1 AND name = $2";

    /// <returns>Null when there is no such stream.</returns>
    /// <exception cref="JournalMismatchException">The database is another installation's.</exception>
    public static int? Of(PostgresDatabase database, JournalIdentity identity) => database.Read(
        "looking a stream up",
        connection =>
        {
            InstallationRow.RefuseOther(connection, database.Address, identity.Installation);
            return (int?)connection.Scalar(Find, identity.Stream.Environment, identity.Stream.Name);
        });

    /// <summary>Makes the stream with an empty head when it is not there. Several may try at once.</summary>
    /// <exception cref="JournalMismatchException">The database is another installation's.</exception>
    public static int FindOrMake(PostgresDatabase database, JournalIdentity identity) => Of(database, identity) ?? database.Write(
        "making a stream",
        connection =>
        {
            (string environment, string name) = (identity.Stream.Environment, identity.Stream.Name);
            connection.Run("SELECT tollgate.create_environment($1)", environment);
            connection.Run("INSERT INTO tollgate.stream (environment, name) VALUES ($1, $2) ON CONFLICT DO NOTHING", environment, name);
            int stream = (int)connection.Scalar(Find, environment, name)!;
            Head empty = Head.Empty;
            connection.Run(
                "INSERT INTO tollgate.head (stream, epoch, seq, hash, incarnation) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
                stream, empty.Epoch, empty.Seq, empty.Hash.ToArray(), empty.Incarnation);
            return stream;
        });
}
