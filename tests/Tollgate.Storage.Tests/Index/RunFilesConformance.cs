using Tollgate.Storage.Index.Runs;

namespace Tollgate.Storage.Tests.Index;

/// <summary>What every place for the files of an index promises.</summary>
public abstract class RunFilesConformance
{
    /// <summary>Opens one and the same place again and again, as further starts would.</summary>
    private protected abstract IRunFiles Open();

    [Fact]
    public void What_was_kept_is_read_back_by_whoever_opens_it_next()
    {
        byte[] content = Content(3_000_000);
        Keep(Open(), "events-1.run", content);
        using IRunFile file = Open().Open("events-1.run");
        file.Length.ShouldBe(content.Length);
        Read(file, 0, content.Length).SequenceEqual(content).ShouldBeTrue();
        Read(file, 1_048_570, 20).ShouldBe(content[1_048_570..1_048_590]);
        Should.Throw<EndOfStreamException>(() => Read(file, content.Length - 10, 11));
    }

    [Fact]
    public void An_empty_file_is_one_too()
    {
        Keep(Open(), "empty", []);
        using IRunFile file = Open().Open("empty");
        file.Length.ShouldBe(0);
    }

    [Fact]
    public void What_is_not_there_is_told_as_such()
    {
        IRunFiles files = Open();
        files.List().ShouldBeEmpty();
        Should.Throw<FileNotFoundException>(() => files.Open("manifest"));
        files.Delete("manifest");
        Keep(files, "other", [1]);
        Should.Throw<FileNotFoundException>(() => files.Open("manifest"));
        files.Delete("manifest");
    }

    [Fact]
    public void A_file_is_there_once_it_is_kept_and_never_before()
    {
        IRunFiles files = Open();
        using (INewRunFile file = files.Create("events-1.run"))
        {
            file.Write([1, 2, 3]);
            Should.Throw<FileNotFoundException>(() => files.Open("events-1.run"));
        }

        Should.Throw<FileNotFoundException>(() => files.Open("events-1.run"));
        Open().List().ShouldBeEmpty();
    }

    [Fact]
    public void A_file_is_replaced_as_a_whole_and_who_has_the_old_one_open_reads_on()
    {
        IRunFiles files = Open();
        Keep(files, "manifest", [1, 1, 1]);
        using IRunFile old = files.Open("manifest");
        using (INewRunFile file = files.Create("manifest"))
        {
            file.Write([2, 2]);
            using (IRunFile before = files.Open("manifest"))
                Read(before, 0, 3).ShouldBe([1, 1, 1]);
            file.Keep();
        }

        using IRunFile now = files.Open("manifest");
        Read(now, 0, 2).ShouldBe([2, 2]);
        Read(old, 0, 3).ShouldBe([1, 1, 1]);
        Open().List().ShouldBe(["manifest"]);
    }

    [Fact]
    public void A_file_that_is_deleted_is_gone_and_who_has_it_open_reads_on()
    {
        IRunFiles files = Open();
        Keep(files, "b", [2]);
        Keep(files, "a", [1]);
        using IRunFile open = files.Open("a");
        files.List().ShouldBe(["a", "b"]);
        files.Delete("a");
        files.List().ShouldBe(["b"]);
        Should.Throw<FileNotFoundException>(() => files.Open("a"));
        Read(open, 0, 1).ShouldBe([1]);
        open.Dispose();
        Should.Throw<ObjectDisposedException>(() => Read(open, 0, 1));
    }

    private protected static byte[] Content(int length)
    {
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        return content;
    }

    private protected static void Keep(IRunFiles files, string name, byte[] content)
    {
        using INewRunFile file = files.Create(name);
        foreach (byte[] part in content.Chunk(100_000))
            file.Write(part);
        file.Keep();
    }

    private protected static byte[] Read(IRunFile file, long at, int count)
    {
        byte[] read = new byte[count];
        file.Read(at, read);
        return read;
    }
}

public sealed class MemoryRunFilesTests : RunFilesConformance
{
    private readonly MemoryRunFiles _files = new();

    private protected override IRunFiles Open() => _files;
}

public sealed class FolderRunFilesTests : RunFilesConformance, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private protected override IRunFiles Open() => new FolderRunFiles(_folder.File("index"));
}
