using Tollgate.Engine;
using Tollgate.Engine.Access;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Bookkeeping;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Orders;
using Tollgate.Engine.Outbox;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Requests;
using Tollgate.Engine.Seats;
using Tollgate.Engine.Taxes;
using Tollgate.Engine.Time;
using Tollgate.Engine.Webhooks;

namespace Tollgate.Server.Shards;

/// <summary>When a fact was recorded.</summary>
public static class RecordedInstants
{
    /// <exception cref="ArgumentException">The fact stands in no journal.</exception>
    public static RecordedAt Of(Fact fact) => fact switch
    {
        UsageCounted counted => counted.At,
        UsageRepeated repeated => repeated.At,
        UsageAttributed attributed => attributed.At,
        ThrottlePassed passed => passed.At,
        ControlAdopted adopted => Of(adopted.Item),
        EnvironmentCreated created => created.At,
        ClockAdvanced advanced => advanced.To,
        CatalogPublished published => published.At,
        AccountRegistered registered => registered.At,
        AttributesSet set => set.At,
        GroupsSet set => set.At,
        KeyIssued issued => issued.At,
        KeyRevoked revoked => revoked.At,
        ContractStarted started => started.At,
        ContractAmended amended => amended.At,
        UsageRetallied retallied => retallied.At,
        StandingFact said => said.At,
        LedgerFact moved => moved.At,
        SeatFact seat => seat.At,
        InvoiceDrafted drafted => drafted.At,
        InvoiceFinalized finalized => finalized.At,
        PeriodClosed closed => closed.At,
        ReceivableFact said => said.At,
        AccountingPeriodClosed closed => closed.At,
        DelinquencyTermsSet set => set.At,
        TaxRatesSet set => set.At,
        OrderReceived received => received.At,
        OrderRetried retried => retried.At,
        ChargesBatched batched => batched.At,
        BatchWritten written => written.At,
        ChargesAcknowledged taken => taken.At,
        ChargesRejected rejected => rejected.At,
        ChargesRequeued requeued => requeued.At,
        AlertRaised raised => raised.At,
        WebhookRegistered registered => registered.At,
        WebhookSecretRotated rotated => rotated.At,
        WebhookRemoved removed => removed.At,
        AnswerKept kept => kept.At,
        _ => throw new ArgumentException($"A fact {fact.GetType().Name} stands in no journal.", nameof(fact)),
    };
}
