using System.Collections.Immutable;
using System.Security.Cryptography;
using Tollgate.Engine;
using Tollgate.Engine.Access;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Exceptions;
using Tollgate.Server.Access;
using Tollgate.Server.Accounts;
using Tollgate.Server.Http;
using Tollgate.Storage.Projections;
using static Tollgate.Server.Http.Shape;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Exceptions;

/// <summary>The exception desk: what an operator decides of one account by hand, with who and why.</summary>
internal static class Endpoints
{
    private const string Because = """{"reason":"charge back","author":"kim@example.com"}""";

    private const string Standing =
        """{"account_id":"acct_1","suspended":{"since":"2025-06-10T09:00:00Z","reason":"charge back","author":"kim@example.com"},"delinquent":null}""";

    private const string Example =
        """{"id":"ovr_0Zk3mN4pR6sT8uV0","account_id":"acct_1","feature":"api_calls","value":null,"enforcement":"soft","cap":"250000","overage_cap":null,"spend_cap":null,"starts_at":"2025-06-10T00:00:00Z","ends_at":"2025-06-11T00:00:00Z","reason":"launch day","author":"kim@example.com","set_at":"2025-06-09T15:00:00Z","ended_at":null,"supersedes":[]}""";

    public static void Map(Routes routes)
    {
        routes.Get("/v1/accounts/{id}/standing", Scopes.ExceptionsRead, Show, Of("Standing of an account", "Whether it is suspended or delinquent, since when, and who says so.", null));
        routes.Post("/v1/accounts/{id}/suspend", Scopes.ExceptionsWrite, gate => Stand(gate, (account, reason, author) => new SuspendAccount(account, reason, author)), Of(
            "Suspend an account", "Every check and consume is denied from now on, account_suspended, until it is resumed. What is reported is counted all the same.", "SuspendAccount"));
        routes.Post("/v1/accounts/{id}/resume", Scopes.ExceptionsWrite, gate => Stand(gate, (account, reason, author) => new ResumeAccount(account, reason, author)), Of(
            "Resume an account", "Ends its suspension.", "ResumeAccount"));
        routes.Post("/v1/accounts/{id}/delinquency", Scopes.ExceptionsWrite, Mark, new(
            "Exceptions",
            "Mark an account delinquent",
            "It does not pay. In so many days the policy sets in: allow does nothing, degrade makes every limit hard, deny denies everything, account_delinquent.",
            """{"policy":"deny","after_days":14,"reason":"invoice inv_77 is overdue","author":"billing"}""",
            """{"account_id":"acct_1","suspended":null,"delinquent":{"since":"2025-06-10T09:00:00Z","policy":"deny","after_days":14,"reason":"invoice inv_77 is overdue","author":"billing"}}""")
        {
            Takes = Request(
                "MarkDelinquent",
                Needs("policy", OneOf<DelinquencyPolicy>(), "What becomes of it."),
                Takes("after_days", Integer, "How many days later; 0 unless given."),
                Takes("since", Instant, "Now unless given."),
                Needs("reason", Text, "Why."),
                Needs("author", Text, "Who says so.")),
            Gives = StandingJson.Shape,
        });
        routes.Post("/v1/accounts/{id}/delinquency/clear", Scopes.ExceptionsWrite, gate => Stand(gate, (account, reason, author) => new ClearDelinquency(account, reason, author)), Of(
            "Clear a delinquency", "The account has paid.", "ClearDelinquency"));
        routes.Post("/v1/overrides", Scopes.ExceptionsWrite, Set, new(
            "Exceptions",
            "Set an override",
            "A dated exception above the plan: the value of a boolean or config feature, what happens at the limit of a metered one and how many units a period may see, or how many seats there are. It is gone on time. Of two that speak of one instant the later recorded wins; supersedes names the others. Units are given by a grant.",
            """{"account_id":"acct_1","feature":"api_calls","enforcement":"soft","cap":"250000","starts_at":"2025-06-10T00:00:00Z","ends_at":"2025-06-11T00:00:00Z","reason":"launch day","author":"kim@example.com"}""",
            Example,
            StatusCodes.Status201Created)
        {
            Takes = OverrideFields.Shape,
            Gives = StandingJson.Override,
        });
        routes.Get("/v1/overrides", Scopes.ExceptionsRead, List, new("Exceptions", "List overrides", "Those of an account, also ended ones, in the order in which they were recorded.", null, "{\"data\":[" + Example + "],\"next_cursor\":null}")
        {
            Gives = PageOf(StandingJson.Override),
            Query = [("account_id", "Whose; needed."), .. About.Paging],
        });
        routes.Post("/v1/overrides/{id}/void", Scopes.ExceptionsWrite, End, new("Exceptions", "End an override", "Before its time.", Because, Example)
        {
            Takes = Request("EndOverride", Needs("reason", Text, "Why."), Needs("author", Text, "Who says so.")),
            Gives = StandingJson.Override,
        });
    }

    private static About Of(string summary, string text, string? request) => new("Exceptions", summary, text, request is null ? null : Because, Standing)
    {
        Takes = request is null ? null : Request(request, Needs("reason", Text, "Why."), Needs("author", Text, "Who says so.")),
        Gives = StandingJson.Shape,
    };

    private static async Task Show(Gate gate)
    {
        string account = await gate.ResolveAccount(gate.Route("id"));
        (Suspension? Suspension, Delinquency? Delinquency) known = await gate.Host.Shard.Read(
            (books, _) => (books.Account(account)!.Standing.Suspension, books.Account(account)!.Standing.Delinquency), gate.Cancel);
        await gate.Answer(StatusCodes.Status200OK, json => StandingJson.Write(json, account, known.Suspension, known.Delinquency));
    }

    private static async Task Stand(Gate gate, Func<string, string, string, Command<AccountStanding>> command)
    {
        (string reason, string author) = await ReadGround(gate);
        await Stand(gate, account => command(account, reason, author));
    }

    private static ValueTask<(string Reason, string Author)> ReadGround(Gate gate) =>
        gate.JsonFields(["reason", "author"], fields => (fields.RequiredGround("reason"), fields.RequiredGround("author")));

    private static async Task Mark(Gate gate)
    {
        MarkDelinquent mark = await gate.JsonFields(["policy", "after_days", "since", "reason", "author"], fields => new MarkDelinquent(
            "",
            fields.OptionalInstant("since"),
            fields.RequiredChoice("policy", OverrideFields.Choices<DelinquencyPolicy>()),
            fields.OptionalInteger("after_days") ?? 0,
            fields.RequiredGround("reason"),
            fields.RequiredGround("author")
        ));
        await Stand(gate, account => mark with { AccountId = account });
    }

    private static async Task Stand(Gate gate, Func<string, Command<AccountStanding>> command)
    {
        string account = await gate.ResolveAccount(gate.Route("id"));
        await gate.Submit(Stream.Shard, command(account), StatusCodes.Status200OK, (json, standing) => StandingJson.Write(json, account, standing.Suspension, standing.Delinquency));
    }

    private static async Task Set(Gate gate)
    {
        (string name, Override terms) = await OverrideFields.Read(gate, "ovr_" + RandomNumberGenerator.GetString(Base62.Alphabet, 16));
        string account = await gate.ResolveAccount(name);
        await gate.Submit(Stream.Shard, new SetOverride(account, terms), StatusCodes.Status201Created, (json, answer) => StandingJson.Write(json, account, answer.Override, answer.Supersedes));
    }

    private static async Task List(Gate gate)
    {
        PageRequest page = PageRequest.From(gate.Request);
        string account = await gate.ResolveAccount(gate.Required("account_id"));
        // A copy, since there may be many, and who supersedes whom is looked for outside the loop.
        StandingOverride[] all = await gate.Host.Shard.Read((books, _) => books.Account(account)!.Standing.Overrides.ToArray(), gate.Cancel);
        int first = page.Cursor is { } cursor ? Array.FindIndex(all, known => known.Terms.Id == cursor) + 1 : 0;
        if (page.Cursor is not null && first == 0)
            throw new ProblemException(Problem.Shape(Codes.ParameterInvalid, "The cursor is none that a page of this list gave.", "?cursor"));
        OverrideAnswer[] found = [.. all.Skip(first).Take(page.Limit).Select((known, place) => Answer(known, all.Take(first + place)))];
        string? next = first + found.Length < all.Length ? found[^1].Override.Terms.Id : null;
        await gate.Answer(StatusCodes.Status200OK, json =>
            Answers.WritePage(json, new Page<OverrideAnswer>(found, next), (writer, item) => StandingJson.Write(writer, account, item.Override, item.Supersedes)));
    }

    private static OverrideAnswer Answer(StandingOverride known, IEnumerable<StandingOverride> earlier) => new(known, [.. Overriding.Superseded(known.Terms, known.SetAt, earlier)]);

    private static async Task End(Gate gate)
    {
        (string reason, string author) = await ReadGround(gate);
        string id = gate.Route("id");
        (string account, ImmutableArray<string> supersedes) = await gate.Host.Shard.Read((books, _) => SupersededBy(books.AccountOfOverride(id), id), gate.Cancel);
        await gate.Submit(
            Stream.Shard,
            new EndOverride(id, reason, author),
            StatusCodes.Status200OK,
            (json, ended) => StandingJson.Write(json, account, ended, supersedes)
        );
    }

    private static (string Account, ImmutableArray<string> Supersedes) SupersededBy(AccountBook? account, string id)
    {
        if (account is null)
            return ("", []);
        StandingOverride known = account.Standing.Overrides.First(one => one.Terms.Id == id);
        return (account.Id, Answer(known, account.Standing.Overrides.TakeWhile(one => one.Terms.Id != id)).Supersedes);
    }
}
