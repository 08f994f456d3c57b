using Tollgate.Server.Webhooks;

namespace Tollgate.Server.Tests.Webhooks;

public class RetryScheduleTests
{
    private static readonly RetrySchedule Usual = new WebhookSettings().Retries;

    [Fact]
    public void Each_wait_is_four_times_the_one_before_up_to_the_longest()
    {
        double[] waits = [.. Enumerable.Range(1, 9).Select(failed => Usual.Next(failed, 0.5, null)!.Value.TotalSeconds)];
        waits.ShouldBe([5, 20, 80, 320, 1280, 5120, 20480, 21600, 21600]);
        Usual.Next(10, 0.5, null).ShouldBeNull();
        // For some twenty hours.
        TimeSpan.FromSeconds(waits.Sum()).TotalHours.ShouldBeInRange(19, 20);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(0.25, 4.5)]
    [InlineData(1, 6)]
    public void Chance_moves_it_by_a_fifth(double chance, double seconds) => Usual.Next(1, chance, null)!.Value.TotalSeconds.ShouldBe(seconds, 0.001);

    [Theory]
    [InlineData(1, 5)]
    [InlineData(60, 60)]
    [InlineData(100_000, 21_600)]
    public void A_receiver_may_ask_for_more_up_to_the_longest(int asked, int seconds) =>
        Usual.Next(1, 0.5, TimeSpan.FromSeconds(asked))!.Value.TotalSeconds.ShouldBe(seconds);
}
