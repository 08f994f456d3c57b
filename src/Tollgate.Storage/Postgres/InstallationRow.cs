using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Postgres;

/// <summary>
/// Whose database it is: the installation's id, and a keyed fingerprint of its secret. The secret itself stays in the data folder, so that whoever
/// reads the database can sign nothing; the fingerprint refuses a data folder that has the right id and the wrong secret.
/// </summary>
internal static class InstallationRow
{
    /// <summary>Takes an unowned database for an installation, and refuses another's.</summary>
    /// <exception cref="JournalMismatchException">It is another's.</exception>
    public static void Claim(NpgsqlConnection connection, PostgresAddress address, DataFolder folder)
    {
        byte[] fingerprint = Fingerprint(folder);
        connection.Run("INSERT INTO tollgate.installation (id, secret_fingerprint) VALUES ($1, $2) ON CONFLICT DO NOTHING", folder.InstallationId, fingerprint);
        RefuseOther(connection, address, folder.InstallationId);
        byte[] stored = (byte[])connection.Scalar("SELECT secret_fingerprint FROM tollgate.installation")!;
        if (!CryptographicOperations.FixedTimeEquals(stored, fingerprint))
            throw new JournalMismatchException(
                $"The data folder {folder.Root} has the id of the installation in {address}, and another secret. Restore its file 'secret' from a backup: without it, keys and ids of decisions that were given out cannot be checked.");
    }

    /// <exception cref="JournalMismatchException">It is another's, or nobody's yet.</exception>
    public static void RefuseOther(NpgsqlConnection connection, PostgresAddress address, string installation)
    {
        if (connection.Scalar("SELECT id FROM tollgate.installation") is not string found)
            throw new JournalMismatchException($"{address} holds no installation yet. Start a server on it first.");
        if (found != installation)
            throw new JournalMismatchException(
                $"{address} belongs to the installation {found}, and the data folder to {installation}. Name the data folder of that installation (--data), or another database (--store).");
    }

    public static StoreStanding Standing(NpgsqlConnection connection)
    {
        using NpgsqlCommand command = connection.Command("SELECT standing, other FROM tollgate.installation");
        using NpgsqlDataReader row = command.ExecuteReader();
        return row.Read() ? StoreStanding.Parse(row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1)) : StoreStanding.Home;
    }

    /// <summary>
    /// The data folder's lock keeps a server away on this machine only. One that runs on a copy of the folder loses its streams with the
    /// departure, in the same transaction, and can take none of them over again.
    /// </summary>
    public static void Note(NpgsqlConnection connection, StoreStanding standing)
    {
        connection.Run("UPDATE tollgate.installation SET standing = $1, other = $2", standing.Word, (object?)standing.Other ?? DBNull.Value);
        if (standing.Kind == StandingKind.Left)
            connection.Run("UPDATE tollgate.head SET epoch = epoch + 1");
    }

    private static byte[] Fingerprint(DataFolder folder) =>
        HMACSHA256.HashData(folder.Secret.Span, Encoding.ASCII.GetBytes("tollgate installation " + folder.InstallationId));
}
