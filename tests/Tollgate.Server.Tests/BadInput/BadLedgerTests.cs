using Tollgate.Server.Tests.Entitlements;

namespace Tollgate.Server.Tests.BadInput;

/// <summary>Grants, overrides and reservations that make no sense: each is refused with its code and its place, and nothing is moved by it.</summary>
public sealed class BadLedgerTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly SemaphoreSlim _once = new(1);
    private static Caller? _acme;

    [Theory]
    [InlineData("/v1/grants", "\"feature\":\"api_calls\",\"amount\":0", 422, "amount_not_positive", "/amount")]
    [InlineData("/v1/grants", "\"feature\":\"api_calls\",\"amount\":-5", 422, "amount_not_positive", "/amount")]
    [InlineData("/v1/grants", "\"feature\":\"api_calls\",\"amount\":0.0000000001", 400, "too_many_digits", "/amount")]
    [InlineData("/v1/grants", "\"feature\":\"api_calls\",\"amount\":1e17", 400, "number_too_large", "/amount")]
    [InlineData("/v1/grants", "\"feature\":\"api_calls\",\"amount\":5,\"priority\":-1", 422, "priority_negative", "/priority")]
    [InlineData("/v1/grants", "\"feature\":\"api_calls\",\"amount\":5,\"effective_at\":\"2025-06-20T00:00:00Z\",\"expires_at\":\"2025-06-19T00:00:00Z\"", 422, "grant_ends_before_start", "/expires_at")]
    [InlineData("/v1/grants", "\"feature\":\"api_calls\",\"amount\":5,\"effective_at\":\"2025-06-20T00:00:00Z\",\"expires_at\":\"2025-06-20T00:00:00Z\"", 422, "grant_ends_before_start", "/expires_at")]
    [InlineData("/v1/grants", "\"feature\":\"api_calls\",\"amount\":5,\"rollover\":{\"max\":5}", 422, "rollover_without_recurrence", "/rollover")]
    [InlineData("/v1/grants", "\"feature\":\"api_calls\",\"amount\":5,\"recurrence\":{\"every\":\"month\"},\"rollover\":{\"max\":6}", 422, "rollover_above_amount", "/rollover/max")]
    [InlineData("/v1/grants", "\"feature\":\"api_calls\",\"amount\":5,\"recurrence\":{\"every\":\"month\"},\"rollover\":{\"min\":4,\"max\":3}", 422, "rollover_bounds", "/rollover")]
    [InlineData("/v1/grants", "\"feature\":\"api_calls\",\"amount\":5,\"recurrence\":{\"every\":\"month\"},\"pending_payment\":true", 422, "pending_grant_recurs", "/pending_payment")]
    [InlineData("/v1/grants", "\"feature\":\"sso\",\"amount\":5", 422, "feature_not_metered", "/feature")]
    [InlineData("/v1/grants", "\"feature\":\"nothing\",\"amount\":5", 422, "feature_not_found", "/feature")]
    [InlineData("/v1/grants", "\"amount\":5", 400, "missing_key", "/feature")]
    [InlineData("/v1/grants", "\"feature\":\"api_calls\",\"wallet\":\"USD\",\"amount\":5", 422, "grant_of_nothing", "/feature")]
    [InlineData("/v1/grants", "\"feature\":\"api_calls\",\"amount\":5,\"dimensions\":{\"colour\":\"red\"}", 422, "grant_dimension_unknown", "/dimensions/colour")]
    [InlineData("/v1/grants", "\"wallet\":\"EUR\",\"amount\":5", 422, "wallet_not_found", "/wallet")]
    [InlineData("/v1/grants", "\"wallet\":\"USD\",\"amount\":0", 422, "amount_not_positive", "/amount")]
    [InlineData("/v1/grants", "\"wallet\":\"USD\",\"amount\":5,\"features\":[\"api_calls\",\"sso\"]", 422, "feature_not_metered", "/features/1")]
    [InlineData("/v1/grants", "\"wallet\":\"USD\",\"amount\":5,\"meters\":[\"none\"]", 422, "meter_not_found", "/meters/0")]
    [InlineData("/v1/grants", "\"feature\":\"api_calls\",\"amount\":5,\"source\":\"support\",\"author\":\"kim\"", 400, "missing_key", "/reason")]
    [InlineData("/v1/grants", "\"feature\":\"api_calls\",\"amount\":5,\"source\":\"support\",\"reason\":\"outage\",\"author\":\"\"", 400, "missing_key", "/author")]
    [InlineData("/v1/overrides", "\"feature\":\"api_calls\",\"cap\":-1,\"reason\":\"r\",\"author\":\"a\"", 422, "quantity_negative", "/cap")]
    [InlineData("/v1/overrides", "\"feature\":\"api_calls\",\"reason\":\"r\",\"author\":\"a\"", 422, "override_mismatch", "/feature")]
    [InlineData("/v1/overrides", "\"feature\":\"sso\",\"enforcement\":\"soft\",\"reason\":\"r\",\"author\":\"a\"", 422, "override_mismatch", "/feature")]
    [InlineData("/v1/overrides", "\"feature\":\"nothing\",\"value\":true,\"reason\":\"r\",\"author\":\"a\"", 422, "feature_not_found", "/feature")]
    [InlineData("/v1/overrides", "\"feature\":\"sso\",\"value\":true,\"ends_at\":\"2025-06-15T12:00:00Z\",\"reason\":\"r\",\"author\":\"a\"", 422, "override_ends_before_start", "/ends_at")]
    [InlineData("/v1/overrides", "\"feature\":\"sso\",\"value\":true,\"author\":\"a\"", 400, "missing_key", "/reason")]
    [InlineData("/v1/overrides", "\"feature\":\"sso\",\"value\":true,\"reason\":\"\",\"author\":\"a\"", 400, "missing_key", "/reason")]
    [InlineData("/v1/overrides", "\"feature\":\"sso\",\"value\":true,\"reason\":\"r\"", 400, "missing_key", "/author")]
    [InlineData("/v1/overrides", "\"feature\":\"sso\",\"value\":true,\"reason\":\"two\\nlines\",\"author\":\"a\"", 400, "malformed_text", "/reason")]
    [InlineData("/v1/reservations", "\"feature\":\"api_calls\",\"requested_units\":-1", 422, "quantity_negative", "/requested_units")]
    [InlineData("/v1/reservations", "\"feature\":\"api_calls\",\"ttl_seconds\":0", 422, "ttl_out_of_range", "/ttl_seconds")]
    public async Task Is_refused_and_moves_nothing(string path, string fields, int status, string code, string pointer)
    {
        Caller caller = await Acme();
        string before = await Held(caller);
        Answered refused = await caller.Post(path, $$"""{"account_id":"acme",{{fields}}}""");
        (refused.Status, refused.Code, refused.Pointer).ShouldBe((status, code, pointer), refused.Text);
        (await Held(caller)).ShouldBe(before);
    }

    [Theory]
    [InlineData("POST", "/v1/grants", """{"wallet":"USD","amount":"x","priority":"low","effective_at":"soon","recurrence":{"every":"eon","anchor":1},"rollover":{},"features":[1,"api_calls",""],"dimensions":{"region":5},"source":"support","wat":1}""",
        "unknown_key /wat; value_not_allowed /recurrence/every; wrong_type /recurrence/anchor; missing_key /rollover/max; wrong_type /features/0; malformed_id /features/2; wrong_type /dimensions/region; malformed_number /amount; wrong_type /priority; malformed_timestamp /effective_at; missing_key /account_id; missing_key /reason; missing_key /author")]
    [InlineData("POST", "/v1/overrides", """{"feature":"api_calls","enforcement":"firm","cap":"x","seats":1.5,"ends_at":"later","when":{"region":[],"no":1},"reason":""}""",
        "missing_key /account_id; value_not_allowed /enforcement; malformed_number /cap; wrong_type /seats; malformed_timestamp /ends_at; unknown_key /when/no; empty_list /when/region; missing_key /reason; missing_key /author")]
    [InlineData("PUT", "/v1/accounts/acme/wallets/USD/top_up", """{"below":"much","expires_after_days":"10"}""", "malformed_number /below; missing_key /amount; wrong_type /expires_after_days")]
    [InlineData("POST", "/v1/accounts/acme/suspend", """{"why":"x"}""", "unknown_key /why; missing_key /reason; missing_key /author")]
    [InlineData("POST", "/v1/contracts", """{"plan":5,"starts_at":"now","external_ids":[]}""", "wrong_type /plan; missing_key /account_id; malformed_timestamp /starts_at; wrong_type /external_ids")]
    [InlineData("POST", "/v1/accounts", """{"kind":"boss","name":"two\nlines"}""", "missing_key /id; value_not_allowed /kind; malformed_text /name")]
    [InlineData("POST", "/v1/accounts/acme/seats", """{"ttl_seconds":"x"}""", "missing_key /feature; missing_key /subject; wrong_type /ttl_seconds")]
    [InlineData("POST", "/v1/webhooks", """{"event_types":"all","description":7}""", "missing_key /url; wrong_type /event_types; wrong_type /description")]
    [InlineData("POST", "/v1/rating/preview", """{"currency":"XXX","price":{"model":"per_unit"},"prior_quantity":-1}""", "currency_unknown /currency; missing_key /price; quantity_negative /prior_quantity")]
    public async Task All_that_is_wrong_is_told_in_one_answer(string verb, string path, string body, string problems)
    {
        Caller caller = await Acme();
        Answered refused = verb == "PUT" ? await caller.Put(path, body, "application/json") : await caller.Post(path, body);
        (string Code, string Pointer, string Detail)[] told =
            [.. refused.Json.GetProperty("problems").EnumerateArray().Select(problem => (problem.GetProperty("code").GetString()!, problem.GetProperty("pointer").GetString()!, problem.GetProperty("detail").GetString()!))];
        told.Select(problem => $"{problem.Code} {problem.Pointer}").Order().ShouldBe(problems.Split("; ").Order(), refused.Text);
        told.ShouldAllBe(problem => problem.Detail.EndsWith('.'));
        // The first of them stands where one alone does.
        (refused.Code, refused.Pointer, refused.At("detail")).ShouldBe(told[0]);
    }

    [Theory]
    [InlineData("/v1/grants?account_id=acme&cursor=zzz")]
    [InlineData("/v1/grants?account_id=acme&cursor=grt_0Zk3mN4pR6sT8uV0")]
    [InlineData("/v1/accounts/acme/subjects?cursor=zzz")]
    [InlineData("/v1/accounts/acme/seats?cursor=editor/kim")]
    [InlineData("/v1/accounts/acme/ledger?cursor=zzz")]
    [InlineData("/v1/overrides?account_id=acme&cursor=zzz")]
    [InlineData("/v1/accounts?cursor=zzz")]
    [InlineData("/v1/contracts?cursor=zzz")]
    [InlineData("/v1/invoices?cursor=zzz")]
    [InlineData("/v1/alerts?cursor=zzz")]
    public async Task A_cursor_that_no_page_gave_is_refused(string path)
    {
        Answered refused = await (await Acme()).Get(path);
        (refused.Status, refused.Code, refused.Pointer).ShouldBe((400, "parameter_invalid", "?cursor"), refused.Text);
    }

    [Fact]
    public async Task Pages_of_grants_and_subjects_go_on_where_they_ended()
    {
        Caller caller = await ExplainWorld.In(server, "paged");
        for (int number = 0; number < 5; number++)
        {
            await ExplainWorld.Made(caller, "/v1/grants", """{"account_id":"acme","feature":"api_calls","amount":5}""", 201);
            (await caller.Put($"/v1/accounts/acme/subjects/user_{number}", """{"groups":["beta"]}""", "application/json")).Status.ShouldBe(200);
        }

        foreach (string path in new[] { "/v1/grants?account_id=acme", "/v1/accounts/acme/subjects?" })
        {
            string[] whole = Items(await caller.Get($"{path}&limit=500"));
            whole.Length.ShouldBeGreaterThanOrEqualTo(5);
            List<string> inPages = [];
            for (string? cursor = ""; cursor is not null;)
            {
                Answered page = await caller.Get($"{path}&limit=2{(cursor.Length == 0 ? "" : "&cursor=" + cursor)}");
                inPages.AddRange(Items(page));
                cursor = page.At("next_cursor");
            }

            inPages.ShouldBe(whole);
        }
    }

    private static string[] Items(Answered page) => [.. page.Json.GetProperty("data").EnumerateArray().Select(item => item.GetRawText())];

    [Fact]
    public async Task A_void_of_a_void_is_refused_and_takes_nothing_more()
    {
        Caller caller = await ExplainWorld.In(server, "voided");
        string grant = (await ExplainWorld.Made(caller, "/v1/grants", """{"account_id":"acme","feature":"api_calls","amount":50}""", 201)).At("id")!;
        await ExplainWorld.Made(caller, $"/v1/grants/{grant}/void", """{"reason":"issued twice"}""", 200);
        string before = await Held(caller);
        foreach (string verb in new[] { "void", "pay" })
        {
            Answered refused = await caller.Post($"/v1/grants/{grant}/{verb}", "{}");
            (refused.Status, refused.Code).ShouldBe((409, "grant_already_voided"), refused.Text);
            refused.At("detail")!.ShouldContain($"'{grant}'");
        }

        (await Held(caller)).ShouldBe(before);
        before.ShouldContain("\"voided\":\"50\"");
    }

    [Fact]
    public async Task A_reservation_is_settled_once_and_by_its_own_environment()
    {
        Caller caller = await ExplainWorld.In(server, "settled");
        Caller other = await ExplainWorld.In(server, "settled-elsewhere");
        async Task<string> Hold() => (await ExplainWorld.Made(caller, "/v1/reservations", """{"account_id":"acme","feature":"api_calls","requested_units":10,"ttl_seconds":60}""", 200)).At("reservation_id")!;
        (string settled, string released, string expired) = (await Hold(), await Hold(), await Hold());
        (await other.Post($"/v1/reservations/{settled}/settle", """{"units":1}""")).Code.ShouldBe("reservation_not_found");
        (await caller.Post($"/v1/reservations/{settled}/settle", """{"units":-1}""")).Code.ShouldBe("quantity_negative");
        await ExplainWorld.Made(caller, $"/v1/reservations/{settled}/settle", """{"units":7}""", 200);
        await ExplainWorld.Made(caller, $"/v1/reservations/{released}/release", "{}", 200);
        // It holds nothing from its end on, also where nobody has recorded that yet.
        (await caller.Get("/v1/accounts/acme/balances?at=2025-06-15T12:00:59Z")).At("data.0.reserved").ShouldBe("10");
        (await caller.Get("/v1/accounts/acme/balances?at=2025-06-15T12:01:00Z")).At("data.0.reserved").ShouldBe("0");
        await ExplainWorld.Advance(caller, "2025-06-15T12:01:00Z");
        string before = await Held(caller);
        foreach ((string id, string code) in new[] { (settled, "reservation_settled"), (released, "reservation_released"), (expired, "reservation_expired") })
        {
            Answered refused = await caller.Post($"/v1/reservations/{id}/settle", """{"units":3}""");
            (refused.Status, refused.Code).ShouldBe((409, code), refused.Text);
        }

        (await Held(caller)).ShouldBe(before);
        before.ShouldContain("\"consumed\":\"7\"");
    }

    [Fact]
    public async Task A_wallet_holds_no_more_than_can_be_counted()
    {
        Caller caller = await ExplainWorld.In(server, "full");
        await ExplainWorld.Made(caller, "/v1/grants", """{"account_id":"acme","wallet":"sparks","amount":"9999999999999999"}""", 201);
        string before = await Held(caller);
        Answered refused = await caller.Post("/v1/grants", """{"account_id":"acme","wallet":"sparks","amount":"2"}""");
        (refused.Status, refused.Code, refused.Pointer).ShouldBe((422, "amount_out_of_range", "/amount"), refused.Text);
        (await Held(caller)).ShouldBe(before);
    }

    private async Task<Caller> Acme()
    {
        await _once.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _acme ??= await ExplainWorld.In(server, "bad-ledger");
        }
        finally
        {
            _once.Release();
        }
    }

    /// <summary>All that an account has, and every movement of it.</summary>
    private static async Task<string> Held(Caller caller)
    {
        string[] paths = ["balances", "ledger?limit=500", "wallets", "entitlements"];
        List<string> held = [(await caller.Get("/v1/overrides?account_id=acme")).Text];
        foreach (string path in paths)
        {
            Answered answered = await caller.Get("/v1/accounts/acme/" + path);
            answered.Status.ShouldBe(200, answered.Text);
            held.Add(answered.Text);
        }

        return string.Join('\n', held);
    }
}
