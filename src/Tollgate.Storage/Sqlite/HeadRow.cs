using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Sqlite;

/// <summary>The one row of the table <c>head</c>, with the last block beside it: in one statement, and so of one moment.</summary>
internal static class HeadRow
{
    public static Head Read(SqliteStatement statement, StreamId stream, string path)
    {
        if (!statement.Step("reading its head") || statement.Blob(2).Length != BlockHash.Size)
            throw new JournalCorruptException(stream, null, $"the file {path} has lost its head");
        Head head = new(statement.Long(0), statement.Long(1), BlockHash.From(statement.Blob(2)), statement.Long(3));
        return Chain.Checked(head, statement.IsNull(4) ? null : statement.Long(4), statement.Blob(5), stream, path);
    }
}
