namespace Tollgate.Engine.Orders;

/// <summary>A shard's orders, and its inbox: those that wait.</summary>
public sealed class OrderBook
{
    private readonly ByName<OrderPlace> _orders = new();
    private readonly SortedSet<string> _waiting = new(StringComparer.Ordinal);

    /// <summary>The ids of those of which a revision waits, in order.</summary>
    public IReadOnlyCollection<string> Waiting => _waiting;

    /// <summary>All there are, by id.</summary>
    public IEnumerable<Order> All => _orders.Values.Select(place => place.Order);

    public Order? Find(string id) => _orders.TryGetValue(id, out OrderPlace? place) ? place.Order : null;

    internal void Apply(OrderReceived received) =>
        Keep((Find(received.Order.OrderId) ?? new Order(received.Order.OrderId, [])).With(received));

    internal void Apply(OrderRetried retried) => Keep(Find(retried.OrderId)!.With(retried));

    internal void Apply(OrderCarried carried) => Keep(new Order(carried.OrderId, carried.Revisions));

    internal IEnumerable<OrderCarried> Carry() => All.Select(order => new OrderCarried(order.Id, order.Revisions));

    private void Keep(Order order)
    {
        if (_orders.TryGetValue(order.Id, out OrderPlace? place))
            place.Order = order;
        else
            _orders.Add(order.Id, new OrderPlace { Order = order });
        if (order.Waiting is null)
            _waiting.Remove(order.Id);
        else
            _waiting.Add(order.Id);
    }

    private sealed class OrderPlace
    {
        public required Order Order { get; set; }
    }
}
