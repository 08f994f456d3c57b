using System.Globalization;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Sqlite;

/// <summary>The tables of a journal file, and the marks by which a file is known to be the right one.</summary>
internal static class JournalSchema
{
    public const int Version = 1;

    public const int PageSize = 8192;

    /// <summary>"TGJL": what the file's header says it is.</summary>
    private const int ApplicationId = 0x54474A4C;

    private const string Tables =
        """
        CREATE TABLE identity (installation TEXT NOT NULL, stream TEXT NOT NULL);
        CREATE TABLE head (id INTEGER PRIMARY KEY CHECK (id = 1), epoch INTEGER NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, incarnation INTEGER NOT NULL);
        CREATE TABLE block (seq INTEGER PRIMARY KEY, hash BLOB NOT NULL, bytes BLOB NOT NULL);
        """;

    public static void CreateOrCheck(SqliteFile file, JournalIdentity identity)
    {
        file.Write(
            "making its tables",
            () =>
            {
                if (IsEmpty(file))
                    Create(file, identity);
                return true;
            });
        Check(file, identity);
    }

    /// <exception cref="JournalMismatchException">It is no journal, a newer one, or another installation's or stream's.</exception>
    public static void Check(SqliteFile file, JournalIdentity identity)
    {
        if (Number(file, "PRAGMA application_id") != ApplicationId)
            throw new JournalMismatchException($"{file.Path} is a database, but not a Tollgate journal. Check the data folder.");
        int version = Number(file, "PRAGMA user_version");
        if (version > Version)
            throw new JournalMismatchException($"{file.Path} was written by a newer Tollgate (its schema is {version}, and this program knows up to {Version}). Start the newer program.");

        string? stream = file.Scalar("SELECT stream FROM identity");
        string? installation = file.Scalar("SELECT installation FROM identity");
        if (stream != identity.Stream.ToString())
            throw new JournalMismatchException($"{file.Path} holds the stream {stream}, and {identity.Stream} was expected. Files of the data folder have been exchanged; put them back.");
        if (installation != identity.Installation)
            throw new JournalMismatchException($"{file.Path} belongs to the installation {installation}, and this is {identity.Installation}. It was copied from another data folder; remove it, or use that folder as a whole.");
    }

    private static bool IsEmpty(SqliteFile file) =>
        Number(file, "PRAGMA application_id") == 0 && Number(file, "SELECT count(*) FROM sqlite_master") == 0;

    private static void Create(SqliteFile file, JournalIdentity identity)
    {
        foreach (string table in Tables.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            file.Run(table);
        file.Run($"INSERT INTO identity VALUES ('{Quoted(identity.Installation)}', '{Quoted(identity.Stream.ToString())}')");
        Head empty = Head.Empty;
        file.Run($"INSERT INTO head VALUES (1, {empty.Epoch}, {empty.Seq}, zeroblob({BlockHash.Size}), {empty.Incarnation})");
        file.Run($"PRAGMA application_id = {ApplicationId}");
        file.Run($"PRAGMA user_version = {Version}");
    }

    private static string Quoted(string text) => text.Replace("'", "''", StringComparison.Ordinal);

    private static int Number(SqliteFile file, string sql) => int.Parse(file.Scalar(sql) ?? "0", CultureInfo.InvariantCulture);
}
