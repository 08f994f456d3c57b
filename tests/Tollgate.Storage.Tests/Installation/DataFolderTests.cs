using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Tests.Installation;

public sealed class DataFolderTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    private string Root => _temporary.File("data");

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void It_is_made_for_its_owner_only_and_keeps_its_id_and_secret()
    {
        string id;
        byte[] secret;
        using (DataFolder folder = DataFolder.Open(Root))
        {
            id = folder.InstallationId;
            secret = folder.Secret.ToArray();
            secret.Length.ShouldBe(32);
            DataFolder.ReadInstallationId(Root).ShouldBe(id);
        }

        using DataFolder again = DataFolder.Open(Root);
        again.InstallationId.ShouldBe(id);
        again.Secret.ToArray().ShouldBe(secret);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Root).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.GetUnixFileMode(_temporary.File("data/secret")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public void A_second_server_is_told_who_holds_it()
    {
        using (DataFolder.Open(Root))
        {
            Should.Throw<DataFolderException>(() => DataFolder.Open(Root)).Message
                .ShouldBe($"The data folder {Root} is in use by another server (process {Environment.ProcessId}). Stop it first, or start this one with another folder.");
        }

        DataFolder.Open(Root).Dispose();
    }

    [Fact]
    public void A_file_is_no_folder()
    {
        File.WriteAllText(Root, "");
        Should.Throw<DataFolderException>(() => DataFolder.Open(Root)).Message.ShouldStartWith($"The data folder {Root} is a file.");
        Should.Throw<DataFolderException>(() => DataFolder.Open(Root + "/below")).Message.ShouldContain("cannot be written");
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_said()
    {
        // Root may write anywhere but here.
        Assert.SkipUnless(Directory.Exists("/proc/self"), "There is no place that nobody can write.");
        Should.Throw<DataFolderException>(() => DataFolder.Open("/proc/self/data")).Message.ShouldStartWith("The data folder /proc/self/data cannot be written:");
    }

    [Theory]
    [InlineData("secret", "is not the secret of this installation")]
    [InlineData("installation", "holds environments but no installation id")]
    public void What_was_lost_is_named_and_never_made_anew(string file, string what)
    {
        using (DataFolder folder = DataFolder.Open(Root))
            folder.CreateEnvironment("live");
        File.Delete(Path.Combine(Root, file));
        Should.Throw<DataFolderException>(() => DataFolder.Open(Root)).Message.ShouldContain(what);
        File.Exists(Path.Combine(Root, file)).ShouldBeFalse();
    }

    [Fact]
    public void Streams_have_their_places()
    {
        using DataFolder folder = DataFolder.Open(Root);
        folder.CreateEnvironment("test");
        folder.CreateEnvironment("live");
        folder.Environments().ShouldBe(["live", "test"]);
        folder.JournalPath(StreamId.Control("live")).ShouldBe(Root + "/environments/live/control.db");
        folder.JournalPath(StreamId.OfShard("live", 0)).ShouldBe(Root + "/environments/live/shard-0.db");
        folder.ProjectionsPath("live").ShouldBe(Root + "/environments/live/projections.db");
        folder.SnapshotsPath(StreamId.OfShard("live", 0)).ShouldBe(Root + "/environments/live/snapshots/shard-0");
        folder.HighWaterPath.ShouldBe(Root + "/high-water");
        Should.Throw<ArgumentException>(() => folder.CreateEnvironment("../out"));
    }

    [Theory]
    [InlineData("live/control")]
    [InlineData("a-b9/shard-12")]
    public void A_stream_is_named_by_its_text(string text)
    {
        StreamId.TryParse(text, out StreamId stream).ShouldBeTrue();
        stream.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("live")]
    [InlineData("/control")]
    [InlineData("live/shard-")]
    [InlineData("live/shard-01")]
    [InlineData("live/shard--1")]
    [InlineData("../control")]
    [InlineData("Live/control")]
    public void What_names_no_stream_is_refused(string text) => StreamId.TryParse(text, out _).ShouldBeFalse();
}
