using Tollgate.Engine.Entitlements;
using Tollgate.Server.Http;
using Tollgate.Server.Tests.Http;

namespace Tollgate.Server.Tests.Entitlements;

/// <summary>Every reason of the closed list has its own sentences, in the order of the rules.</summary>
public sealed class ExplainTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Standing = "The account is neither suspended nor delinquent.";
    private const string Contract = "The contract * with the plan Growth (version 1 of the catalog) has been in force since 1 June 2025 00:00 UTC.";

    private const string Studio = "The contract * with the plan Studio (version 1 of the catalog) has been in force since 1 June 2025 00:00 UTC.";

    private static Caller? _refusing;

    [Fact]
    public async Task Every_reason_is_told_in_the_order_of_the_rules()
    {
        Caller caller = await World("why");
        var reached = new HashSet<string>();
        foreach ((string account, string query, string reason, string summary, string[] sentences) in Table)
        {
            Explained told = await ExplainWorld.Explain(caller, query, account);
            told.Reason.ShouldBe(reason, told.Answer.Text);
            told.Summary.ShouldBe($"On 15 June 2025 12:00 UTC, {account} {summary}: {reason}.");
            told.Sentences.Length.ShouldBe(sentences.Length, string.Join('\n', told.Sentences));
            foreach ((string said, string expected) in told.Sentences.Zip(sentences))
                Matches(said, expected).ShouldBeTrue($"{account} {query}\nsaid:     {said}\nexpected: {expected}");
            reached.Add(reason);
        }

        Explained nobody = await OfDecision(caller, "nobody", """{"account_id":"nobody","feature":"sso"}""");
        nobody.Reason.ShouldBe("account_not_found");
        nobody.Sentences.ShouldBe([
            "There was no account 'nobody' in this environment.",
            "That decided, and nothing further was looked at.",
            "It would have helped to create the account, or to correct its name; an external id is written system:id.",
        ]);
        reached.Add(nobody.Reason);
        reached.Order().ShouldBe(Enum.GetValues<Reason>().Select(Words.Of).Order());
    }

    [Fact]
    public async Task The_answer_is_as_its_schema_says()
    {
        Caller caller = await World("shape");
        Described described = await Described.By(server);
        var schema = Described.BodyOf(Described.Success(described.Document.GetProperty("paths").GetProperty("/v1/accounts/{id}/explain").GetProperty("get")))!.Value.Schema;
        foreach (string query in new[] { "feature=api_calls", "feature=sso", "feature=max_projects&value=20", "feature=scans&requested_units=2", "feature=exports&known_at=2025-06-15T12:00:00Z", "feature=nothing" })
            described.Faults((await ExplainWorld.Explain(caller, query)).Answer.Json, schema).ShouldBeEmpty(query);
        described.Faults((await ExplainWorld.Explain(caller, "feature=calls&requested_units=51", "prepaid")).Answer.Json, schema).ShouldBeEmpty();
        foreach (string query in new[] { "feature=beta", "feature=projects", "feature=editor&subject=kim", "feature=reports&subject=kim", "feature=tokens&requested_units=141", "feature=jobs&subject=kim" })
            described.Faults((await ExplainWorld.Explain(caller, query, "atelier")).Answer.Json, schema).ShouldBeEmpty(query);
    }

    [Theory]
    [InlineData("nobody/explain?feature=sso", 404, "account_not_found", null)]
    [InlineData("acme/explain", 400, "parameter_invalid", "?feature")]
    [InlineData("acme/explain?feature=sso&colour=red", 400, "parameter_invalid", "?colour")]
    [InlineData("acme/explain?feature=%07", 400, "malformed_id", "?feature")]
    [InlineData("acme/explain?feature=sso&subject=%07", 400, "malformed_id", "?subject")]
    [InlineData("acme/explain?feature=sso&requested_units=-1", 400, "parameter_invalid", "?requested_units")]
    [InlineData("acme/explain?feature=sso&requested_units=some", 400, "parameter_invalid", "?requested_units")]
    [InlineData("acme/explain?feature=sso&at=yesterday", 400, "malformed_timestamp", "?at")]
    [InlineData("acme/explain?feature=sso&at=1899-12-31T23:59:59Z", 400, "parameter_invalid", "?at")]
    [InlineData("acme/explain?feature=sso&at=2035-07-01T00:00:00Z", 400, "parameter_invalid", "?at")]
    [InlineData("acme/explain?feature=sso&at=9999-12-31T23:59:59Z", 400, "parameter_invalid", "?at")]
    [InlineData("acme/explain?feature=sso&known_at=2025-06-15T12:00:01Z", 400, "parameter_invalid", "?known_at")]
    [InlineData("acme/explain?feature=sso&known_at=2025-06-14T00:00:00Z", 404, "account_not_found", null)]
    [InlineData("acme/explain?feature=sso&allow_partial=yes", 400, "parameter_invalid", "?allow_partial")]
    [InlineData("acme/explain?feature=api_calls&properties=%5B%5D", 400, "wrong_type", "?properties")]
    [InlineData("acme/explain?feature=api_calls&properties=%7B", 400, "parameter_invalid", "?properties")]
    [InlineData("acme/explain?feature=api_calls&properties=%7B%7D%7B%7D", 400, "parameter_invalid", "?properties")]
    [InlineData("acme/explain?decision=dec_nonsense", 404, "decision_not_genuine", null)]
    [InlineData("acme/explain?decision=dec_nonsense&feature=sso", 400, "parameter_invalid", "?decision")]
    public async Task What_makes_no_sense_is_refused(string path, int status, string code, string? pointer)
    {
        Caller caller = await Refusing();
        Answered refused = await caller.Get("/v1/accounts/" + path);
        (refused.Status, refused.Code, refused.Pointer).ShouldBe((status, code, pointer), refused.Text);
    }

    /// <summary>A decision is explained by what it saw, whatever has changed since.</summary>
    [Fact]
    public async Task A_decision_that_was_given_is_explained()
    {
        Caller caller = await ExplainWorld.In(server, "given");
        string denied = (await caller.Post("/v1/entitlements/check", """{"account_id":"acme","feature":"api_calls","requested_units":120,"properties":{"region":"eu"}}""")).At("decision_id")!;
        string consumed = (await caller.Post("/v1/entitlements/consume", """{"account_id":"acme","feature":"api_calls","requested_units":60,"event_id":"c1"}""")).At("decision_id")!;
        await ExplainWorld.Made(caller, "/v1/grants", """{"account_id":"acme","feature":"api_calls","amount":500,"source":"support","reason":"outage","author":"kim"}""", 201);
        string again = (await caller.Post("/v1/entitlements/consume", """{"account_id":"acme","feature":"api_calls","requested_units":60,"event_id":"c1"}""")).At("decision_id")!;
        await ExplainWorld.Advance(caller, "2025-06-16T00:00:00Z");

        Explained check = await ExplainWorld.Explain(caller, "decision=" + denied);
        (check.Allowed, check.Reason, check.Answer.At("decision_id"), check.Answer.At("at")).ShouldBe((false, "quota_exceeded", denied, "2025-06-15T12:00:00Z"));
        check.ShouldSay("On 15 June 2025 12:00 UTC, acme could not use 120 units of api_calls", "In June 2025, nothing of api_calls had been used so far.", "It would have helped to issue a grant of 20 units or more");
        check.ShouldNotSay("outage");

        Explained consume = await ExplainWorld.Explain(caller, "decision=" + consumed);
        (consume.Allowed, consume.Reason).ShouldBe((true, "within_limit"));
        // As it saw the state before its own request.
        consume.ShouldSay("In June 2025, nothing of api_calls had been used so far.", "100 units of api_calls were left of a limit of 100, so that 60 were within the limit.");

        Explained repeated = await ExplainWorld.Explain(caller, "decision=" + again);
        (repeated.Allowed, repeated.Reason, repeated.Answer.At("duplicate")).ShouldBe((true, "within_limit", "True"));
        repeated.ShouldSay("In June 2025, 60 units of api_calls had been used so far: all of it from the plan's units.", "The event 'c1' had been counted before", "by kim: outage)");

        await ExplainWorld.Account(caller, "other", null);
        Answered foreign = await caller.Get("/v1/accounts/other/explain?decision=" + denied);
        (foreign.Status, foreign.Code, foreign.Pointer).ShouldBe((400, "parameter_invalid", "?decision"));
        foreign.At("detail").ShouldBe("The decision is about the account 'acme', not about 'other'.");
        (await caller.Get($"/v1/accounts/acme/explain?decision={denied[..^1]}")).Code.ShouldBe("decision_not_genuine");
    }

    private static (string Account, string Query, string Reason, string Summary, string[] Sentences)[] Table =>
    [
        ("acme", "feature=sso", "within_limit", "may use sso", [Standing, "No override of sso is in force.", Contract, "The plan Growth includes sso."]),
        ("acme", "feature=audit", "feature_not_included", "may not use audit",
        [
            Standing, "No override of audit is in force.", Contract, "The plan Growth says that audit is not included.", "What is not included is denied.",
            "It would help to set an override of audit, or to move the account to a plan that includes it.",
        ]),
        ("acme", "feature=extras", "feature_not_included", "may not use extras",
        [
            Standing, "No override of extras is in force.", Contract, "The plan Growth does not name extras.", "What is not included is denied.",
            "It would help to issue a grant of extras, or to move the account to a plan that includes it.",
        ]),
        ("acme", "feature=nothing", "feature_not_found", "may not use nothing",
        [
            Standing, "No override of nothing is in force.", Contract, "There is no feature 'nothing': version 1 of the catalog, which is in force, does not have it.", "What nobody sells is denied.",
            "It would help to correct the feature's name, or to add it to the catalog.",
        ]),
        ("acme", "feature=max_projects&value=20", "value_mismatch", "may not use max_projects with the value 20",
        [
            Standing, "No override of max_projects is in force.", Contract, "The plan Growth sets max_projects to 10.", "20 is asked for, and max_projects is 10: that is not enough.",
            "It would help to set an override of max_projects, or to move the account to a plan with another value.",
        ]),
        ("acme", "feature=region&value=eu", "within_limit", "may use region with the value \"eu\"",
            [Standing, "No override of region is in force.", Contract, "The plan Growth sets region to \"eu\".", "region is \"eu\", which is enough for \"eu\"."]),
        ("acme", "feature=api_calls&requested_units=40", "within_limit", "may use 40 units of api_calls",
        [
            Standing, "No override of api_calls is in force.", Contract, "The plan Growth includes 100 units of api_calls in each month; beyond that api_calls is denied.", "No grant adds units to that.",
            "In June 2025, 60 units of api_calls have been used so far: all of it from the plan's units.", "40 units of api_calls are left of a limit of 100, so that 40 are within the limit.",
            "On 1 July 2025 00:00 UTC the billing period ends; then the plan includes 100 units of api_calls anew.",
        ]),
        ("acme", "feature=api_calls&requested_units=41", "quota_exceeded", "may not use 41 units of api_calls",
        [
            Standing, "No override of api_calls is in force.", Contract, "The plan Growth includes 100 units of api_calls in each month; beyond that api_calls is denied.", "No grant adds units to that.",
            "In June 2025, 60 units of api_calls have been used so far: all of it from the plan's units.", "40 units of api_calls are left of a limit of 100, and 41 are asked for; the limit lets nothing pass beyond that.",
            "On 1 July 2025 00:00 UTC the billing period ends; then the plan includes 100 units of api_calls anew.",
            "It would help to issue a grant of 1 unit or more, or to set an override that makes the limit soft.", "With allow_partial 40 of them would be granted.",
        ]),
        ("acme", "feature=api_calls&requested_units=41&allow_partial=true", "quota_exceeded", "may use 40 of 41 units of api_calls",
        [
            Standing, "No override of api_calls is in force.", Contract, "The plan Growth includes 100 units of api_calls in each month; beyond that api_calls is denied.", "No grant adds units to that.",
            "In June 2025, 60 units of api_calls have been used so far: all of it from the plan's units.", "40 units of api_calls are left of a limit of 100, and 41 are asked for; 40 of them are granted, since a part is enough.",
            "On 1 July 2025 00:00 UTC the billing period ends; then the plan includes 100 units of api_calls anew.",
            "It would help to issue a grant of 1 unit or more, or to set an override that makes the limit soft.",
        ]),
        ("acme", "feature=exports&requested_units=12", "soft_limit_exceeded", "may use 12 units of exports",
        [
            Standing, "No override of exports is in force.", Contract, "The plan Growth includes 10 units of exports in each month; beyond that more is allowed, and counted as overage.", "No grant adds units to that.",
            "In June 2025, nothing of exports has been used so far.", "10 units of exports are left of a limit of 10, and 12 are asked for; the limit lets 2 of them pass as overage, the next of them for 0.50 USD.",
            "On 1 July 2025 00:00 UTC the billing period ends; then the plan includes 10 units of exports anew.",
        ]),
        ("acme", "feature=renders&requested_units=12", "in_grace", "may use 12 units of renders",
        [
            Standing, "No override of renders is in force.", Contract,
            "The plan Growth includes 10 units of renders in each month; beyond that 5 units, for 7 days after the limit is first exceeded, may pass in grace, free of charge.", "No grant adds units to that.",
            "In June 2025, nothing of renders has been used so far.", "10 units of renders are left of a limit of 10, and 12 are asked for; the grace lets 2 of them pass, free of charge.",
            "On 1 July 2025 00:00 UTC the billing period ends; then the plan includes 10 units of renders anew.",
        ]),
        ("acme", "feature=scans", "throttled", "may not use 1 unit of scans",
        [
            Standing, "No override of scans is in force.", Contract, "The plan Growth includes 1 unit of scans in each month; beyond that one unit every 2 seconds may pass, and up to 2 at once.", "No grant adds units to that.",
            "In June 2025, 3 units of scans have been used so far: 1 from the plan's units and 2 as overage, which nothing covered.",
            "0 units of scans are left of a limit of 1, and 1 is asked for; the throttle lets nothing more pass at that instant; it may be asked for again 2 seconds later.",
            "On 1 July 2025 00:00 UTC the billing period ends; then the plan includes 1 unit of scans anew.",
            "It would help to issue a grant of 1 unit or more, or to set an override that makes the limit soft.",
        ]),
        ("prepaid", "feature=calls&requested_units=51", "insufficient_credits", "may not use 51 units of calls",
        [
            Standing, "No override of calls is in force.", "The contract * with the plan Prepaid (version 1 of the catalog) has been in force since 1 June 2025 00:00 UTC.",
            "The plan Prepaid includes no units of calls; what its charges come to is paid from the account's wallet in USD, and calls is denied when that is empty.",
            "The grant * (purchase, issued on 15 June 2025 12:00 UTC: order 7) gives 1.00 USD from 15 June 2025 12:00 UTC on: 0.90 USD is used and 0.10 USD is left.",
            "The account's wallet has 0.10 USD left for such usage.", "In June 2025, 450 units of calls have been used so far.",
            "What is left is enough for 50 units of calls, and 51 are asked for; the wallet pays for no more.", "On 1 July 2025 00:00 UTC the billing period ends.",
            "It would help to put 0.002 USD or more into the wallet, by a grant, or to set an override that makes the limit soft.", "With allow_partial 50 of them would be granted.",
        ]),
        ("atelier", "feature=beta&subject=kim", "condition_not_met", "may not use beta",
        [
            Standing, "No override of beta is in force.", Studio, "The plan Studio includes beta, if the region is 'eu' or 'uk' and the subject is in the group 'pilot'.",
            "That holds only if the region is 'eu' or 'uk', and neither the request nor the account says one: beta is denied.",
            "It would help to name the region 'eu' or 'uk' in the request's properties or in the account's attributes, or to set an override of beta.",
        ]),
        ("atelier", "feature=reports&subject=kim", "seat_not_assigned", "may not use reports",
        [
            Standing, "No override of reports is in force.", Studio, "The plan Studio includes reports, for those alone who hold a seat of editor.",
            "Of 2 seats of editor 0 are taken, and 2 are free.", "'kim' holds none.", "Only who holds a seat of editor may use reports, and 'kim' holds none.",
            "It would help to assign a seat of editor to 'kim'.",
        ]),
        ("atelier", "feature=tokens&requested_units=141", "spend_cap_exceeded", "may not use 141 units of tokens",
        [
            Standing, "No override of tokens is in force.", Studio, "The plan Studio includes 100 units of tokens in each month; beyond that more is allowed, and counted as overage.",
            "No grant adds units to that.", "In June 2025, nothing of tokens has been used so far.",
            "What is used of tokens may cost 0.40 USD in a billing period at most: it costs 0.00 USD so far, and 0.40 USD is left.",
            "All usage on the plan may cost 5.00 USD in a billing period at most: it costs 0.00 USD so far, and 5.00 USD is left.",
            "0.40 USD is left of the cap on spend, and 141 units of tokens would cost more; nothing passes.",
            "On 1 July 2025 00:00 UTC the billing period ends; then the plan includes 100 units of tokens anew.",
            "It would help to set an override with a higher cap on spend, of 0.41 USD or more.", "With allow_partial 140 of them would be granted.",
        ]),
        ("stopped", "feature=sso", "account_suspended", "may not use sso",
        [
            "The account was suspended on 15 June 2025 12:00 UTC by kim: charge back. Until it is resumed nothing is allowed, and what is reported is counted all the same.",
            "That decides, and nothing further is looked at.", "It would help to resume the account.",
        ]),
        ("owing", "feature=sso", "account_delinquent", "may not use sso",
        [
            "The account has been delinquent since 1 June 2025 00:00 UTC, as billing said on 15 June 2025 12:00 UTC: invoice is overdue. Its policy, deny, set in on 15 June 2025 00:00 UTC: nothing is allowed.",
            "That decides, and nothing further is looked at.", "It would help to clear the delinquency once the account has paid, or to mark it with another policy.",
        ]),
        ("late", "feature=sso", "within_limit", "may use sso",
        [
            "The account has been delinquent since 15 June 2025 12:00 UTC, as billing said on 15 June 2025 12:00 UTC: overdue. Its policy, deny, sets in on 29 June 2025 12:00 UTC: from then on nothing is allowed.",
            "No override of sso is in force.", Contract, "The plan Growth includes sso.", "On 29 June 2025 12:00 UTC the account's delinquency takes effect.",
        ]),
        ("soon", "feature=sso", "contract_not_started", "may not use sso",
        [
            Standing, "No override of sso is in force.", "No contract is in force yet: the contract * with the plan Growth starts on 1 July 2025 00:00 UTC.", "Without a contract in force sso is denied.",
            "On 1 July 2025 00:00 UTC the contract * starts.", "It would help to make a contract that is in force then.",
        ]),
        ("gone", "feature=sso", "contract_expired", "may not use sso",
        [
            Standing, "No override of sso is in force.", "No contract is in force: the contract * with the plan Growth ended on 10 June 2025 00:00 UTC.", "Without a contract in force sso is denied.",
            "It would help to make a contract that is in force then.",
        ]),
        ("bare", "feature=sso", "feature_not_included", "may not use sso",
        [
            Standing, "No override of sso is in force.", "The account has no contract.", "What is not included is denied.",
            "It would help to make a contract with a plan that includes sso, or to set an override.",
        ]),
    ];

    private async Task<Caller> World(string environment)
    {
        Caller caller = await ExplainWorld.In(server, environment);
        await ExplainWorld.Consume(caller, "api_calls", 60);
        await ExplainWorld.Consume(caller, "scans", 3);
        foreach (string id in new[] { "stopped", "owing", "late" })
            await ExplainWorld.Account(caller, id, ExplainWorld.Start);
        await ExplainWorld.Account(caller, "soon", "2025-07-01T00:00:00Z");
        await ExplainWorld.Account(caller, "gone", ExplainWorld.Start, "2025-06-10T00:00:00Z");
        await ExplainWorld.Account(caller, "bare", null);
        await ExplainWorld.Account(caller, "atelier", ExplainWorld.Start, plan: "studio");
        await ExplainWorld.Account(caller, "prepaid", ExplainWorld.Start, plan: "prepaid");
        await ExplainWorld.Made(caller, "/v1/grants", """{"account_id":"prepaid","wallet":"USD","amount":"1.00","reason":"order 7"}""", 201);
        await ExplainWorld.Consume(caller, "calls", 450, "prepaid");
        await ExplainWorld.Made(caller, "/v1/accounts/stopped/suspend", """{"reason":"charge back.","author":"kim"}""", 200);
        await ExplainWorld.Made(caller, "/v1/accounts/owing/delinquency", """{"policy":"deny","after_days":14,"since":"2025-06-01T00:00:00Z","reason":"invoice is overdue","author":"billing"}""", 200);
        await ExplainWorld.Made(caller, "/v1/accounts/late/delinquency", """{"policy":"deny","after_days":14,"reason":"overdue","author":"billing"}""", 200);
        return caller;
    }

    /// <summary>One world for all that is refused.</summary>
    private async Task<Caller> Refusing() => _refusing ??= await ExplainWorld.In(server, "refusing");

    private static async Task<Explained> OfDecision(Caller caller, string account, string request)
    {
        Answered decided = await caller.Post("/v1/entitlements/check", request);
        return await ExplainWorld.Explain(caller, "decision=" + decided.At("decision_id"), account);
    }

    /// <summary>A star stands for anything.</summary>
    private static bool Matches(string said, string expected)
    {
        string[] parts = expected.Split('*');
        return parts.Length == 1 ? said == expected : said.StartsWith(parts[0], StringComparison.Ordinal) && said.EndsWith(parts[1], StringComparison.Ordinal);
    }
}
