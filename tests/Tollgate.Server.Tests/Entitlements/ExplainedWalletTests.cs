namespace Tollgate.Server.Tests.Entitlements;

/// <summary>Features that a wallet pays for: what is in it, what that is enough for, and what would help.</summary>
public sealed class ExplainedWalletTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Credits_are_told_with_their_rate_their_lots_and_what_is_lacking()
    {
        Caller caller = await World("sparks");
        string promotion = await Grant(caller, "\"wallet\":\"sparks\",\"amount\":100,\"source\":\"promotion\",\"features\":[\"images\"],\"expires_at\":\"2025-06-20T00:00:00Z\"");
        string pending = await Grant(caller, "\"wallet\":\"sparks\",\"amount\":50,\"pending_payment\":true");
        await ExplainWorld.Consume(caller, "images", 12, "prepaid");
        await ExplainWorld.Made(caller, "/v1/reservations", """{"account_id":"prepaid","feature":"images","requested_units":5,"ttl_seconds":86400}""", 200);

        Explained told = await ExplainWorld.Explain(caller, "feature=images&requested_units=20", "prepaid");
        (told.Allowed, told.Reason).ShouldBe((false, "insufficient_credits"));
        told.ShouldSay(
            "The plan Prepaid includes 10 units of images in each month; beyond that each unit takes 4 sparks from the account's wallet, and images is denied when that is empty.",
            $"The grant {promotion} (promotion, issued on 15 June 2025 12:00 UTC) gives 100 sparks from 15 June 2025 12:00 UTC to 20 June 2025 00:00 UTC, for usage of images alone: 8 sparks are used, 20 sparks are held for reservations and 72 sparks are left.",
            $"The grant {pending} (purchase, issued on 15 June 2025 12:00 UTC) gives 50 sparks from 15 June 2025 12:00 UTC on: it waits for its payment, and cannot be spent before.",
            "The account's wallet has 72 sparks left for such usage, beside 20 sparks held for reservations.",
            "In June 2025, 12 units of images have been used so far: 10 from the plan's units and 2 paid in sparks.",
            "5 units of images are held for reservations.",
            "What is left is enough for 18 units of images, and 20 are asked for; the wallet pays for no more.",
            $"On 20 June 2025 00:00 UTC the grant {promotion} ends, and what is left of its 72 sparks expires.",
            $"It would help to have the grant {pending} paid, which has 50 sparks.",
            "It would help to put 8 sparks or more into the wallet, by a grant, or to set an override that makes the limit soft.",
            "With allow_partial 18 of them would be granted."
        );
        told.ShouldNotSay("No grant adds units");

        Explained enough = await ExplainWorld.Explain(caller, "feature=images&requested_units=18", "prepaid");
        enough.Reason.ShouldBe("within_limit");
        enough.ShouldSay("What is left is enough for 18 units of images, so that 18 are within the limit and take 72 sparks from the wallet.");
        // What it says would help does.
        await Grant(caller, "\"wallet\":\"sparks\",\"amount\":8");
        (await ExplainWorld.Explain(caller, "feature=images&requested_units=20", "prepaid")).Allowed.ShouldBeTrue();
        (await ExplainWorld.Explain(caller, "feature=images&requested_units=21", "prepaid")).Reason.ShouldBe("insufficient_credits");
    }

    [Fact]
    public async Task Money_that_is_held_owed_and_topped_up_is_told()
    {
        Caller caller = await World("owed");
        (await ExplainWorld.Explain(caller, "feature=calls", "prepaid")).ShouldSay("The account's wallet has 0.00 USD left for such usage: nothing has come into it.", "It would help to put 0.002 USD or more into the wallet");
        await Grant(caller, "\"wallet\":\"USD\",\"amount\":\"1.00\"");
        await ExplainWorld.Made(caller, "/v1/reservations", """{"account_id":"prepaid","feature":"calls","requested_units":100,"ttl_seconds":86400}""", 200);

        Explained held = await ExplainWorld.Explain(caller, "feature=calls&requested_units=500", "prepaid");
        held.ShouldSay("The account's wallet has 0.80 USD left for such usage, beside 0.20 USD held for reservations.", "What is left is enough for 400 units of calls", "It would help to put 0.20 USD or more into the wallet");

        await ExplainWorld.Made(caller, "/v1/events", """[{"event_id":"e1","account_id":"prepaid","meter":"calls","quantity":1000}]""", 202);
        (await caller.Put("/v1/accounts/prepaid/wallets/USD/top_up", """{"below":"20","amount":"100"}""", "application/json")).Status.ShouldBe(200);
        Explained owing = await ExplainWorld.Explain(caller, "feature=calls", "prepaid");
        owing.Reason.ShouldBe("insufficient_credits");
        owing.ShouldSay(
            "It owes 1.20 USD for what was used when it was empty: what comes into it goes there first.",
            "With less than 20.00 USD left in it, a grant of 100.00 USD is issued by itself, and waits for its payment.",
            "(top_up, issued on 15 June 2025 12:00 UTC: less than 20 left) gives 100.00 USD",
            "In June 2025, 1,000 units of calls have been used so far.",
            "paid, which has 100.00 USD."
        );
        owing.ShouldNotSay("as overage");
    }

    [Fact]
    public async Task A_wallet_is_told_as_it_stood()
    {
        Caller caller = await World("then");
        string grant = await Grant(caller, "\"wallet\":\"USD\",\"amount\":\"0.10\"");
        string denied = (await caller.Post("/v1/entitlements/check", """{"account_id":"prepaid","feature":"calls","requested_units":51}""")).At("decision_id")!;
        await ExplainWorld.Advance(caller, "2025-06-16T00:00:00Z");
        await ExplainWorld.Made(caller, $"/v1/grants/{grant}/void", """{"reason":"by mistake"}""", 200);

        Explained told = await ExplainWorld.Explain(caller, "decision=" + denied, "prepaid");
        (told.Allowed, told.Reason).ShouldBe((false, "insufficient_credits"));
        told.ShouldSay(
            $"The grant {grant} (purchase, issued on 15 June 2025 12:00 UTC) gave 0.10 USD from 15 June 2025 12:00 UTC on: 0.10 USD was left.",
            "The account's wallet had 0.10 USD left for such usage.",
            "What was left was enough for 50 units of calls, and 51 were asked for; the wallet paid for no more.",
            "It would have helped to put 0.002 USD or more into the wallet"
        );
        (await ExplainWorld.Explain(caller, "feature=calls", "prepaid")).ShouldSay("0.10 USD was taken back on 16 June 2025 00:00 UTC.");
    }

    [Fact]
    public async Task An_override_that_lets_more_pass_than_the_wallet_pays()
    {
        Caller caller = await World("soft");
        await Grant(caller, "\"wallet\":\"USD\",\"amount\":\"0.10\"");
        await ExplainWorld.Made(caller, "/v1/overrides", """{"account_id":"prepaid","feature":"calls","enforcement":"soft","reason":"launch","author":"kim"}""", 201);
        Explained told = await ExplainWorld.Explain(caller, "feature=calls&requested_units=80", "prepaid");
        (told.Allowed, told.Reason).ShouldBe((true, "soft_limit_exceeded"));
        told.ShouldSay("the limit is soft, so that more is allowed and counted as overage", "What is left is enough for 50 units of calls, and 80 are asked for; the limit lets 30 of them pass as overage, the next of them for 0.002 USD.");
    }

    private async Task<Caller> World(string environment)
    {
        Caller caller = await ExplainWorld.In(server, "wallet-" + environment);
        await ExplainWorld.Account(caller, "prepaid", ExplainWorld.Start, plan: "prepaid");
        return caller;
    }

    private static async Task<string> Grant(Caller caller, string fields) => (await ExplainWorld.Made(caller, "/v1/grants", $$"""{"account_id":"prepaid",{{fields}}}""", 201)).At("id")!;
}
