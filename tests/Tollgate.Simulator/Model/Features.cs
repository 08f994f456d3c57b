namespace Tollgate.Simulator.Model;

/// <summary>The simulated features: one for each meter, and a second one whose units another's meter counts.</summary>
internal static class Features
{
    /// <summary>In no plan: an account has it by grants alone.</summary>
    public const string Chat = "chat";

    public static string MeterOf(string feature) => feature == Chat ? "tokens" : feature;
}
