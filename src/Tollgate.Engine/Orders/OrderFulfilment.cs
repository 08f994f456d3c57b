using Tollgate.Engine.Accounts;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Orders;

/// <summary>
/// Does an order on a state that has its account alone, line by line, by the rules that decide the same things one by one. What the last line leaves
/// standing is what the order comes to; when one is refused, nothing is.
/// </summary>
internal static class OrderFulfilment
{
    /// <summary>The most lines of an order: all of them are decided at one go.</summary>
    public const int MostLines = 500;

    /// <param name="facts">Takes what the order changes; nothing when it waits.</param>
    /// <param name="isForeseen">Nothing is done, and the account is taken for made when it can be.</param>
    public static OrderOutcome Try(Books books, Order? order, OrderTerms terms, Rejection? accountRefused, RecordedAt at, List<Fact> facts, bool isForeseen = false)
    {
        if (books.Account(terms.Account.Id) is { } account)
            return Lines(books, books.Alone(account), account.Id, order, terms, at, facts);
        if (isForeseen && AccountToMake(books, order, terms, at) is { } comes)
            return Lines(books, books.Alone(new AccountBook(comes)), comes.Id, order, terms, at, facts);
        Rejection missing = accountRefused is not null
            ? Within("/account", accountRefused)
            : new(RejectionKind.Invalid, "account_not_found", $"There is no account '{terms.Account.Id}', and it was not made. Try the order again.", "/account/id");
        // What else is in the way is told rather than that the account was not made for it.
        return Needed(books, order, terms, at, out Rejection? refused) is null && refused is not null ? Wait(refused) : Wait(missing);
    }

    /// <inheritdoc cref="OrderTaking.AccountToMake"/>
    public static Account? AccountToMake(Books books, Order? order, OrderTerms terms, RecordedAt at) =>
        books.Account(terms.Account.Id) is null ? Needed(books, order, terms, at, out _) : null;

    private static Account? Needed(Books books, Order? order, OrderTerms terms, RecordedAt at, out Rejection? refused)
    {
        Account account = AccountTerms.New(terms.Account);
        if (AccountRegistration.Refuse(books.Names, account) is { } wrong)
        {
            refused = Within("/account", wrong);
            return null;
        }

        Books alone = books.Alone(new AccountBook(account));
        OrderOutcome outcome = Lines(books, alone, account.Id, order, terms, at, []);
        refused = outcome.Problem is { } problem ? new Rejection(RejectionKind.Invalid, problem.Code, problem.Detail, problem.Pointer) : null;
        return refused is null ? account : null;
    }

    private static OrderOutcome Lines(Books books, Books alone, string accountId, Order? order, OrderTerms terms, RecordedAt at, List<Fact> facts)
    {
        AccountBook account = alone.OwnAccount(accountId);
        if ((AccountTerms.Refuse(account, alone.Catalogs.Current, terms.Account) ?? RefuseWhole(books, account, order, terms)) is { } refused)
            return Wait(refused);

        List<Fact> made = [];
        List<OrderedChange> done = [];
        IReadOnlyDictionary<string, OrderedChange> standing = order?.Standing() ?? new Dictionary<string, OrderedChange>();
        foreach (OrderedChange gone in standing.Values)
        {
            if (terms.Lines.Any(line => line.Id == gone.Line))
                continue;
            if (Remove(alone, order!, terms, gone, at, made, done) is { } kept)
                return Wait(kept);
        }

        // Contracts first: what a grant may be of, the contract in force says.
        foreach ((int place, OrderLine line) in terms.Lines.Index().OrderBy(item => item.Item.Contract is null))
        {
            Rejection? wrong = standing.TryGetValue(line.Id, out OrderedChange there)
                ? Compare(alone, order!, terms, line, there, at, made, done)
                : Make(alone, account.Id, terms, line, at, made, done);
            if (wrong is not null)
                return Wait(Within(wrong.Pointer == RunningContractChange.EffectiveAtPlace ? $"/lines/{place}" : $"/lines/{place}/{(line.Contract is null ? "grant" : "contract")}", wrong));
        }

        facts.AddRange(made);
        return new OrderOutcome(OrderState.Applied, null, [.. done]);
    }

    private static Rejection? RefuseWhole(Books books, AccountBook account, Order? order, OrderTerms terms)
    {
        if (account.Standing.Suspension is { } suspension)
            return new Rejection(RejectionKind.Conflict, "order_account_suspended", $"The account '{account.Id}' is suspended since {suspension.At}. Resume it, and try the order again.", "/account/id");
        if (order?.Applied is { } applied && books.Account(applied.Terms.Account.Id)?.Id != account.Id)
            return new Rejection(RejectionKind.Conflict, "order_account_changed", $"The order '{order.Id}' was done for the account '{applied.Terms.Account.Id}', and stays with it. What '{account.Id}' bought is an order of its own.", "/account/id");
        foreach ((int place, OrderLine line) in terms.Lines.Index())
        {
            bool taken = line.Contract is { } contract ? books.Contracts.ContainsKey(contract.Id) : books.AccountOfGrant(line.Grant!.Id) is not null;
            if (taken && order?.Standing().ContainsKey(line.Id) != true)
                return new Rejection(RejectionKind.Conflict, "order_line_made", $"What the line '{line.Id}' would make is there already. Send the order again.", $"/lines/{place}");
        }

        return null;
    }

    private static Rejection? Make(Books alone, string accountId, OrderTerms terms, OrderLine line, RecordedAt at, List<Fact> made, List<OrderedChange> done)
    {
        if (line.Contract is { } contract)
        {
            var start = new StartContract(contract.Id, accountId, contract.Plan, contract.StartsAt, contract.EndsAt, contract.ExternalIds) { Terms = contract.Terms, PurchaseOrder = terms.PurchaseOrder };
            done.Add(new OrderedChange(line.Id, OrderedKind.Contract, contract.Id, OrderedAct.Made));
            return Take(alone, ContractStart.Decide(alone, start, at), made);
        }

        done.Add(new OrderedChange(line.Id, OrderedKind.Grant, line.Grant!.Id, OrderedAct.Made));
        return Take(alone, GrantIssue.Decide(alone, new IssueGrant(accountId, line.Grant), at), made);
    }

    private static Rejection? Compare(Books alone, Order order, OrderTerms terms, OrderLine line, OrderedChange there, RecordedAt at, List<Fact> made, List<OrderedChange> done)
    {
        OrderLine before = Before(order, line.Id);
        if (before.Digest == line.Digest && (there.Kind == OrderedKind.Grant || order.Applied!.Terms.PurchaseOrder == terms.PurchaseOrder))
            return null;
        return there.Kind == OrderedKind.Contract && line.Contract is not null
            ? RunningContractChange.Amend(alone, there, order.Applied!.Terms, before.Contract!, terms, line, at, made, done)
            : new Rejection(
                RejectionKind.Conflict,
                "order_line_changed",
                $"The line '{line.Id}' made the {(there.Kind == OrderedKind.Grant ? "grant" : "contract")} '{there.Id}', which does not change into something else. Leave the line out, and order what is to come instead as a line with an id of its own.");
    }

    private static Rejection? Remove(Books alone, Order order, OrderTerms terms, OrderedChange gone, RecordedAt at, List<Fact> made, List<OrderedChange> done)
    {
        if (gone.Kind == OrderedKind.Contract)
            return RunningContractChange.End(alone, gone, terms, at, made, done);
        done.Add(gone with { Act = OrderedAct.Voided });
        // Somebody may have voided it by hand meanwhile, which is what the order wants.
        return alone.AccountOfGrant(gone.Id)!.Holdings!.Grants[gone.Id].VoidedAt is not null
            ? null
            : Take(alone, GrantChanges.Decide(alone, new VoidGrant(gone.Id, $"order {order.Id}, revision {terms.Revision}", null), at), made);
    }

    private static OrderLine Before(Order order, string line) => order.Revisions
        .Where(revision => revision.Outcome.State == OrderState.Applied)
        .OrderByDescending(revision => revision.Terms.Revision)
        .SelectMany(revision => revision.Terms.Lines)
        .First(known => known.Id == line);

    internal static Rejection? Take(Books alone, Outcome outcome, List<Fact> made)
    {
        if (outcome.Rejection is { } refused)
            return refused;
        foreach (Fact fact in outcome.Facts)
        {
            alone.Apply(fact);
            made.Add(fact);
        }

        return null;
    }

    private static OrderOutcome Wait(Rejection refused) => new(OrderState.Waiting, new OrderProblem(refused.Code, refused.Detail, refused.Pointer), []);

    private static Rejection Within(string place, Rejection refused) => refused with { Pointer = place + refused.Pointer };
}
