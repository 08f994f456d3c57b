using System.Globalization;
using System.Text;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.HighWater;

/// <summary>
/// Remembers outside the store how far a stream has come, so that a store that has gone backwards is noticed at start. Its owner calls
/// <see cref="Write"/> every 100 ms with the committed head; nothing is written when it has not moved.
/// </summary>
/// <remarks>
/// It does not see a rollback of the store and the mark together (a backup of the whole disk), nor one shorter than the interval between two
/// writes, nor anything when the file was taken away. For the owner's one thread.
/// </remarks>
public sealed class HighWaterMark
{
    private const string FirstWord = "tollgate-high-water";
    private const string Extension = ".mark";
    private const int Version = 1;

    private readonly StreamId _stream;
    private readonly IFolder _folder;
    private readonly string _name;
    private Mark? _written;

    /// <param name="folder">Where the marks lie; it is made when it is not there.</param>
    public HighWaterMark(string folder, StreamId stream)
        : this(new DiskFolder(folder), stream) => DurableFile.CreateFolder(folder);

    /// <param name="folder">Where the marks lie.</param>
    public HighWaterMark(IFolder folder, StreamId stream)
    {
        _stream = stream;
        _folder = folder;
        _name = $"{stream.Environment}.{stream.Name}{Extension}";
    }

    private string PathOfMark => _folder.PathOf(_name);

    /// <summary>To be called at start, of all marks in a folder: is there a stream behind each?</summary>
    /// <exception cref="StoreBehindHighWaterException">One is missing as a whole. The server must not start.</exception>
    /// <exception cref="HighWaterUnreadableException">The mark of a missing stream is damaged.</exception>
    public static void RefuseMissing(IFolder folder, Func<StreamId, bool> exists)
    {
        foreach (string file in folder.Names().Where(name => name.EndsWith(Extension, StringComparison.Ordinal)))
        {
            string name = file[..^Extension.Length];
            if (!StreamId.TryParse(name.Replace('.', '/'), out StreamId stream) || exists(stream) || new HighWaterMark(folder, stream).Read() is not { } mark)
                continue;
            if (mark.Seq >= 0)
                throw new StoreBehindHighWaterException(stream, mark, Head.Empty, "is missing", folder.PathOf(file));
        }
    }

    /// <summary>To be called at start, before the journal is taken over: is the store at least where the mark is?</summary>
    /// <exception cref="StoreBehindHighWaterException">It is not. The server must not start.</exception>
    /// <exception cref="HighWaterUnreadableException">The mark is damaged, or of another stream.</exception>
    /// <exception cref="JournalException">The journal cannot be read at the mark.</exception>
    public void Check(IJournalReader journal)
    {
        if (Read() is not { } mark)
            return;
        Head found = journal.Head;
        if (found.Incarnation < mark.Incarnation)
            throw new StoreBehindHighWaterException(_stream, mark, found, $"is of incarnation {found.Incarnation}, and was of {mark.Incarnation}", PathOfMark);
        // An operator who restores on purpose begins a new incarnation, of which the mark knows nothing.
        if (found.Incarnation > mark.Incarnation)
            return;
        if (found.Seq < mark.Seq || found.Epoch < mark.Epoch)
            throw new StoreBehindHighWaterException(_stream, mark, found, "has gone backwards", PathOfMark);
        if (mark.Seq >= 0 && HashAt(journal, mark.Seq) != mark.Hash)
            throw new StoreBehindHighWaterException(_stream, mark, found, $"has another block {mark.Seq} than it had", PathOfMark);
        _written = mark;
    }

    /// <summary>
    /// Notes a committed head, durably; does nothing when it is the one noted last, or when a later owner has noted one: an owner that stood
    /// still and wakes up must not take the mark back.
    /// </summary>
    /// <returns>Whether it was written.</returns>
    /// <exception cref="IOException">It could not be; the journal itself is not affected.</exception>
    public bool Write(Head committed)
    {
        Mark mark = Mark.Of(committed);
        if (mark == _written || IsBehind(mark))
            return false;
        string body = string.Create(CultureInfo.InvariantCulture, $"{FirstWord} {Version} {_stream} {mark.Incarnation} {mark.Epoch} {mark.Seq} {mark.Hash}");
        _folder.Replace(_name, file => file.Write(Encoding.ASCII.GetBytes($"{body} {Sum(body)}\n")));
        _written = mark;
        return true;
    }

    /// <summary>The mark as it is in the file, or null when there is none.</summary>
    /// <exception cref="HighWaterUnreadableException">It is damaged, or of another stream.</exception>
    public Mark? Read()
    {
        string text;
        try
        {
            if (_folder.Read(_name) is not { } bytes)
                return null;
            text = Encoding.ASCII.GetString(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HighWaterUnreadableException($"The high-water mark {PathOfMark} cannot be read: {e.Message}", e);
        }

        string[] words = text.TrimEnd('\n').Split(' ');
        if (words.Length != 8 || words[0] != FirstWord || Sum(string.Join(' ', words[..7])) != words[7])
            throw Damaged("its content is not what was written");
        if (words[1] != Version.ToString(CultureInfo.InvariantCulture))
            throw new HighWaterUnreadableException($"The high-water mark {PathOfMark} was written by a newer Tollgate (version {words[1]}). Start the newer program.");
        if (words[2] != _stream.ToString())
            throw Damaged($"it is the mark of {words[2]}");
        return BlockHash.TryParse(words[6], out BlockHash hash)
            ? new(Number(words[3]), Number(words[4]), Number(words[5]), hash)
            : throw Damaged("its hash is none");
    }

    private bool IsBehind(Mark mark)
    {
        try
        {
            return Read() is { } noted && (noted.Incarnation, noted.Epoch, noted.Seq).CompareTo((mark.Incarnation, mark.Epoch, mark.Seq)) > 0;
        }
        catch (HighWaterUnreadableException)
        {
            // Damaged while the stream is open: its owner knows better.
            return false;
        }
    }

    private static BlockHash? HashAt(IJournalReader journal, long seq)
    {
        using EncodedBlock? block = journal.ReadBlock(seq);
        return block?.Hash;
    }

    private static string Sum(string body) => BlockHash.Of(Encoding.ASCII.GetBytes(body)).ToString()[..16];

    private long Number(string word) => long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
        ? number
        : throw Damaged($"'{word}' is no number");

    private HighWaterUnreadableException Damaged(string what) =>
        new($"The high-water mark {PathOfMark} is damaged: {what}. It tells whether an old copy of the store was put back. Verify the journal ('tollgate journal verify'), then move the mark away and start again.");
}
