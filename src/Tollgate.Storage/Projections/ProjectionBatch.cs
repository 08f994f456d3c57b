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
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Projections;

/// <summary>
/// Some blocks of one stream, gathered in memory and committed together with the watermark. A batch that is not committed has done nothing:
/// it holds no transaction and no lock, so that streams can be decoded side by side.
/// </summary>
public sealed class ProjectionBatch
{
    private const int ManyRows = 20_000;

    // A bucket that is written once for ten events costs a tenth of ten writes: many accounts are to come round before one is. Some 25 MB.
    private const int ManyBuckets = 100_000;
    private const int ManyEvents = 1_000_000;

    private readonly ProjectionStore _projections;
    private readonly List<(FactPosition Position, Fact Fact)> _rows = [];
    private int _events;
    private bool _broken;

    internal ProjectionBatch(ProjectionStore projections, StreamId stream, long watermark, MetersInForce meters)
    {
        _projections = projections;
        Stream = stream;
        From = watermark;
        Watermark = watermark;
        Buckets = new(meters);
    }

    public StreamId Stream { get; }

    /// <summary>The watermark that the batch was begun upon.</summary>
    public long From { get; }

    /// <summary>The watermark once it is committed.</summary>
    public long Watermark { get; private set; }

    /// <summary>The last block's.</summary>
    public BlockHash Hash { get; private set; }

    /// <summary>When the last block was closed.</summary>
    public RecordedAt RecordedAt { get; private set; }

    /// <summary>It is as large as one transaction should be: commit it and begin another.</summary>
    public bool IsFull => _rows.Count >= ManyRows || Buckets.Count >= ManyBuckets || _events >= ManyEvents;

    public bool IsEmpty => Watermark == From;

    /// <summary>Somebody may wait for what it brings.</summary>
    public bool HoldsAlerts { get; private set; }

    internal IReadOnlyList<(FactPosition Position, Fact Fact)> Rows => _rows;

    internal UsageBuckets Buckets { get; }

    /// <summary>A catalog was adopted in it, so that the meters in force are to be saved.</summary>
    internal bool MetersChanged { get; private set; }

    /// <summary>Adds a block. One that was applied already, here or before, is passed over.</summary>
    /// <exception cref="ProjectionGapException">A block in front of it is missing.</exception>
    /// <exception cref="InvalidOperationException">It holds a fact that the projections do not know; the batch is of no use any more.</exception>
    public void Apply(Block block)
    {
        if (!Begin(block.Header))
            return;
        for (int ordinal = 0; ordinal < block.Facts.Count; ordinal++)
            Take(block.PositionOf(ordinal), block.Facts[ordinal]);
        End(block.Header, block.Hash);
    }

    /// <inheritdoc cref="Apply(Block)"/>
    public void Apply(BlockRows block)
    {
        if (!Begin(block.Header))
            return;
        ReadOnlySpan<BlockRows.Item> items = block.Items;
        for (int ordinal = 0; ordinal < items.Length; ordinal++)
        {
            if (items[ordinal].Fact is { } fact)
            {
                Take(block.PositionOf(ordinal), fact);
                continue;
            }

            Buckets.Add(items[ordinal].Row);
            _events++;
        }

        End(block.Header, block.Hash);
    }

    /// <summary>Writes all of it and the watermark in one transaction, or nothing.</summary>
    /// <exception cref="ProjectionGapException">Somebody else has moved the stream's watermark since the batch was begun.</exception>
    /// <exception cref="ProjectionsUnavailableException">The database cannot be written now.</exception>
    /// <exception cref="ProjectionsDamagedException">The rows are damaged: close the projections and open them again.</exception>
    public void Commit()
    {
        RefuseBroken();
        if (!IsEmpty)
            _projections.Commit(this);
    }

    /// <returns>False when it was applied already.</returns>
    private bool Begin(BlockHeader block)
    {
        if (block.Seq <= Watermark)
            return false;
        if (block.Seq != Watermark + 1)
            throw new ProjectionGapException(Stream, Watermark + 1, block.Seq);
        RefuseBroken();
        return _broken = true;
    }

    private void End(BlockHeader block, BlockHash hash)
    {
        _broken = false;
        Watermark = block.Seq;
        Hash = hash;
        RecordedAt = block.RecordedAt;
    }

    private void Take(FactPosition position, Fact fact)
    {
        switch (fact)
        {
            case UsageCounted counted:
                Buckets.Add(counted);
                _events++;
                break;
            case ControlAdopted { Item: CatalogPublished published }:
                Buckets.Adopt(Buckets.Meters.With(published));
                MetersChanged = true;
                break;
            case ControlAdopted or UsageRepeated or UsageAttributed or UsageRetallied or AnswerKept or ThrottlePassed:
                // What a shard adopts is projected from the control stream, once; an event that found its contract, or other terms, was counted before; a
                // repetition, a kept answer and a throttle's instant are no rows.
                break;
            case LedgerFact or StandingFact or SeatFact:
                // Grants are few and needed whole for each decision: they are read from the books. So are seats.
                break;
            case AlertRaised:
                HoldsAlerts = true;
                _rows.Add((position, fact));
                break;
            case WebhookRegistered or WebhookSecretRotated or WebhookRemoved:
                // The server has them in memory, and no report needs them.
                break;
            case ReceivableFact and not (PaymentReported or InvoiceVoided):
            case AccountingPeriodClosed or DelinquencyTermsSet or TaxRatesSet:
                // Few, and needed whole by decisions: lists of them are read from the books.
                break;
            case PaymentReported or InvoiceVoided:
                _rows.Add((position, fact));
                break;
            case ChargesBatched or BatchWritten or ChargesAcknowledged or ChargesRejected or ChargesRequeued:
                // What of the invoices went to billing: batches are few, and in the books.
                break;
            case OrderReceived or OrderRetried:
                // The books keep them whole; what they made is rows of its own.
                break;
            case GroupsSet:
                // Whom a check is for, the books know.
                break;
            case EnvironmentCreated or ClockAdvanced or CatalogPublished or AccountRegistered or AttributesSet or KeyIssued or KeyRevoked
                or ContractStarted or ContractAmended or InvoiceDrafted or InvoiceFinalized or PeriodClosed:
                _rows.Add((position, fact));
                break;
            default:
                throw new InvalidOperationException($"The projections do not know the fact {fact.GetType().Name}.");
        }
    }

    private void RefuseBroken()
    {
        if (_broken)
            throw new InvalidOperationException("The batch holds half a block, since applying it failed; begin another.");
    }
}
