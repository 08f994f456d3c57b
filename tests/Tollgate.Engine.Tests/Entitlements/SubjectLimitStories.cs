using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Tests.Scenarios;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Entitlements;

/// <summary>Windows that count each subject by itself.</summary>
public class SubjectLimitStories
{
    [Fact]
    public void Each_subject_has_a_quota_of_its_own_beside_that_of_all() => Story.Plays("""
        env 2025-06-01
        catalog limited
        account a
        contract a each 2025-06-01
        consume a calls 5 subject=ann       -> allowed within_limit, 5 of unlimited
        consume a calls 1 subject=ann       -> denied quota_exceeded, 5 of unlimited, by per_day_each_subject
        consume a calls 5 subject=bob       -> allowed within_limit, 10 of unlimited
        restart
        consume a calls 3 subject=cleo      -> denied quota_exceeded, 10 of unlimited, by per_day
        consume a calls 3 subject=cleo partial=true -> allowed quota_exceeded, 12 of unlimited, by per_day, granted 2
        limits a calls subject=cleo         -> per_day 12 of 12, left 0, until 2025-06-02T00:00:00Z; per_day_each_subject 2 of 5, left 3, until 2025-06-02T00:00:00Z
        clock 2025-06-02
        consume a calls 5 subject=ann       -> allowed within_limit, 17 of unlimited
        """);

    [Fact]
    public void Who_names_no_subject_is_let_through_by_no_quota_of_subjects() => Story.Plays("""
        env 2025-06-01
        catalog limited
        account a
        contract a each 2025-06-01
        check a calls 1                     -> denied condition_not_met, 0 of unlimited, by per_day_each_subject
        consume a calls 1 partial=true      -> denied condition_not_met, 0 of unlimited, by per_day_each_subject
        consume a calls 0                   -> allowed within_limit, 0 of unlimited
        use a calls 12                      -> calls 12, covered 12   # nobody's, and everybody's
        limits a calls subject=ann          -> per_day 12 of 12, left 0, until 2025-06-02T00:00:00Z; per_day_each_subject 0 of 5, left 5, until 2025-06-02T00:00:00Z
        """);

    [Fact]
    public void Who_comes_behind_as_many_subjects_as_a_window_counts_is_denied_and_what_he_used_is_kept()
    {
        var verbs = new Verbs(new World());
        foreach (string line in (string[])["env 2025-06-01", "catalog limited", "account a", "contract a each 2025-06-01"])
            verbs.Play(line.Split(' '));
        WindowCounter counter = verbs.World.Books.Contracts["ctr_a"].Window("calls", Engine.Catalog.WindowUnit.Day, eachSubject: true);
        var now = new EffectiveAt(verbs.World.Books.Time(default).Microseconds);
        for (int number = 0; number < WindowCounter.MostSubjects; number++)
            counter.Add(now, $"subject-{number}", Quantity.One);

        verbs.Play("consume a calls 1 subject=late".Split(' ')).ShouldBe("denied quota_exceeded, 0 of unlimited, by per_day_each_subject");
        verbs.Play("consume a calls 1 subject=subject-7".Split(' ')).ShouldStartWith("allowed");
        // A report is never refused: it is usage of the meter, and of the window of all, and only his own quota does not know it.
        verbs.Play("use a calls 3 subject=late".Split(' ')).ShouldBe("calls 3, covered 3");
        verbs.Play("limits a calls subject=late".Split(' ')).ShouldBe("per_day 4 of 12, left 8, until 2025-06-02T00:00:00Z; per_day_each_subject 0 of 5, left 0, until 2025-06-02T00:00:00Z");
        verbs.Play("clock 2025-06-02".Split(' '));
        verbs.Play("consume a calls 1 subject=late".Split(' ')).ShouldStartWith("allowed");
    }
}
