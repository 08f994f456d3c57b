using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;

namespace Tollgate.Server.Metering;

/// <summary>What was read of an event so far, in whichever shape it came.</summary>
internal ref struct EventFields
{
    public const string DefaultSource = "api";

    /// <summary>In UTF-8; empty while none was read.</summary>
    public ReadOnlySpan<byte> Id;
    public string? Source;
    public string? Account;
    public string? Type;
    public string? Subject;
    public EffectiveAt? Time;
    public Quantity? Quantity;
    public Properties Properties;

    /// <summary>What the event says, but for the time that is still to be filled in when the sender gave none.</summary>
    public readonly EventContent Content =>
        new(Account!, Source ?? DefaultSource, Type!, Time ?? default, Quantity, Subject, Properties ?? Properties.None);

    public static Fault Missing(string name) => new(Codes.MissingKey, $"The field '{name}' is missing.", "/" + name);
}
