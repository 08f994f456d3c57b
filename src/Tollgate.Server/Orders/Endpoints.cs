using Tollgate.Engine;
using Tollgate.Engine.Access;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Orders;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;
using Tollgate.Storage.Projections;
using static Tollgate.Server.Http.Shape;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Orders;

/// <summary>Orders in: what was sold elsewhere becomes accounts, contracts and grants, at once and as a whole, or waits.</summary>
internal static class Endpoints
{
    /// <summary>The list's name in its cursors.</summary>
    private const string List = "orders";

    public static void Map(Routes routes)
    {
        routes.Post("/v1/orders", Scopes.OrdersWrite, Place, new(
            "Orders",
            "Place an order",
            "Does what a revision of an order says, all of it at once: its account is made when it is not there, and each line becomes a contract or a grant. A later revision amends the contracts of lines that have changed, and ends those of lines that are gone. What cannot be done waits in the inbox (202) with a sentence that says why. The same revision again is answered as the first time; a revision behind a newer one is kept and refused.",
            """{"order_id":"SO-1001","revision":1,"account":{"id":"acme","currency":"USD","external_ids":{"netsuite":"4711"}},"purchase_order":"PO-77","lines":[{"id":"1","contract":{"plan":"growth","starts_at":"2025-06-01T00:00:00Z"}}]}""",
            OrderJson.Example,
            StatusCodes.Status201Created)
        {
            Takes = OrderFields.Shape,
            Gives = OrderJson.Shape,
            Query = [("dry_run", "true answers what would come of it and does nothing.")],
        });
        routes.Get("/v1/orders", Scopes.OrdersRead, Page, new("Orders", "List orders", "By id, with the newest revision of each. state=waiting is the inbox.", null, "{\"data\":[" + OrderJson.Example + "],\"next_cursor\":null}")
        {
            Gives = PageOf(OrderJson.Shape),
            Query = [("state", "Of the newest revision: waiting or applied; both unless given."), .. About.Paging],
        });
        routes.Get("/v1/orders/{id}", Scopes.OrdersRead, Get, new("Orders", "Get an order", "With every revision, what came of it and what it made.", null, OrderJson.WholeExample)
        {
            Gives = OrderJson.Whole,
        });
        routes.Post("/v1/orders/{id}/retry", Scopes.OrdersWrite, Retry, new("Orders", "Try an order again", "Its waiting revision, once what was in its way is settled.", null, OrderJson.Example)
        {
            Gives = OrderJson.Shape,
        });
    }

    private static async Task Place(Gate gate)
    {
        OrderTerms terms = await OrderFields.Read(gate);
        if (gate.Flag("dry_run"))
        {
            RecordedAt real = gate.Services.RealTime;
            Outcome foreseen = await gate.Host.Shard.Read((books, _) => OrderTaking.Foresee(books, terms, books.Time(real)), gate.Cancel);
            await gate.Send(Encode(foreseen, StatusCodes.Status200OK), repeated: false);
            return;
        }

        Rejection? refused = await MakeAccount(gate, (_, _) => terms);
        await gate.Submit(Stream.Shard, [new PlaceOrder(terms, refused)], outcomes => Encode(outcomes[0], StatusCodes.Status201Created));
    }

    private static async Task Retry(Gate gate)
    {
        await gate.JsonFields();
        string id = gate.Route("id");
        Rejection? refused = await MakeAccount(gate, (books, _) => books.Orders.Find(id)?.Waiting?.Terms);
        await gate.Submit(Stream.Shard, [new RetryOrder(id, refused)], outcomes => Encode(outcomes[0], StatusCodes.Status200OK));
    }

    /// <summary>
    /// Makes the account that an order needs, once nothing else stands in its way. The directory of accounts is another stream: cut off in between, there
    /// is an account without a contract, and the order, sent again, goes on with it.
    /// </summary>
    /// <returns>Why it could not be made; null when it was, or none is needed.</returns>
    private static async Task<Rejection?> MakeAccount(Gate gate, Func<Books, AsOf, OrderTerms?> order)
    {
        RecordedAt real = gate.Services.RealTime;
        Account? needed = await gate.Host.Shard.Read((books, asOf) => order(books, asOf) is { } terms ? OrderTaking.AccountToMake(books, terms, books.Time(real)) : null, gate.Cancel);
        return needed is null ? null : (await gate.Send(Stream.Control, new Submission([new RegisterAccount(needed)]))).Outcomes[0].Rejection;
    }

    private static KeptAnswer Encode(Outcome outcome, int applied)
    {
        if (outcome.Rejection is { } rejection)
            return Gate.Encode(Problem.Of(rejection));
        var placed = (PlacedOrder)outcome.Answer!;
        if (placed.Revision.Outcome is { State: OrderState.Refused, Problem: { } older })
            return Gate.Encode(new Problem(StatusCodes.Status409Conflict, older.Code, older.Detail, older.Pointer));
        int status = placed.Revision.Outcome.State switch
        {
            OrderState.Applied => applied,
            OrderState.Waiting => StatusCodes.Status202Accepted,
            _ => StatusCodes.Status200OK,
        };
        return new KeptAnswer(status, Answers.Text(json => OrderJson.Write(json, placed)));
    }

    private static async Task Page(Gate gate)
    {
        PageRequest page = PageRequest.From(gate.Request);
        string? after = Cursor.Read(List, page.Cursor);
        OrderState? state = gate.Choice<OrderState>("state");
        PlacedOrder[] found = await gate.Host.Shard.Read((books, _) => Some(books, state, after, page.Limit + 1), gate.Cancel);
        string? next = found.Length > page.Limit ? Cursor.After(List, found[page.Limit - 1].Order.Id) : null;
        await gate.Answer(StatusCodes.Status200OK, json => Answers.WritePage(json, new Page<PlacedOrder>(found[..Math.Min(found.Length, page.Limit)], next), OrderJson.Write));
    }

    private static PlacedOrder[] Some(Books books, OrderState? state, string? after, int most)
    {
        // The inbox is short, however many orders there are.
        IEnumerable<Order> all = state == OrderState.Waiting ? books.Orders.Waiting.Select(id => books.Orders.Find(id)!) : books.Orders.All;
        return
        [
            .. all
                .Where(order => after is null || string.CompareOrdinal(order.Id, after) > 0)
                .Where(order => state is null || order.Latest.Outcome.State == state)
                .Take(most)
                .Select(order => Newest(books, order)),
        ];
    }

    private static async Task Get(Gate gate)
    {
        string id = gate.Route("id");
        PlacedOrder? found = await gate.Host.Shard.Read((books, _) => books.Orders.Find(id) is { } order ? Newest(books, order) : null, gate.Cancel);
        if (found is null)
            throw new ProblemException(Problem.Of(OrderTaking.Missing(Texts.Quoted(id))));
        await gate.Answer(StatusCodes.Status200OK, json => OrderJson.WriteWhole(json, found));
    }

    private static PlacedOrder Newest(Books books, Order order) =>
        new(order, books.Account(order.Latest.Terms.Account.Id)?.Id ?? order.Latest.Terms.Account.Id, order.Latest);
}
