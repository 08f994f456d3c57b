namespace Tollgate.Engine.Orders;

/// <summary>Does what a revision of an order says, all of it or nothing.</summary>
/// <param name="Order">The ids of what it makes are made for the command.</param>
/// <param name="AccountRefused">Why its account could not be made; null when it is there or nobody tried.</param>
public sealed record PlaceOrder(OrderTerms Order, Rejection? AccountRefused = null) : Command<PlacedOrder>;

/// <summary>Tries the waiting revision of an order again.</summary>
/// <inheritdoc cref="PlaceOrder"/>
public sealed record RetryOrder(string OrderId, Rejection? AccountRefused = null) : Command<PlacedOrder>;

/// <param name="AccountId">The account's own id; as the order names it where it is not there.</param>
/// <param name="Revision">The one that was asked about.</param>
public sealed record PlacedOrder(Order Order, string AccountId, OrderRevision Revision);
