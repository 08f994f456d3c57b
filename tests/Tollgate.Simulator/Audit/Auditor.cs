using System.Globalization;
using System.Text;
using Tollgate.Simulator.Nodes;
using Tollgate.Simulator.Workload;
using Tollgate.Simulator.World;
using Tollgate.Storage.Journal;

namespace Tollgate.Simulator.Audit;

/// <summary>
/// Sees the disks as no process can, and never forgets: what was once durable must be there, unchanged, for ever. Each new block goes to the
/// audit of its stream.
/// </summary>
internal sealed class Auditor
{
    private readonly SortedDictionary<string, Course> _courses = new(StringComparer.Ordinal);

    /// <summary>A stream as far as it was seen.</summary>
    private sealed class Course(StreamId stream)
    {
        public StreamId Stream => stream;

        public List<BlockHash> Hashes { get; } = [];

        public Head Head { get; set; } = Head.Empty;

        public long RecordedAt { get; set; } = long.MinValue;

        public byte[]? MarkFile { get; set; }

        public (long Epoch, long Seq) Mark { get; set; } = (0, -1);
    }

    public Auditor(Layout layout, Client client)
    {
        foreach (string environment in layout.Environments)
            Controls.Add(environment, new ControlAudit(client));
        foreach (StreamId stream in layout.Streams)
        {
            _courses.Add(stream.ToString(), new Course(stream));
            if (stream.Shard is not null)
                Shards.Add(stream.ToString(), new ShardAudit(stream, client, Controls[stream.Environment], layout, Happenings));
        }
    }

    public SortedDictionary<string, ControlAudit> Controls { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, ShardAudit> Shards { get; } = new(StringComparer.Ordinal);

    public Happenings Happenings { get; } = new();

    public Head HeadOf(StreamId stream) => _courses[stream.ToString()].Head;

    public long Blocks { get; private set; }

    /// <summary>Reads what has become durable. The control streams first, since the shards follow them.</summary>
    public void Observe(Disk disk)
    {
        foreach (Course course in _courses.Values)
        {
            MemoryJournalStore store = disk.Journal(course.Stream);
            using MemoryJournal journal = MemoryJournal.Open(store, new JournalIdentity(Layout.InstallationId, course.Stream));
            Head head = journal.Head;
            ObserveMark(course, disk);
            if (head == course.Head)
                continue;
            Must.Hold(head.Epoch >= course.Head.Epoch && head.Seq >= course.Head.Seq, "heads never go back", $"{course.Stream} went from {course.Head} to {head}");
            for (long seq = course.Head.Seq + 1; seq <= head.Seq; seq++)
                Observe(course, journal, seq);
            course.Head = head;
        }
    }

    /// <summary>Nothing that was ever durable has changed or is gone.</summary>
    public void LookBack(Disk disk)
    {
        foreach (Course course in _courses.Values)
        {
            using MemoryJournal journal = MemoryJournal.Open(disk.Journal(course.Stream), new JournalIdentity(Layout.InstallationId, course.Stream));
            VerificationResult verified = JournalVerifier.Verify(journal);
            Must.Hold(verified.Sound && verified.Blocks == course.Hashes.Count, "the hash chain is whole", $"{course.Stream}: {verified.Blocks} of {course.Hashes.Count} blocks, {verified.Problem}");
            for (int seq = 0; seq < course.Hashes.Count; seq++)
            {
                using EncodedBlock? block = journal.ReadBlock(seq);
                Must.Hold(block?.Hash == course.Hashes[seq], "what is acknowledged stays", $"block {seq} of {course.Stream} is another");
            }
        }
    }

    /// <summary>A mark that went back would let an old backup pass.</summary>
    private static void ObserveMark(Course course, Disk disk)
    {
        StreamId stream = course.Stream;
        if (!disk.Files.TryGetValue($"marks/{stream.Environment}.{stream.Name}.mark", out byte[]? file) || ReferenceEquals(file, course.MarkFile))
            return;
        string[] words = Encoding.ASCII.GetString(file).Split(' ');
        (long Epoch, long Seq) mark = (long.Parse(words[4], CultureInfo.InvariantCulture), long.Parse(words[5], CultureInfo.InvariantCulture));
        Must.Hold(mark.Epoch >= course.Mark.Epoch && mark.Seq >= course.Mark.Seq, "high-water marks never go back", $"that of {stream} went from {course.Mark} to {mark}");
        (course.MarkFile, course.Mark) = (file, mark);
    }

    private void Observe(Course course, MemoryJournal journal, long seq)
    {
        using EncodedBlock bytes = journal.ReadBlock(seq)!;
        Block block = BlockDecoder.Decode(bytes);
        BlockHash before = seq == 0 ? BlockHash.None : course.Hashes[^1];
        Must.Hold(block.Header.Previous == before, "the hash chain is whole", $"block {seq} of {course.Stream} follows another");
        Must.Hold(block.Header.RecordedAt.Microseconds >= course.RecordedAt, "time never goes back", $"block {seq} of {course.Stream} is older than the one before it");
        course.Hashes.Add(bytes.Hash);
        course.RecordedAt = block.Header.RecordedAt.Microseconds;
        Blocks++;
        if (course.Stream.Shard is null)
            Controls[course.Stream.Environment].Observe(block);
        else
            Shards[course.Stream.ToString()].Observe(block);
    }
}
