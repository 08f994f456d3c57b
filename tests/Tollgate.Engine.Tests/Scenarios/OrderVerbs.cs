using System.Collections.Immutable;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Orders;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Scenarios;

/// <summary>
/// The commands of a story about orders. A line is <c>contract/ID/PLAN/START[/END]</c> or <c>grant/ID/FEATURE/AMOUNT/START</c>; what it makes is called
/// after the order, the revision and the line. A contract's may end with <c>@DATE</c>, from when what it changes holds; <c>from=DATE</c> says it for all.
/// </summary>
internal static class OrderVerbs
{
    public static string Place(World world, string id, int revision, Account account, string? purchaseOrder, string? from, string[] lines)
    {
        var ordered = new OrderedAccount(account.Id, account.ParentId, null, null, account.Currency, account.TimeZone == "UTC" ? null : account.TimeZone, null, account.ExternalIds, account.Attributes);
        string digest = $"{account}|{string.Join(' ', account.ExternalIds)}|{purchaseOrder}|{from}|{string.Join(' ', lines)}";
        var terms = new OrderTerms(id, revision, digest, ordered, purchaseOrder, [.. lines.Select(line => Dated($"{id}.{revision}", line.Split('@')))])
        {
            EffectiveAt = from is null ? null : Time(from),
        };
        return Words(world.Submit(new PlaceOrder(terms, MakeAccount(world, terms))));
    }

    public static string Retry(World world, string id)
    {
        OrderTerms? terms = world.Books.Orders.Find(id)?.Waiting?.Terms;
        return Words(world.Submit(new RetryOrder(id, terms is null ? null : MakeAccount(world, terms))));
    }

    public static string Revisions(World world, string id) =>
        string.Join("; ", world.Books.Orders.Find(id)!.Revisions.Select(revision => $"{revision.Terms.Revision} {Words(revision)} ({revision.Tries})"));

    public static string Inbox(World world) => world.Books.Orders.Waiting.Count == 0 ? "empty" : string.Join(", ", world.Books.Orders.Waiting);

    private static Rejection? MakeAccount(World world, OrderTerms terms) =>
        OrderTaking.AccountToMake(world.Books, terms, world.Books.Time(world.Real)) is { } account ? world.Control(new RegisterAccount(account)).Rejection : null;

    private static string Words(Outcome outcome) => outcome.Rejection?.Code ?? Words(((PlacedOrder)outcome.Answer!).Revision);

    private static string Words(OrderRevision revision)
    {
        OrderOutcome outcome = revision.Outcome;
        string state = outcome.State.ToString().ToLowerInvariant();
        return outcome.Problem is { } problem ? $"{state} {problem.Code}{(problem.Pointer is { } place ? " at " + place : "")}"
            : string.Join(", ", [state, .. outcome.Done.Select(done => $"{done.Id} {done.Act.ToString().ToLowerInvariant()}")]);
    }

    private static OrderLine Dated(string of, string[] parts) =>
        parts is [_, var date] ? Line(of, parts[0].Split('/')) with { Digest = string.Join('@', parts), EffectiveAt = Time(date) } : Line(of, parts[0].Split('/'));

    private static OrderLine Line(string of, string[] parts) => parts switch
    {
        ["contract", var id, var plan, var start] => new(id, string.Join('/', parts), new OrderedContract($"ctr_{of}.{id}", plan, Time(start), null, None), null),
        ["contract", var id, var plan, var start, var end] => new(id, string.Join('/', parts), new OrderedContract($"ctr_{of}.{id}", plan, Time(start), Time(end), None), null),
        ["grant", var id, var feature, var amount, var start] => new(
            id,
            string.Join('/', parts),
            null,
            new Grant($"grt_{of}.{id}", feature, Units.Parse(amount), Grant.DefaultPriority, GrantSource.Purchase, Time(start), null, null, null, None, null, false, null, null, None)),
        _ => throw new ArgumentException($"An order has no line '{string.Join('/', parts)}'."),
    };

    private static ImmutableSortedDictionary<string, string> None => ImmutableSortedDictionary<string, string>.Empty;

    private static EffectiveAt Time(string date) => Instants.TryParse($"{date}T00:00:00Z", out long microseconds) ? new EffectiveAt(microseconds) : throw new ArgumentException(date);
}
