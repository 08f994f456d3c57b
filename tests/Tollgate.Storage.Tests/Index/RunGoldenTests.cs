using System.Runtime.CompilerServices;
using Tollgate.Storage.Index;
using Tollgate.Storage.Index.Runs;

namespace Tollgate.Storage.Tests.Index;

/// <summary>Runs as version 1 wrote them. A file that is there is never written again: <c>TOLLGATE_WRITE_GOLDEN=1</c> makes only those that are missing.</summary>
public class RunGoldenTests
{
    private static readonly RunEntry[] Entries =
    [
        .. Enumerable.Range(0, 300)
            .Select(i => RunEntry.Of(IndexRig.KeyOf($"golden-{i}").Bits, 40 + (i / 20), i % 20, (uint)(i * 50_003)))
            .OrderBy(entry => entry.High),
    ];

    private static readonly Stay[] Stays =
    [
        .. Enumerable.Range(0, 300).Select(i => new Stay((ulong)(i / 30) * 0x1111_2222_3333_4444, 40 + (i % 30 * 3), 480_000 + (i % 7), 480_000 + (i % 7) + (i % 3))),
    ];

    [Fact]
    public void A_run_of_ids_is_written_and_read_as_version_1()
    {
        byte[] golden = Golden("run-events", file =>
        {
            var writer = new RunWriter(file, new(IndexKind.Event, Entries.Length, 40, 54, 1_738_404_922_123_456, 19));
            foreach (RunEntry entry in Entries)
                writer.Add(entry);
            writer.Finish();
        });
        using IRunFile file = Stored(golden);
        var run = Run.Open("golden", file, RunFooter.Read("golden", file), 0);
        RunCursor cursor = run.Read();
        foreach (RunEntry expected in Entries)
        {
            cursor.MoveNext().ShouldBeTrue();
            cursor.Current.ShouldBe(expected);
            run.TryFind(expected.High, expected.Low, out RunEntry found).ShouldBeTrue();
            found.ShouldBe(expected);
        }

        cursor.MoveNext().ShouldBeFalse();
    }

    [Fact]
    public void A_run_of_account_blocks_is_written_and_read_as_version_1()
    {
        byte[] golden = Golden("run-account-blocks", file => BlockRunWriter.Write(file, new(IndexKind.AccountBlock, Stays.Length, 40, 130, 1_738_404_922_123_456, 0), Stays));
        using IRunFile file = Stored(golden);
        var run = BlockRun.Open("golden", file, RunFooter.Read("golden", file), 0);
        run.Read().ShouldBe(Stays);
        List<Stay> found = [];
        run.Find(Stays[90].Account, found);
        found.ShouldBe(Stays[90..120]);
    }

    /// <summary>The bytes of version 1, which are those that are written now.</summary>
    private static byte[] Golden(string name, Action<INewRunFile> write)
    {
        var files = new MemoryRunFiles();
        using (INewRunFile file = files.Create(name))
            write(file);
        using IRunFile written = files.Open(name);
        byte[] bytes = new byte[written.Length];
        written.Read(0, bytes);
        string path = PathOf(name + ".txt");
        if (Environment.GetEnvironmentVariable("TOLLGATE_WRITE_GOLDEN") == "1" && !File.Exists(path))
            File.WriteAllText(path, string.Join('\n', Convert.ToBase64String(bytes).Chunk(120).Select(line => new string(line))) + "\n");
        byte[] golden = Convert.FromBase64String(string.Concat(File.ReadAllLines(path)));
        bytes.ShouldBe(golden);
        return golden;
    }

    private static IRunFile Stored(byte[] bytes)
    {
        var files = new MemoryRunFiles();
        using (INewRunFile file = files.Create("golden"))
        {
            file.Write(bytes);
            file.Keep();
        }

        return files.Open("golden");
    }

    private static string PathOf(string file, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "Golden", "v1", file);
}
