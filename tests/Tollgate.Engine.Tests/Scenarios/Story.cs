namespace Tollgate.Engine.Tests.Scenarios;

/// <summary>
/// A scenario as a table: one command a line, and behind the arrow what it answers. Playing it writes the same table with what was answered
/// in truth, and compares the two. See <see cref="Verbs"/> for the commands.
/// </summary>
internal static class Story
{
    private const string Arrow = "->";

    public static void Plays(string table)
    {
        var verbs = new Verbs(new World());
        List<string> told = [];
        List<string> played = [];
        foreach (string line in table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] sides = line.Split("  #", 2)[0].Split(Arrow, 2, StringSplitOptions.TrimEntries);
            string command = string.Join(' ', sides[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
            told.Add($"{command} {Arrow} {(sides.Length > 1 ? sides[1] : "ok")}");
            played.Add($"{command} {Arrow} {verbs.Play(command.Split(' '))}");
        }

        string.Join('\n', played).ShouldBe(string.Join('\n', told));
        verbs.World.ShouldReplay();
    }

    /// <summary>The journal and the snapshot both make the state again.</summary>
    public static void ShouldReplay(this World world)
    {
        UInt128 live = StateDigest.Of(world.Books);
        StateDigest.Of(World.From(world.Journal)).ShouldBe(live, "the journal makes another state");
        StateDigest.Of(World.From(world.Books.Carry())).ShouldBe(live, "the snapshot makes another state");
    }
}
