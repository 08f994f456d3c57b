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
        if (head.Seq < 0 ? !statement.IsNull(4) : statement.IsNull(4) || statement.Long(4) != head.Seq)
            throw new JournalCorruptException(stream, null, $"the head of {path} says that block {head.Seq} is the last, and it is {(statement.IsNull(4) ? -1 : statement.Long(4))}");
        if (head.Seq >= 0 && !statement.Blob(5).SequenceEqual(head.Hash.ToArray()))
            throw new JournalCorruptException(stream, head.Seq, $"the head of {path} has the hash {head.Hash} for it, and the block another");
        return head;
    }
}
