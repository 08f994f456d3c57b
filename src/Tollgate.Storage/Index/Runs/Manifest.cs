using System.Globalization;
using System.Text;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Index.Runs;

/// <summary>
/// The one list of the runs that make up an index, replaced as a whole: what is not in it is not there. It names the last block that the runs
/// hold, by number and hash, so that runs of another history are known as such.
/// </summary>
/// <param name="Keys">Tells whether the runs were written under the same secret.</param>
/// <param name="Covered">The last block; everything behind it is played from the journal.</param>
/// <param name="At">When that block was closed, in microseconds.</param>
/// <param name="WindowDays">The acceptance window; null while it is not known.</param>
/// <param name="Runs">The runs, with the checksums of their ends, which hold those of all their parts.</param>
internal sealed record Manifest(
    JournalIdentity Identity,
    ulong Keys,
    long Covered,
    BlockHash Hash,
    long At,
    int? WindowDays,
    IReadOnlyList<ListedRun> Runs
)
{
    public const string Name = "manifest";

    private const string FirstWord = "tollgate-runs";
    private const int Version = 1;
    private const long LongestFile = 16 * 1024 * 1024;

    public byte[] ToBytes()
    {
        var text = new StringBuilder();
        Line(text, $"{FirstWord} {Version}");
        Line(text, $"stream {Identity.Stream} {Identity.Installation} {Keys:x16}");
        Line(text, $"covered {Covered} {Hash} {At}");
        Line(text, $"window {(WindowDays is { } days ? days.ToString(CultureInfo.InvariantCulture) : "-")}");
        foreach (ListedRun run in Runs)
            Line(text, $"run {(int)run.Kind} {run.Name} {run.Length} {run.Check:x8}");
        string body = text.ToString();
        return Encoding.ASCII.GetBytes($"{body}sum {Sum(body)}\n");
    }

    /// <returns>Null when there is none.</returns>
    /// <exception cref="RunDamagedException">It is not what was written.</exception>
    public static Manifest? Read(IRunFiles files)
    {
        byte[] bytes;
        try
        {
            using IRunFile file = files.Open(Name);
            if (file.Length > LongestFile)
                throw new RunDamagedException(Name, $"it has {file.Length} bytes, more than any list of runs");
            bytes = new byte[file.Length];
            file.Read(0, bytes);
        }
        catch (FileNotFoundException)
        {
            return null;
        }

        string[] lines = Encoding.ASCII.GetString(bytes).Split('\n');
        string body = string.Concat(lines.SkipLast(2).Select(line => line + "\n"));
        if (lines.Length < 6 || lines[^2] != $"sum {Sum(body)}" || lines[^1] != "")
            throw new RunDamagedException(Name, "its checksum does not match");
        if (lines[0] != $"{FirstWord} {Version}")
            throw new RunDamagedException(Name, $"it is '{lines[0]}', which this program does not know");
        try
        {
            return Parse(Array.ConvertAll(lines[1..^2], line => line.Split(' ')));
        }
        catch (Exception e) when (e is FormatException or OverflowException or IndexOutOfRangeException)
        {
            throw new RunDamagedException(Name, "a line of it cannot be read", e);
        }
    }

    private static Manifest Parse(string[][] lines)
    {
        if (!StreamId.TryParse(lines[0][1], out StreamId stream) || !BlockHash.TryParse(lines[1][2], out BlockHash hash))
            throw new FormatException("The stream or the hash is none.");
        return new Manifest(
            new JournalIdentity(lines[0][2], stream),
            ulong.Parse(lines[0][3], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            Number(lines[1][1]),
            hash,
            Number(lines[1][3]),
            lines[2][1] == "-" ? null : (int)Number(lines[2][1]),
            [.. lines[3..].Select(run => new ListedRun(
                (IndexKind)Number(run[1]),
                run[2],
                Number(run[3]),
                uint.Parse(run[4], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            ))]
        );
    }

    private static long Number(string word) => long.Parse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string Sum(string body) => BlockHash.Of(Encoding.ASCII.GetBytes(body)).ToString()[..32];
}

/// <param name="Check">The checksum in its last 128 bytes.</param>
internal sealed record ListedRun(IndexKind Kind, string Name, long Length, uint Check);
