using System.Collections.Immutable;
using Tollgate.Engine.Alerts;

namespace Tollgate.Engine.Webhooks;

/// <summary>What webhooks tell, by the <c>type</c> of its message.</summary>
public static class EventTypes
{
    /// <summary>Sent when somebody asks for it, to any webhook.</summary>
    public const string Test = "webhook.test";

    /// <summary>A grant that tops something up waits for its payment.</summary>
    public const string TopUpRequested = "top_up.requested";

    /// <summary>An invoice became final: its lines are charges for billing.</summary>
    public const string InvoiceFinalized = "invoice.finalized";

    /// <summary>A final invoice is void: all of its charges are taken back.</summary>
    public const string InvoiceVoided = "invoice.voided";

    /// <summary>A credit note takes some of an invoice's charges back.</summary>
    public const string InvoiceCredited = "invoice.credited";

    /// <summary>Those that a webhook can be registered for.</summary>
    public static readonly ImmutableArray<string> Known = [.. Enum.GetValues<AlertKind>().Select(Of), TopUpRequested, InvoiceFinalized, InvoiceVoided, InvoiceCredited];

    public static string Of(AlertKind kind) => kind switch
    {
        AlertKind.Usage => "alert.usage",
        AlertKind.Overage => "alert.overage",
        AlertKind.Balance => "alert.balance",
        AlertKind.Spend => "alert.spend",
        AlertKind.BurnRate => "alert.burn_rate",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No message tells this kind of alert."),
    };
}
