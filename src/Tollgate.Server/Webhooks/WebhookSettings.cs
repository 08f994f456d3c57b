namespace Tollgate.Server.Webhooks;

/// <summary>How webhooks are delivered.</summary>
public sealed record WebhookSettings
{
    /// <summary>Addresses inside a network, and plain http, are let through: for development, and for receivers beside the server.</summary>
    public bool AllowPrivate { get; init; }

    /// <summary>A receiver that has not answered by then has failed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    public RetrySchedule Retries { get; init; } = new(TimeSpan.FromSeconds(5), TimeSpan.FromHours(6), 10);

    /// <summary>How long a delivered message can be looked at.</summary>
    public TimeSpan KeepDelivered { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long a dead one can be sent again.</summary>
    public TimeSpan KeepDead { get; init; } = TimeSpan.FromDays(30);
}

/// <summary>When a message that was not taken is tried again: four times as long after each failure, and by chance a fifth more or less, so that what failed together
/// does not come back together.</summary>
/// <param name="First">After the first failure.</param>
/// <param name="Longest">Between two attempts.</param>
/// <param name="Attempts">After so many it is given up.</param>
public sealed record RetrySchedule(TimeSpan First, TimeSpan Longest, int Attempts)
{
    private const int Factor = 4;

    /// <param name="failed">How many attempts have failed.</param>
    /// <param name="chance">From 0 to 1.</param>
    /// <param name="asked">What the receiver asked for, which is granted up to the longest.</param>
    /// <returns>Null when it is given up.</returns>
    public TimeSpan? Next(int failed, double chance, TimeSpan? asked)
    {
        if (failed >= Attempts)
            return null;
        TimeSpan wait = First;
        for (int i = 1; i < failed && wait < Longest; i++)
            wait *= Factor;
        wait *= 0.8 + (0.4 * chance);
        if (asked > wait)
            wait = asked.Value;
        return wait < Longest ? wait : Longest;
    }
}
