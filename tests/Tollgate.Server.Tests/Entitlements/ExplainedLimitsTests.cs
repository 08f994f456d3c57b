namespace Tollgate.Server.Tests.Entitlements;

/// <summary>Of several limits every one is told, and which of them answers.</summary>
public sealed class ExplainedLimitsTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task A_window_answers_and_is_not_told_as_the_periods_limit()
    {
        Caller caller = await World("minute");
        await Use(caller, 6);
        Explained told = await Of(caller, "feature=jobs&requested_units=3&subject=ada");
        (told.Allowed, told.Reason, told.Answer.At("resets_at")).ShouldBe((false, "quota_exceeded", "2025-06-15T12:01:00Z"));
        told.ShouldSay(
            "At most 8 units of jobs may be used in each minute: 6 have been used in this one, and 2 are left.",
            "At most 20 units of jobs may be used in each day by each subject: 6 have been used in this one by 'ada', and 14 are left.",
            "At most 5 units of jobs may pass as overage in a billing period: 0 have been counted as such, and 5 are left.",
            "2 units of jobs are left of the limit in each minute, and 3 are asked for; the limit lets nothing pass beyond that.",
            "On 15 June 2025 12:01 UTC the limit in each minute begins anew.",
            "On 16 June 2025 00:00 UTC the limit of each subject in each day begins anew.",
            "It would help to wait until 15 June 2025 12:01 UTC, when the limit in each minute begins anew.",
            "With allow_partial 2 of them would be granted."
        );
        told.ShouldNotSay("issue a grant");
        told.ShouldNotSay("left of a limit of 10");
        (await Of(caller, "feature=jobs&requested_units=2&subject=ada")).ShouldSay("2 units of jobs are left of the limit in each minute, so that 2 are within the limit, the tightest of these.");
        (await Of(caller, "feature=jobs&requested_units=9&subject=bob")).ShouldSay("It would help to ask for 8 at most at once, or to move the account to a plan that allows more: the limit in each minute never lets 9 pass.");
        // What it says would help does.
        await ExplainWorld.Advance(caller, "2025-06-15T12:01:00Z");
        (await Of(caller, "feature=jobs&requested_units=3&subject=ada")).Allowed.ShouldBeTrue();
    }

    [Fact]
    public async Task A_window_of_each_subject_needs_one()
    {
        Caller caller = await World("subject");
        Explained told = await Of(caller, "feature=jobs");
        told.Reason.ShouldBe("condition_not_met");
        told.ShouldSay("At most 20 units of jobs may be used in each day by each subject, and the request names none: who cannot be told apart is denied.", "It would help to name the subject that uses it.");
    }

    [Fact]
    public async Task A_cap_on_overage_answers()
    {
        Caller caller = await World("overage");
        await Use(caller, 6);
        await ExplainWorld.Advance(caller, "2025-06-15T12:01:00Z");
        await Use(caller, 6);
        await ExplainWorld.Advance(caller, "2025-06-15T12:02:00Z");
        Explained told = await Of(caller, "feature=jobs&requested_units=4&subject=ada");
        told.Reason.ShouldBe("quota_exceeded");
        told.ShouldSay(
            "At most 5 units of jobs may pass as overage in a billing period: 2 have been counted as such, and 3 are left.",
            "0 units of jobs are left of a limit of 10, 3 more may pass as overage, and 4 are asked for; the limit lets nothing pass beyond that.",
            "It would help to issue a grant of 1 unit or more, or to set an override with a higher cap on overage, of 6 units or more."
        );
        (await Of(caller, "feature=jobs&requested_units=9&subject=ada")).ShouldSay("It would help to issue a grant of 6 units or more", "It would also be necessary to wait until 16 June 2025 00:00 UTC", "It would also be necessary to ask for 8 at most at once");

        await ExplainWorld.Made(caller, "/v1/overrides", """{"account_id":"atelier","feature":"jobs","overage_cap":6,"reason":"launch","author":"kim"}""", 201);
        Explained raised = await Of(caller, "feature=jobs&requested_units=4&subject=ada");
        (raised.Allowed, raised.Reason).ShouldBe((true, "soft_limit_exceeded"));
        raised.ShouldSay("6 units of jobs may pass as overage in a billing period at most, instead of what the plan says. It was set on");
        (await Of(caller, "feature=jobs&requested_units=5&subject=ada")).Allowed.ShouldBeFalse();
    }

    [Fact]
    public async Task A_cap_stands_above_a_soft_limit()
    {
        Caller caller = await World("cap");
        await ExplainWorld.Made(caller, "/v1/overrides", """{"account_id":"acme","feature":"exports","enforcement":"soft","cap":15,"reason":"launch","author":"kim"}""", 201);
        Explained told = await ExplainWorld.Explain(caller, "feature=exports&requested_units=16");
        told.Reason.ShouldBe("quota_exceeded");
        told.ShouldSay(
            "At most 15 units of exports may be used in a billing period, whatever is available: 0 have been used, and 15 are left.",
            "15 units of exports are left of the cap, and 16 are asked for; the limit lets nothing pass beyond that.",
            "It would help to set an override with a higher cap, of 16 units or more."
        );
        (await ExplainWorld.Explain(caller, "feature=exports&requested_units=15")).Reason.ShouldBe("soft_limit_exceeded");
    }

    [Fact]
    public async Task The_plans_cap_on_spend_stays_under_an_override()
    {
        Caller caller = await World("spend");
        await ExplainWorld.Consume(caller, "tokens", 110, "atelier");
        (await Of(caller, "feature=tokens&requested_units=31")).ShouldSay("What is used of tokens may cost 0.40 USD in a billing period at most: it costs 0.10 USD so far, and 0.30 USD is left.");
        await ExplainWorld.Made(caller, "/v1/overrides", """{"account_id":"atelier","feature":"tokens","spend_cap":"100","reason":"launch","author":"kim"}""", 201);
        (await Of(caller, "feature=tokens&requested_units=31")).Allowed.ShouldBeTrue();
        Explained told = await Of(caller, "feature=tokens&requested_units=491");
        told.Reason.ShouldBe("spend_cap_exceeded");
        told.ShouldSay(
            "what is used may cost 100.00 USD in a billing period at most, instead of what the plan says. It was set on",
            "4.90 USD is left of the plan's cap on spend, and 491 units of tokens would cost more; nothing passes.",
            "It would help to move the account to a plan with a higher cap on spend, of 5.01 USD or more.",
            "With allow_partial 490 of them would be granted."
        );
        Explained part = await Of(caller, "feature=tokens&requested_units=491&allow_partial=true");
        (part.Allowed, part.Reason).ShouldBe((true, "spend_cap_exceeded"));
        part.ShouldSay("may use 490 of 491 units of tokens", "490 of them are granted, since a part is enough.");
    }

    [Fact]
    public async Task Limits_and_conditions_are_told_as_they_stood()
    {
        Caller caller = await World("stood");
        await Use(caller, 6);
        string denied = (await caller.Post("/v1/entitlements/check", """{"account_id":"atelier","feature":"jobs","requested_units":3,"subject":"ada"}""")).At("decision_id")!;
        string spent = (await caller.Post("/v1/entitlements/check", """{"account_id":"atelier","feature":"tokens","requested_units":141}""")).At("decision_id")!;
        string unmet = (await caller.Post("/v1/entitlements/check", """{"account_id":"atelier","feature":"beta","subject":"ada"}""")).At("decision_id")!;
        string unseated = (await caller.Post("/v1/entitlements/check", """{"account_id":"atelier","feature":"viewer","subject":"ada"}""")).At("decision_id")!;
        await ExplainWorld.Made(caller, "/v1/accounts/atelier/seats", """{"feature":"viewer","subject":"ada"}""", 200);
        await ExplainWorld.Advance(caller, "2025-06-16T00:00:00Z");

        (await Of(caller, "decision=" + denied)).ShouldSay(
            "At most 8 units of jobs could be used in each minute: 6 had been used in this one, and 2 were left.",
            "2 units of jobs were left of the limit in each minute, and 3 were asked for; the limit let nothing pass beyond that.",
            "On 15 June 2025 12:01 UTC the limit in each minute was to begin anew.",
            "It would have helped to wait until 15 June 2025 12:01 UTC",
            "With allow_partial 2 of them would have been granted."
        );
        (await Of(caller, "decision=" + spent)).ShouldSay("What was used of tokens could cost 0.40 USD in a billing period at most: it cost 0.00 USD so far, and 0.40 USD was left.", "141 units of tokens would cost more; nothing passed.");
        (await Of(caller, "decision=" + unmet)).ShouldSay("That held only if the region is 'eu' or 'uk', and neither the request nor the account said one: beta was denied.");
        (await Of(caller, "decision=" + unseated)).ShouldSay("Of 1 seat of viewer 0 were taken, and 1 was free.", "Only who held a seat of viewer could use viewer, and 'ada' held none.");
    }

    [Fact]
    public async Task What_is_held_is_not_left_of_a_window()
    {
        Caller caller = await World("held");
        await ExplainWorld.Made(caller, "/v1/reservations", """{"account_id":"atelier","feature":"jobs","requested_units":5,"subject":"ada"}""", 200);
        (await Of(caller, "feature=jobs&subject=ada")).ShouldSay("0 have been used in this one, and 3 are left beside what is held for reservations.");
    }

    private async Task<Caller> World(string environment)
    {
        Caller caller = await ExplainWorld.In(server, "limits-" + environment);
        await ExplainWorld.Account(caller, "atelier", ExplainWorld.Start, plan: "studio");
        return caller;
    }

    private static async Task Use(Caller caller, int jobs) => await ExplainWorld.Made(caller, "/v1/entitlements/consume", $$"""{"account_id":"atelier","feature":"jobs","requested_units":{{jobs}},"subject":"ada"}""", 200);

    private static Task<Explained> Of(Caller caller, string query) => ExplainWorld.Explain(caller, query, "atelier");
}
