using Tollgate.Engine;
using Tollgate.Engine.Access;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Time;
using Tollgate.Server.Accounts;
using Tollgate.Server.Http;
using Tollgate.Storage.Projections;
using static Tollgate.Server.Http.Shape;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Ledger;

internal static class Endpoints
{
    private const string Example =
        """{"id":"grt_0Zk3mN4pR6sT8uV0","account_id":"acct_1","feature":"api_calls","wallet":null,"features":[],"meters":[],"amount":"500000","priority":50,"source":"promotion","effective_at":"2025-06-05T00:00:00Z","expires_at":null,"recurrence":null,"rollover":null,"dimensions":{},"cost_basis":null,"state":"active","pending_payment":false,"reason":"launch","author":null,"external_ids":{},"issued_at":"2025-06-05T00:00:00Z","paid_at":null,"voided_at":null,"void_reason":null,"void_author":null,"balances":{"issued":"500000","pending":"0","available":"500000","reserved":"0","consumed":"0","expired":"0","rolled_over":"0","voided":"0"}}""";

    /// <summary>The list's name in its cursors.</summary>
    private const string Grants = "grants";

    public static void Map(Routes routes)
    {
        routes.Post("/v1/grants", Scopes.LedgerWrite, Issue, new(
            "Ledger",
            "Issue a grant",
            "Gives an account units of a metered feature, or money or credits in its wallet, once or again at each boundary of a recurrence, for ever or until it expires. Backdated into an open period it covers the overage that was counted there since.",
            """{"account_id":"acct_1","feature":"api_calls","amount":"500000","priority":50,"source":"promotion","reason":"launch"}""",
            Example,
            StatusCodes.Status201Created)
        {
            Takes = GrantFields.Shape,
            Gives = GrantJson.Shape,
        });
        routes.Get("/v1/grants", Scopes.LedgerRead, List, new("Ledger", "List grants", "Those of an account, by id.", null, "{\"data\":[" + Example + "],\"next_cursor\":null}")
        {
            Gives = PageOf(GrantJson.Shape),
            Query = [("account_id", "Whose; needed."), ("state", "pending, active, ended or voided; all unless given."), .. About.Paging],
        });
        routes.Get("/v1/grants/{id}", Scopes.LedgerRead, Get, new("Ledger", "Get a grant", "By its id, as it stands now.", null, Example)
        {
            Gives = GrantJson.Shape,
        });
        routes.Post("/v1/grants/{id}/pay", Scopes.LedgerWrite, Pay, new("Ledger", "Pay a grant", "Makes a grant that waits for its payment spendable, from its effective_at on.", null, Example)
        {
            Gives = GrantJson.Shape,
        });
        routes.Post("/v1/grants/{id}/void", Scopes.LedgerWrite, Void, new(
            "Ledger",
            "Void a grant",
            "Takes back what is left of a grant. What was burnt from it stays burnt, and it issues nothing any more.",
            """{"reason":"issued twice"}""",
            Example)
        {
            Takes = Request("VoidGrant", Takes("reason", Text, "Why, for people."), Takes("author", Text, "Who did it, for people.")),
            Gives = GrantJson.Shape,
        });
        BalancesEndpoint.Map(routes);
        LedgerEndpoint.Map(routes);
        WalletEndpoints.Map(routes);
    }

    private static async Task Issue(Gate gate)
    {
        IssueGrant command = await GrantFields.Read(gate);
        // Under the account's own id, by whichever name it was called.
        string account = await gate.Host.Shard.Read((books, _) => books.Account(command.AccountId)?.Id ?? command.AccountId, gate.Cancel);
        await gate.Submit(Stream.Shard, command with { AccountId = account }, StatusCodes.Status201Created, (json, grant) => GrantJson.Write(json, account, grant));
    }

    private static async Task List(Gate gate)
    {
        PageRequest page = PageRequest.From(gate.Request);
        string? after = Cursor.Read(Grants, page.Cursor);
        string account = await gate.ResolveAccount(gate.Required("account_id"));
        GrantState? state = gate.Choice<GrantState>("state");
        RecordedAt real = gate.Services.RealTime;
        List<GrantBook> found = await gate.Host.Shard.Read((books, _) => Of(books.Account(account)!, books.Time(real), state, after, page.Limit), gate.Cancel);
        string? next = found.Count > page.Limit ? Cursor.After(Grants, found[page.Limit - 1].Grant.Id) : null;
        await gate.Answer(StatusCodes.Status200OK, json =>
            Answers.WritePage(json, new Page<GrantBook>(found[..Math.Min(found.Count, page.Limit)], next), (writer, grant) => GrantJson.Write(writer, account, grant)));
    }

    /// <summary>One more than the page holds, when there is more.</summary>
    private static List<GrantBook> Of(AccountBook account, RecordedAt now, GrantState? state, string? after, int limit) =>
    [
        .. Now(account, now)?.Grants.Values
            .Where(grant => after is null || string.CompareOrdinal(grant.Grant.Id, after) > 0)
            .Where(grant => state is null || grant.State == state)
            .Take(limit + 1) ?? [],
    ];

    private static async Task Get(Gate gate)
    {
        string id = gate.Route("id");
        RecordedAt real = gate.Services.RealTime;
        (string Account, GrantBook Grant)? found = await gate.Host.Shard.Read(
            (books, _) => books.AccountOfGrant(id) is { } account ? (account.Id, Now(account, books.Time(real))!.Grants[id]) : ((string, GrantBook)?)null,
            gate.Cancel
        );
        if (found is not var (accountId, grant))
            throw new ProblemException(Problem.NotFound(Codes.GrantNotFound, $"There is no grant '{Texts.Quoted(id)}' in this environment."));
        await gate.Answer(StatusCodes.Status200OK, json => GrantJson.Write(json, accountId, grant));
    }

    /// <summary>A copy, to be looked at outside the loop, with what has fallen due.</summary>
    private static Holdings? Now(AccountBook account, RecordedAt now) => account.HoldingsAt(new EffectiveAt(now.Microseconds), now)?.Copy();

    private static async Task Pay(Gate gate)
    {
        await gate.JsonFields();
        await Change(gate, new PayGrant(gate.Route("id")));
    }

    private static async Task Void(Gate gate)
    {
        string id = gate.Route("id");
        await Change(gate, await gate.JsonFields(["reason", "author"], fields => new VoidGrant(id, fields.OptionalText("reason"), fields.OptionalText("author"))));
    }

    private static async Task Change(Gate gate, Command<GrantBook> command)
    {
        string id = gate.Route("id");
        string account = await gate.Host.Shard.Read((books, _) => books.AccountOfGrant(id)?.Id ?? "", gate.Cancel);
        await gate.Submit(Stream.Shard, command, StatusCodes.Status200OK, (json, grant) => GrantJson.Write(json, account, grant));
    }
}
