using System.Globalization;
using Tollgate.Server.Tests.Cli;
using Tollgate.Server.Tests.Crash;
using Tollgate.Storage.HighWater;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Server.Tests.BadDays;

/// <summary>One bit of the journal's file flips. The start tells which file or block, or nothing has changed; there is never a wrong answer.</summary>
public sealed class FlippedBitTests(FilledFolder filled) : IClassFixture<FilledFolder>
{
    private const int Flips = 40;

    [Fact]
    public async Task A_server_tells_the_damage_or_answers_as_before()
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"TOLLGATE_SEED={CrashWorld.Seed}");
        var random = new Random(CrashWorld.Seed);
        int told = 0;
        for (int flip = 0; flip < Flips; flip++)
        {
            using HarmedFolder folder = filled.Copy();
            // The first pages hold what all else hangs on; one flip of four falls there.
            long length = flip % 4 == 0 ? 1024 : new FileInfo(folder.Shard).Length;
            (long at, int bit) = (random.NextInt64(length), random.Next(8));
            HarmedFolder.Flip(folder.Shard, at, bit);
            try
            {
                await using Running running = await Running.Start(folder.Root);
                (await FilledFolder.Ask(running.As(filled.Key))).ShouldBe(filled.Answers, $"bit {bit} of byte {at}");
            }
            catch (Exception refused) when (refused is JournalException or StoreBehindHighWaterException)
            {
                refused.Message.ShouldContain("live/shard-0", Case.Sensitive, $"bit {bit} of byte {at}");
                told++;
            }
        }

        told.ShouldBeGreaterThan(Flips / 4);
    }

    [Fact]
    public async Task The_commands_name_the_block()
    {
        using HarmedFolder folder = filled.Copy();
        const long seq = 9;
        HarmedFolder.Flip(folder.Shard, PlaceOf(folder, seq) + 60, 3);

        Said verified = await Terminal.Run("journal", "verify", "--data", folder.Root);
        verified.ExitCode.ShouldBe(1, verified.ToString());
        verified.Out.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"unsound live/shard-0 in block {seq}: "));
        verified.Out.ShouldContain("sound   test/shard-0");

        foreach (string[] command in (string[][])[["serve", "--port", "0"], ["journal", "dump"], ["journal", "replay"]])
        {
            Said said = await Terminal.Run([.. command, "--data", folder.Root]);
            said.ExitCode.ShouldBe(1, said.ToString());
            said.Error.ShouldContain($"tollgate: Journal live/shard-0, block {seq}: ");
            said.Error.ShouldNotContain("   at ");
        }
    }

    [Theory]
    [InlineData(0, "live/shard-0")]
    [InlineData(16, "live/shard-0")]
    [InlineData(71, "is a database, but not a Tollgate journal")]
    public async Task The_commands_name_the_file_when_its_header_is_damaged(int at, string says)
    {
        using HarmedFolder folder = filled.Copy();
        HarmedFolder.Flip(folder.Shard, at, 2);
        foreach (string[] command in (string[][])[["serve", "--port", "0"], ["journal", "verify"]])
        {
            Said said = await Terminal.Run([.. command, "--data", folder.Root]);
            said.ExitCode.ShouldBe(1, said.ToString());
            (said.Out + said.Error).ShouldContain(says);
            (said.Out + said.Error).ShouldNotContain("   at ");
        }
    }

    /// <summary>Where the block begins in the file.</summary>
    private static long PlaceOf(HarmedFolder folder, long seq)
    {
        var identity = new JournalIdentity(DataFolder.ReadInstallationId(folder.Root), StreamId.OfShard("live", 0));
        using var journal = SqliteJournalReader.Open(folder.Shard, identity);
        using EncodedBlock block = journal.ReadBlock(seq)!;
        int place = File.ReadAllBytes(folder.Shard).AsSpan().IndexOf(block.Bytes[..100]);
        place.ShouldBeGreaterThan(0);
        return place;
    }
}
