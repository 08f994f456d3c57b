using Tollgate.Engine.Accounts;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Orders;

/// <summary>
/// Takes orders, each revision once: all of it is done at once, or it waits in the inbox with a sentence that says why. The same revision again changes
/// nothing, and one that comes after a newer one is kept and never done.
/// </summary>
public static class OrderTaking
{
    public static Outcome Decide(Books books, PlaceOrder command, RecordedAt at) => Decide(books, command, at, isForeseen: false);

    /// <summary>What would come of an order, with its account made where it can be: an answer without a fact.</summary>
    public static Outcome Foresee(Books books, OrderTerms terms, RecordedAt at)
    {
        Outcome outcome = books.Environment is null ? EnvironmentCreation.Missing : Decide(books, new PlaceOrder(terms), at, isForeseen: true);
        return outcome.Rejection is null ? Outcome.Of(outcome.Answer!) : outcome;
    }

    private static Outcome Decide(Books books, PlaceOrder command, RecordedAt at, bool isForeseen)
    {
        OrderTerms terms = command.Order;
        if (RefuseAtAll(terms) is { } refused)
            return refused;
        Order? order = books.Orders.Find(terms.OrderId);
        if (order?.Find(terms.Revision) is { } known)
        {
            return known.Terms.Digest == terms.Digest
                ? Outcome.Of(new PlacedOrder(order, AccountOf(books, known.Terms), known))
                : new Rejection(
                    RejectionKind.Conflict,
                    "order_revision_conflict",
                    $"Revision {terms.Revision} of the order '{terms.OrderId}' came before and said something else. What has changed has a higher revision; the same revision is sent only as it was.",
                    "/revision");
        }

        List<Fact> facts = [];
        OrderOutcome outcome = order?.Latest is { } latest && latest.Terms.Revision > terms.Revision
            ? Behind(terms, latest)
            : OrderFulfilment.Try(books, order, terms, command.AccountRefused, at, facts, isForeseen);
        var received = new OrderReceived(terms, outcome, at);
        Order then = (order ?? new Order(terms.OrderId, [])).With(received);
        return Outcome.Of(new PlacedOrder(then, AccountOf(books, terms), then.Find(terms.Revision)!), [received, .. facts]);
    }

    public static Outcome Decide(Books books, RetryOrder command, RecordedAt at)
    {
        if (books.Orders.Find(command.OrderId) is not { } order)
            return Missing(command.OrderId);
        if (order.Waiting is not { } waiting)
        {
            return new Rejection(
                RejectionKind.Conflict,
                "order_not_waiting",
                $"The order '{order.Id}' does not wait: its newest revision, {order.Latest.Terms.Revision}, is {Word(order.Latest.Outcome.State)}.");
        }

        List<Fact> facts = [];
        var retried = new OrderRetried(order.Id, waiting.Terms.Revision, OrderFulfilment.Try(books, order, waiting.Terms, command.AccountRefused, at, facts), at);
        Order then = order.With(retried);
        return Outcome.Of(new PlacedOrder(then, AccountOf(books, waiting.Terms), then.Find(waiting.Terms.Revision)!), [retried, .. facts]);
    }

    /// <summary>The account that an order needs and that is not there, when nothing else stands in its way; null otherwise. It changes nothing.</summary>
    public static Account? AccountToMake(Books books, OrderTerms terms, RecordedAt at)
    {
        if (books.Environment is null || RefuseAtAll(terms) is not null)
            return null;
        Order? order = books.Orders.Find(terms.OrderId);
        OrderRevision? known = order?.Find(terms.Revision);
        if (known is { Outcome.State: not OrderState.Waiting } || (known is not null && known.Terms.Digest != terms.Digest) || order?.Latest.Terms.Revision > terms.Revision)
            return null;
        return OrderFulfilment.AccountToMake(books, order, terms, at);
    }

    public static Rejection Missing(string id) => new(RejectionKind.NotFound, "order_not_found", $"There is no order '{id}'.");

    /// <summary>What is no order, and so not kept.</summary>
    private static Rejection? RefuseAtAll(OrderTerms terms)
    {
        if (terms.Revision < 1)
            return new Rejection(RejectionKind.Invalid, "order_revision_not_positive", "Revisions are counted from 1, and each later one has a higher number.", "/revision");
        if (terms.Lines.Length > OrderFulfilment.MostLines)
            return new Rejection(RejectionKind.Invalid, "too_many_order_lines", $"An order has at most {OrderFulfilment.MostLines} lines, and this has {terms.Lines.Length}. Send it as several orders.", "/lines");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((int place, OrderLine line) in terms.Lines.Index())
        {
            if (!seen.Add(line.Id))
                return new Rejection(RejectionKind.Invalid, "order_line_twice", $"Two lines have the id '{line.Id}'; each line has its own.", $"/lines/{place}/id");
        }

        return null;
    }

    private static OrderOutcome Behind(OrderTerms terms, OrderRevision latest) => new(
        OrderState.Refused,
        new OrderProblem(
            "order_revision_older",
            $"Revision {latest.Terms.Revision} of the order '{terms.OrderId}' came before this one, {terms.Revision}, and stands. The older is kept and changes nothing; what is still to be done of it is sent as revision {latest.Terms.Revision + 1} or higher.",
            "/revision"),
        []);

    private static string AccountOf(Books books, OrderTerms terms) => books.Account(terms.Account.Id)?.Id ?? terms.Account.Id;

    private static string Word(OrderState state) => state switch
    {
        OrderState.Waiting => "waiting",
        OrderState.Applied => "applied",
        OrderState.Superseded => "superseded",
        _ => "refused",
    };
}
