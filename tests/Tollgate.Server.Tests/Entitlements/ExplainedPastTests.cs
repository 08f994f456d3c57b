namespace Tollgate.Server.Tests.Entitlements;

/// <summary>Why it was so at another instant, by what is known now and by what was known then; and that exceptions are gone on time.</summary>
public sealed class ExplainedPastTests(RunningServer server) : IClassFixture<RunningServer>
{
    /// <summary>At 13:00 a grant is issued from 12:30 on: on each of the two axes there is a before and an after.</summary>
    [Fact]
    public async Task A_backdated_grant_is_there_on_the_one_axis_and_not_yet_on_the_other()
    {
        Caller caller = await ExplainWorld.In(server, "axes");
        await ExplainWorld.Consume(caller, "api_calls", 100);
        await ExplainWorld.Advance(caller, "2025-06-15T13:00:00Z");
        await ExplainWorld.Made(caller, "/v1/grants", """{"account_id":"acme","feature":"api_calls","amount":50,"source":"support","effective_at":"2025-06-15T12:30:00Z","expires_at":"2025-06-15T14:00:00Z","reason":"outage of the morning","author":"kim"}""", 201);
        await ExplainWorld.Consume(caller, "api_calls", 20);
        await ExplainWorld.Advance(caller, "2025-06-15T15:00:00Z");

        foreach ((string at, string? knownAt, bool allowed, string says) in new[]
        {
            ("12:15", null, false, "No grant added units to that."),
            ("12:45", null, true, "(support, issued on 15 June 2025 13:00 UTC by kim: outage of the morning) gave 50 units of api_calls from 15 June 2025 12:30 UTC to 15 June 2025 14:00 UTC: 50 were left."),
            ("12:45", "12:50", false, "No grant added units to that."),
            ("12:45", "13:00", true, "gave 50 units of api_calls"),
            ("13:30", null, true, "20 were used and 30 were left."),
            ("14:00", null, false, "20 were used and 30 expired unused."),
        })
        {
            string known = knownAt is null ? "" : $"&known_at=2025-06-15T{knownAt}:00Z";
            Explained told = await ExplainWorld.Explain(caller, $"feature=api_calls&requested_units=10&at=2025-06-15T{at}:00Z{known}");
            told.Allowed.ShouldBe(allowed, told.Answer.Text);
            told.ShouldSay(says, $"acme {(allowed ? "could" : "could not")} use 10 units of api_calls");
            told.Summary.ShouldStartWith($"On 15 June 2025 {at} UTC{(knownAt is null ? "" : $", as it was known on 15 June 2025 {knownAt} UTC")}, ");
            if (!allowed)
                told.ShouldSay("It would have helped to issue a grant of 10 units or more");
        }

        Explained now = await ExplainWorld.Explain(caller, "feature=api_calls");
        now.Allowed.ShouldBeFalse();
        now.ShouldSay("20 are used and 30 expired unused.", "In June 2025, 120 units of api_calls have been used so far: 100 from the plan's units and 20 from grants.");
    }

    [Fact]
    public async Task Overrides_are_named_while_they_stand_and_when_they_are_gone()
    {
        Caller caller = await ExplainWorld.In(server, "named");
        await ExplainWorld.Consume(caller, "api_calls", 100);
        string first = (await ExplainWorld.Made(caller, "/v1/overrides", """{"account_id":"acme","feature":"api_calls","enforcement":"soft","cap":1000,"ends_at":"2025-06-20T00:00:00Z","reason":"launch week","author":"kim"}""", 201)).At("id")!;
        string second = (await ExplainWorld.Made(caller, "/v1/overrides", """{"account_id":"acme","feature":"api_calls","enforcement":"soft","cap":150,"starts_at":"2025-06-15T00:00:00Z","ends_at":"2025-06-16T00:00:00Z","reason":"launch day","author":"lee"}""", 201)).At("id")!;
        string third = (await ExplainWorld.Made(caller, "/v1/overrides", """{"account_id":"acme","feature":"sso","value":false,"starts_at":"2025-06-17T00:00:00Z","reason":"audit","author":"lee"}""", 201)).At("id")!;

        Explained within = await ExplainWorld.Explain(caller, "feature=api_calls&requested_units=50");
        (within.Allowed, within.Reason).ShouldBe((true, "soft_limit_exceeded"));
        within.ShouldSay(
            $"The override {second} stands above the plan from 15 June 2025 00:00 UTC to 16 June 2025 00:00 UTC: the limit is soft, so that more is allowed and counted as overage, and the limit is 150 units of api_calls in a billing period at most. It was set on 15 June 2025 12:00 UTC by lee: launch day.",
            $"It was recorded later than {first}, and takes its place.",
            $"On 16 June 2025 00:00 UTC the override {second} ends.",
            $"On 20 June 2025 00:00 UTC the override {first} ends."
        );
        (await ExplainWorld.Explain(caller, "feature=sso")).ShouldSay($"On 17 June 2025 00:00 UTC the override {third} begins.");

        await ExplainWorld.Advance(caller, "2025-06-17T00:00:00Z");
        (await ExplainWorld.Explain(caller, "feature=api_calls")).ShouldSay($"The override {first} stands above the plan from 15 June 2025 12:00 UTC to 20 June 2025 00:00 UTC");
        Explained sso = await ExplainWorld.Explain(caller, "feature=sso");
        sso.Reason.ShouldBe("feature_not_included");
        sso.ShouldSay($"The override {third} stands above the plan from 17 June 2025 00:00 UTC until it is ended: sso is not included.");

        await ExplainWorld.Made(caller, $"/v1/overrides/{first}/void", """{"reason":"over","author":"kim"}""", 200);
        await ExplainWorld.Advance(caller, "2025-06-18T00:00:00Z");
        Explained after = await ExplainWorld.Explain(caller, "feature=api_calls");
        after.Reason.ShouldBe("quota_exceeded");
        after.ShouldSay($"No override is in force any more: {first}, which kim had set on 15 June 2025 12:00 UTC: launch week, ended on 17 June 2025 00:00 UTC.");
        (await ExplainWorld.Explain(caller, "feature=api_calls&at=2025-06-16T12:00:00Z")).ShouldSay($"The override {first} stood above the plan");
    }

    [Fact]
    public async Task What_others_wrote_stays_in_its_place()
    {
        Caller caller = await ExplainWorld.In(server, "turning");
        await ExplainWorld.Made(caller, "/v1/overrides", """{"account_id":"acme","feature":"sso","value":false,"reason":"\u202egpj.exe\u2066 [red]","author":"\u200fkim"}""", 201);
        (await ExplainWorld.Explain(caller, "feature=sso")).ShouldSay("It was set on 15 June 2025 12:00 UTC by kim: gpj.exe [red].");
    }

    [Fact]
    public async Task Standings_are_told_as_they_stood()
    {
        Caller caller = await ExplainWorld.In(server, "stood");
        await ExplainWorld.Made(caller, "/v1/accounts/acme/suspend", """{"reason":"charge back","author":"kim"}""", 200);
        await ExplainWorld.Advance(caller, "2025-06-16T00:00:00Z");
        await ExplainWorld.Made(caller, "/v1/accounts/acme/resume", """{"reason":"settled","author":"kim"}""", 200);
        await ExplainWorld.Made(caller, "/v1/accounts/acme/delinquency", """{"policy":"degrade","after_days":1,"reason":"overdue","author":"billing"}""", 200);
        await ExplainWorld.Advance(caller, "2025-06-18T00:00:00Z");

        (await ExplainWorld.Explain(caller, "feature=sso&at=2025-06-15T18:00:00Z")).ShouldSay("The account was suspended on 15 June 2025 12:00 UTC by kim: charge back. Until it is resumed nothing was allowed");
        Explained before = await ExplainWorld.Explain(caller, "feature=sso&at=2025-06-15T06:00:00Z");
        before.Allowed.ShouldBeTrue();
        before.ShouldSay("From 16 June 2025 00:00 UTC on the account was delinquent, as billing said on 16 June 2025 00:00 UTC: overdue. Its policy, degrade, was to set in on 17 June 2025 00:00 UTC: from then on every limit is hard.");
        Explained degraded = await ExplainWorld.Explain(caller, "feature=exports&requested_units=11");
        degraded.Reason.ShouldBe("quota_exceeded");
        degraded.ShouldSay("The account has been delinquent since 16 June 2025 00:00 UTC, as billing said on 16 June 2025 00:00 UTC: overdue. Its policy, degrade, set in on 17 June 2025 00:00 UTC: every limit is hard.");
        degraded.ShouldSay("Since the account is delinquent, beyond that exports is denied all the same.");
        degraded.Answer.At("explanation.degraded").ShouldBe("True");
    }

    [Fact]
    public async Task Grants_of_every_kind_are_told_in_the_account_s_own_zone()
    {
        Caller caller = await ExplainWorld.In(server, "zones");
        await ExplainWorld.Account(caller, "berlin", "2025-05-31T22:00:00Z", zone: "Europe/Berlin");
        await ExplainWorld.Consume(caller, "api_calls", 100, "berlin");
        async Task<string> Grant(string fields) => (await ExplainWorld.Made(caller, "/v1/grants", $$"""{"account_id":"berlin","feature":"api_calls",{{fields}}}""", 201)).At("id")!;
        string pending = await Grant("\"amount\":30,\"pending_payment\":true");
        string scoped = await Grant("\"amount\":40,\"source\":\"promotion\",\"dimensions\":{\"region\":\"eu\"}");
        string later = await Grant("\"amount\":50,\"effective_at\":\"2025-06-20T00:00:00Z\"");
        string taken = await Grant("\"amount\":60,\"reason\":\"by mistake\"");
        await ExplainWorld.Made(caller, $"/v1/grants/{taken}/void", """{"reason":"issued twice"}""", 200);
        await ExplainWorld.Made(caller, "/v1/reservations", """{"account_id":"berlin","feature":"api_calls","requested_units":5,"ttl_seconds":90,"properties":{"region":"eu"}}""", 200);

        Explained told = await ExplainWorld.Explain(caller, "feature=api_calls&requested_units=10", "berlin");
        told.Reason.ShouldBe("quota_exceeded");
        told.ShouldSay(
            "On 15 June 2025 14:00 Europe/Berlin, berlin may not use 10 units of api_calls",
            "has been in force since 1 June 2025 00:00 Europe/Berlin.",
            $"The grant {pending} (purchase, issued on 15 June 2025 14:00 Europe/Berlin) gives 30 units of api_calls from 15 June 2025 14:00 Europe/Berlin on: it waits for its payment, and cannot be spent before.",
            $"The grant {scoped} (promotion, issued on 15 June 2025 14:00 Europe/Berlin) gives 40 units of api_calls from 15 June 2025 14:00 Europe/Berlin on, for usage with region eu alone: 5 are held for reservations and 35 are left.",
            $"The grant {later} (purchase, issued on 15 June 2025 14:00 Europe/Berlin) will give 50 units of api_calls from 20 June 2025 02:00 Europe/Berlin on: 50 are left.",
            "(purchase, issued on 15 June 2025 14:00 Europe/Berlin: by mistake) gives 60 units of api_calls from 15 June 2025 14:00 Europe/Berlin on: 60 were taken back on 15 June 2025 14:00 Europe/Berlin.",
            "In June 2025, 100 units of api_calls have been used so far: all of it from the plan's units.",
            "On 15 June 2025 14:01:30 Europe/Berlin a reservation of 5 units expires, unless it is settled before.",
            "On 1 July 2025 00:00 Europe/Berlin the billing period ends; then the plan includes 100 units of api_calls anew.",
            $"It would help to have the grant {pending} paid, which has 30 units."
        );
        (await ExplainWorld.Explain(caller, "feature=api_calls&requested_units=35&properties=%7B%22region%22%3A%22eu%22%7D", "berlin")).Reason.ShouldBe("within_limit");
        (await ExplainWorld.Explain(caller, "feature=api_calls&requested_units=10&at=2025-06-21T00:00:00Z", "berlin")).ShouldSay("On 21 June 2025 02:00 Europe/Berlin, berlin may use 10 units of api_calls: within_limit.", "50 are left.");
    }
}
