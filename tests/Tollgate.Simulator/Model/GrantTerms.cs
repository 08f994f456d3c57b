namespace Tollgate.Simulator.Model;

/// <summary>A grant as it was asked for, in the model's own words.</summary>
/// <param name="Paid">It cost something; what did not burns first.</param>
/// <param name="End">Exclusive; null never ends.</param>
/// <param name="Again">Null issues once.</param>
/// <param name="Feature">Empty for a wallet.</param>
/// <param name="Region">For usage of this region alone; null for any.</param>
internal sealed record GrantTerms(string Id, string Feature, decimal Amount, int Priority, bool Paid, long Start, long? End, RecurrenceTerms? Again, string? Region, bool Pending)
{
    /// <summary>The currency or credit that it fills the wallet of; null for units of a feature.</summary>
    public string? Wallet { get; init; }

    /// <summary>Of a wallet: the one feature that it pays for; null for any.</summary>
    public string? ForFeature { get; init; }

    /// <summary>Of a wallet: the one meter whose units it pays for; null for any.</summary>
    public string? ForMeter { get; init; }

    /// <summary>It was asked for by the wallet itself, or given as if it had been.</summary>
    public bool IsTopUp { get; init; }

    /// <summary>It pays for anything.</summary>
    public bool IsUnscoped => Region is null && ForFeature is null && ForMeter is null;
}

internal enum Step
{
    Day,
    Week,
    Month,
}

/// <param name="Anchor">The boundaries are whole steps behind it.</param>
internal sealed record RecurrenceTerms(Step Every, long Anchor, RolloverTerms? Rollover)
{
    /// <summary>The first boundary behind an instant.</summary>
    public long After(long at, int offsetHours)
    {
        var months = new Months(fromCalendar: false, Anchor, offsetHours);
        long boundary = Anchor;
        for (int i = 1; boundary <= at; i++)
        {
            boundary = Every switch
            {
                Step.Day => Anchor + (i * World.SimClock.Day),
                Step.Week => Anchor + (i * 7 * World.SimClock.Day),
                _ => months.Boundary(i),
            };
        }

        return boundary;
    }
}

/// <param name="Repeats">What rolled over once rolls over again.</param>
internal sealed record RolloverTerms(decimal Least, decimal Most, bool Repeats);
