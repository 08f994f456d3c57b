using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Scenarios;

/// <summary>The scenarios of the design, as far as they are built, with the amounts worked out there.</summary>
public class WorkedByHand
{
    [Fact]
    public void S1a_the_upgrade_month() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a growth 2025-06-01
        bill a                              -> draft 0
        invoice a 0                         -> platform 3000.00; total 3000.00
        clock 2025-06-10
        use a api_calls 12345678 @2025-06-10 -> api_calls 12345678, covered 10000000
        clock 2025-07-01
        bill a                              -> draft 1; final 0 INV-000001
        invoice a 1                         -> platform 3000.00; api_calls 469.20; total 3469.20
        line a 1 api_calls                  -> 1 events, 12345678 - 10000000 = 2345678, exact 469.2, 2025-06-01T00:00:00Z to 2025-07-01T00:00:00Z
        line a 1 platform                   -> 0 events, 0 - 0 = 0, exact 3000, 2025-07-01T00:00:00Z to 2025-08-01T00:00:00Z
        clock 2025-07-02
        bill a                              -> final 1 INV-000002
        """);

    [Fact]
    public void S1c_usage_after_the_invoice() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a growth 2025-06-01
        clock 2025-06-05
        grant a api_calls 500000 id=promo priority=50 source=promotion
        use a api_calls 12345678 @2025-06-05 -> api_calls 12345678, covered 10500000
        clock 2025-07-02
        bill a                              -> draft 0; draft 1; final 0 INV-000001; final 1 INV-000002
        invoice a 1                         -> platform 3000.00; api_calls 369.20; total 3369.20
        use a api_calls 322 @2025-06-30     -> api_calls 322, late
        use a api_calls 1 @2025-06-30       -> api_calls 1, late
        restart
        clock 2025-08-02
        bill a                              -> draft 2; final 2 INV-000003
        invoice a 2                         -> platform 3000.00; api_calls 0.00; api_calls 0.20 for 2 of INV-000002; total 3000.20
        """);

    [Fact]
    public void S1d_the_upgrade_in_the_middle() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a growth 2025-06-01
        bill a                              -> draft 0
        clock 2025-06-05
        bill a                              -> final 0 INV-000001
        grant a api_calls 500000 id=promo priority=50 source=promotion
        use a api_calls 6000000             -> api_calls 6000000, covered 6000000
        clock 2025-06-16
        amend a scale
        check a api_calls 0                 -> allowed within_limit, 0 of 19500000 at 0.00015
        use a api_calls 6345678             -> api_calls 6345678, covered 6345678
        check a api_calls 13154322          -> allowed within_limit, 6345678 of 19500000 at 0.00015
        restart
        clock 2025-07-02
        bill a                              -> draft 1; final 1 INV-000002
        invoice a 1                         -> api_calls 0.00; platform 6000.00; api_calls 0.00; platform -1500.00 for 1 of INV-000001; platform 3000.00 for nothing of INV-000001; total 7500.00
        """);

    [Fact]
    public void S2_rows() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a rows 2025-06-01
        bill a                              -> closed 0
        clock 2025-06-30
        use a rows 5750500 @2025-06-20      -> rows 5750500, covered 5000000; rows_seen 1, covered 0
        clock 2025-07-01
        bill a                              -> draft 1
        invoice a 1                         -> base 2000.00; rows 300.20; total 2300.20
        account b
        contract b extra 2025-06-01
        use b api_calls 1500000 @2025-06-20 -> api_calls 1500000, covered 0
        bill b                              -> draft 1; closed 0
        invoice b 1                         -> calls 30.00; total 30.00
        """);

    [Fact]
    public void S3_the_duplicate() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a ext.erp=77
        contract a soft 2025-06-01
        use a api_calls 5 id=e @2025-06-01      -> api_calls 5, covered 5
        use a api_calls 5 id=e @2025-06-01      -> duplicate
        use erp:77 api_calls 5 id=e @2025-06-01 -> duplicate  # the same account by another name
        use a api_calls 6 id=e @2025-06-01      -> conflict
        use a api_calls 5 id=e k="x" @2025-06-01 -> conflict
        use a api_calls 5 id=e                  -> duplicate  # without a time of its own, the rest decides
        restart
        use a api_calls 5 id=e @2025-06-01      -> duplicate
        use a api_calls 5 id=e source=other @2025-06-01 -> api_calls 5, covered 5
        account b
        use b api_calls 5 id=e @2025-06-01      -> api_calls 5, waiting
        clock 2025-08-01
        use a api_calls 5 id=e @2025-06-01      -> duplicate  # too old by now, but known
        use a api_calls 5 id=f @2025-06-01      -> event_too_old
        """);

    [Fact]
    public void S5_soft() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a soft 2025-06-01
        use a api_calls 47210               -> api_calls 47210, covered 47210
        check a api_calls 2790              -> allowed within_limit, 47210 of 50000 at 0.002
        check a api_calls 2791              -> allowed soft_limit_exceeded, 47210 of 50000, over 1 at 0.002
        consume a api_calls 2791 id=c       -> allowed soft_limit_exceeded, 50001 of 50000, over 1 at 0.002
        consume a api_calls 2791 id=c       -> allowed within_limit, 50001 of 50000 at 0.002, duplicate
        consume a api_calls 2791 id=c @2025-06-01 -> allowed within_limit, 50001 of 50000 at 0.002, duplicate
        use a api_calls 2791 id=c           -> duplicate
        """);

    [Fact]
    public void S5_grace() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a
        contract a wide 2025-06-01
        check a api_calls 10100000          -> allowed in_grace, 0 of 10000000, over 100000 at 0.01
        check a api_calls 10100001          -> denied quota_exceeded, 0 of 10000000 at 0.01
        consume a api_calls 10000000        -> allowed within_limit, 10000000 of 10000000 at 0.01
        consume a api_calls 100000          -> allowed in_grace, 10100000 of 10000000, over 100000 at 0.01
        consume a api_calls 1               -> denied quota_exceeded, 10100000 of 10000000 at 0.01
        """);

    /// <summary>A hundred calls at the instants i/99 s: 20 pass at once, and one more each tenth of a second, the last at the very end of it.</summary>
    [Fact]
    public void S5_throttle()
    {
        var world = new World();
        var verbs = new Verbs(world);
        foreach (string line in new[] { "env 2025-06-01", "catalog shop", "account a", "contract a throttled 2025-06-01", "consume a api_calls 100" })
            verbs.Play(line.Split(' ')).ShouldNotStartWith("denied");
        List<string> answers = [];
        for (int i = 0; i < 100; i++)
        {
            verbs.Play(["clock", new RecordedAt(OneOfJune + (i * 1_000_000L / 99)).ToString()]).ShouldBe("ok");
            answers.Add(verbs.Play(["consume", "a", "api_calls", "1"]));
        }

        string[] denied = [.. answers.Where(answer => answer.StartsWith("denied throttled,", StringComparison.Ordinal))];
        answers.Count(answer => answer.StartsWith("allowed soft_limit_exceeded,", StringComparison.Ordinal)).ShouldBe(30);
        denied.Length.ShouldBe(70);
        denied.ShouldAllBe(answer => answer.Contains(", retry in ", StringComparison.Ordinal));
        answers[99].ShouldStartWith("allowed soft_limit_exceeded, 130 of 100, over 1");
        world.ShouldReplay();
    }

    private static long OneOfJune => Instants.TryParse("2025-06-01T00:00:00Z", out long microseconds) ? microseconds : 0;

    [Fact]
    public void S6_the_real_trace() => Story.Plays("""
        env 2023-11-01
        catalog llm
        account code
        account chat
        contract code llm 2023-11-01
        contract chat llm 2023-11-01
        clock 2023-11-17
        use code llm.request input_tokens=18059974 output_tokens=245896 model="gpt-4" @2023-11-16T18:00:00.1234567Z -> requests 1, covered 1; tokens_in 18059974, covered 0; tokens_out 245896, covered 0
        use chat llm.request input_tokens=22361870 output_tokens=4088665 model="gpt-4" @2023-11-16 -> requests 1, covered 1; tokens_in 22361870, covered 0; tokens_out 4088665, covered 0
        clock 2023-12-02
        bill code                           -> draft 1; final 1 INV-000001; closed 0
        bill chat                           -> draft 1; final 1 INV-000002; closed 0
        invoice code 1                      -> base 500.00; input 541.80; output 14.75; total 1056.55
        line code 1 input                   -> 1 events, 18059974 - 0 = 18059974, exact 541.79922, 2023-11-01T00:00:00Z to 2023-12-01T00:00:00Z
        line code 1 output                  -> 1 events, 245896 - 0 = 245896, exact 14.75376, 2023-11-01T00:00:00Z to 2023-12-01T00:00:00Z
        invoice chat 1                      -> base 500.00; input 670.86; output 245.32; total 1416.18
        line chat 1 input                   -> 1 events, 22361870 - 0 = 22361870, exact 670.8561, 2023-11-01T00:00:00Z to 2023-12-01T00:00:00Z
        line chat 1 output                  -> 1 events, 4088665 - 0 = 4088665, exact 245.3199, 2023-11-01T00:00:00Z to 2023-12-01T00:00:00Z
        """);
}
