namespace Tollgate.Storage.Installation;

/// <summary>Whether an installation may be served from a store; the store itself says so, whichever data folder stands beside it.</summary>
/// <param name="Other">The store that it comes from or went to, as <see cref="StoreAddress.Place"/> names it; null when it is at home.</param>
public readonly record struct StoreStanding(StandingKind Kind, string? Other)
{
    public static StoreStanding Home => new(StandingKind.Home, null);

    public static StoreStanding ArrivingFrom(string other) => new(StandingKind.Arriving, other);

    public static StoreStanding LeftFor(string other) => new(StandingKind.Left, other);

    /// <param name="kind">As <see cref="Word"/> says it.</param>
    /// <exception cref="StoreException">It is none that this program knows.</exception>
    public static StoreStanding Parse(string kind, string? other) => kind switch
    {
        "home" => Home,
        "arriving" when other is not null => ArrivingFrom(other),
        "left" when other is not null => LeftFor(other),
        _ => throw new StoreException($"The store says of itself that it is '{kind}', which this program does not know. Start the newer program."),
    };

    /// <summary>How it is written down.</summary>
    public string Word => Kind switch
    {
        StandingKind.Arriving => "arriving",
        StandingKind.Left => "left",
        _ => "home",
    };
}

public enum StandingKind
{
    /// <summary>The installation lives here.</summary>
    Home,

    /// <summary>It is being carried here, and may be here in part.</summary>
    Arriving,

    /// <summary>It was carried away; what is here is what it was then.</summary>
    Left,
}
