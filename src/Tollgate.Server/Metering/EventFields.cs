using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;

namespace Tollgate.Server.Metering;

/// <summary>What was read of an event so far, in whichever shape it came.</summary>
internal struct EventFields
{
    public const string DefaultSource = "api";

    public string? Id;
    public string? Source;
    public string? Account;
    public string? Type;
    public string? Subject;
    public EffectiveAt? Time;
    public Quantity? Quantity;
    public Properties Properties;

    /// <summary>The event as a command, whose time is still to be filled in when the sender gave none.</summary>
    public readonly ReportUsage ToCommand() => new(
        new UsageEvent(Id!, Source ?? DefaultSource, Account!, Type!, Time ?? default, Quantity, Subject, Properties ?? Properties.None),
        Seen: null,
        TimeGiven: Time is not null
    );

    public static Fault Missing(string name) => new(Codes.MissingKey, $"The field '{name}' is missing.", "/" + name);
}
