namespace Tollgate.Simulator.Model;

/// <summary>The simulated features: one for each meter, and a second one whose units another's meter counts.</summary>
internal static class Features
{
    /// <summary>In no plan: an account has it by grants alone.</summary>
    public const string Chat = "chat";

    /// <summary>Named seats; the next are concurrent.</summary>
    public const string Desk = "desk";
    public const string Viewer = "viewer";

    public static readonly string[] Seats = [Desk, Viewer];

    public static string MeterOf(string feature) => feature == Chat ? "tokens" : feature;
}
