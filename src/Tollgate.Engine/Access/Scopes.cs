using System.Collections.Immutable;

namespace Tollgate.Engine.Access;

/// <summary>What a key may do. Each endpoint asks for one of these.</summary>
public static class Scopes
{
    public const string All = "*";
    public const string Environments = "environments";
    public const string Clock = "clock";
    public const string Keys = "keys";
    public const string CatalogRead = "catalog:read";
    public const string CatalogWrite = "catalog:write";
    public const string AccountsRead = "accounts:read";
    public const string AccountsWrite = "accounts:write";
    public const string EventsRead = "events:read";
    public const string EventsWrite = "events:write";
    public const string EntitlementsRead = "entitlements:read";
    public const string EntitlementsConsume = "entitlements:consume";
    public const string LedgerRead = "ledger:read";
    public const string LedgerWrite = "ledger:write";
    public const string ExceptionsRead = "exceptions:read";
    public const string ExceptionsWrite = "exceptions:write";
    public const string OrdersRead = "orders:read";
    public const string OrdersWrite = "orders:write";
    public const string InvoicesRead = "invoices:read";
    public const string InvoicesWrite = "invoices:write";
    public const string OutboxRead = "outbox:read";
    public const string OutboxWrite = "outbox:write";
    public const string JournalRead = "journal:read";
    public const string AlertsRead = "alerts:read";
    public const string WebhooksRead = "webhooks:read";
    public const string WebhooksWrite = "webhooks:write";

    public static readonly ImmutableArray<string> Known =
    [
        All,
        Environments,
        Clock,
        Keys,
        CatalogRead,
        CatalogWrite,
        AccountsRead,
        AccountsWrite,
        EventsRead,
        EventsWrite,
        EntitlementsRead,
        EntitlementsConsume,
        LedgerRead,
        LedgerWrite,
        ExceptionsRead,
        ExceptionsWrite,
        OrdersRead,
        OrdersWrite,
        InvoicesRead,
        InvoicesWrite,
        OutboxRead,
        OutboxWrite,
        JournalRead,
        AlertsRead,
        WebhooksRead,
        WebhooksWrite,
    ];
}
