using System.Collections.Immutable;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Orders;

/// <summary>A revision of an order came, and what came of it. What it made follows, in facts of their own.</summary>
public sealed record OrderReceived(OrderTerms Order, OrderOutcome Outcome, RecordedAt At) : Fact;

/// <summary>A revision that waited was tried again.</summary>
public sealed record OrderRetried(string OrderId, int Revision, OrderOutcome Outcome, RecordedAt At) : Fact;

/// <summary>Of snapshots alone: an order with all its revisions.</summary>
public sealed record OrderCarried(string OrderId, ImmutableArray<OrderRevision> Revisions) : Fact;
