using Tollgate.Storage.Deliveries;
using Tollgate.Storage.Deliveries.Sqlite;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Tests.Deliveries;

// Excluded: nothing.
public sealed class SqliteDeliveryTests : DeliveryConformance
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<DeliveryStore> _open = [];

    public SqliteDeliveryTests() => Store = Open();

    protected override DeliveryStore Store { get; }

    protected override DeliveryStore Reopen()
    {
        Store.Dispose();
        return Open();
    }

    [Theory]
    [InlineData("this is no database, and longer than a header of one would be, which has a hundred bytes or so at its beginning")]
    [InlineData("SQLite format 3\0garbage garbage garbage garbage garbage garbage garbage garbage garbage garbage garbage")]
    public void A_file_that_is_none_is_kept_aside_and_begun_anew(string text)
    {
        string path = _folder.File("bad.db");
        File.WriteAllText(path, text);
        using SqliteDeliveries opened = SqliteDeliveries.Open(path, "live");
        opened.SetAside!.ShouldContain(path);
        File.ReadAllText(path + ".set-aside").ShouldBe(text);
        opened.Watermark(StreamId.OfShard("live", 0)).ShouldBeNull();
        opened.Keep(StreamId.OfShard("live", 0), 1, [Made("a")]);
        opened.List("w1").Items.Count.ShouldBe(1);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_said() =>
        Should.Throw<DeliveriesUnavailableException>(() => SqliteDeliveries.Open(_folder.File("missing/deliveries.db"), "live")).Message.ShouldContain("missing/deliveries.db");

    [Fact]
    public void What_is_closed_answers_nothing()
    {
        Store.Dispose();
        Should.Throw<DeliveriesUnavailableException>(() => Store.Counts("w1"));
    }

    public override void Dispose()
    {
        foreach (DeliveryStore store in _open)
            store.Dispose();
        _folder.Dispose();
    }

    private SqliteDeliveries Open()
    {
        SqliteDeliveries opened = SqliteDeliveries.Open(_folder.File("deliveries.db"), "live");
        opened.SetAside.ShouldBeNull();
        _open.Add(opened);
        return opened;
    }
}
