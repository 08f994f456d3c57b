namespace Tollgate.Server.Tests.Entitlements;

/// <summary>Rights that hold only for some: under a condition, by default, and for holders of a seat.</summary>
public sealed class ExplainedRightsTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Of_several_rights_it_is_told_which_hold()
    {
        Caller caller = await World("several");
        Explained nobody = await Of(caller, "feature=projects&value=20");
        (nobody.Allowed, nobody.Reason).ShouldBe((false, "value_mismatch"));
        nobody.ShouldSay(
            "The plan Studio has 2 rights to projects; of those that hold, the most generous counts.",
            "One of them sets projects to 10: this holds.",
            "One of them sets projects to 50, if the subject is in the group 'pilot': this does not hold, since the request names no subject."
        );
        (await caller.Put("/v1/accounts/atelier/subjects/ada", """{"groups":["pilot","staff"]}""", "application/json")).Status.ShouldBe(200);
        Explained ada = await Of(caller, "feature=projects&value=20&subject=ada");
        ada.Allowed.ShouldBeTrue();
        ada.ShouldSay("One of them sets projects to 50, if the subject is in the group 'pilot': this holds.", "projects is 50, which is enough for 20.");
        (await Of(caller, "feature=projects&subject=bob")).ShouldSay("this does not hold, since 'bob' is in no group.");
    }

    [Fact]
    public async Task A_condition_says_what_was_found()
    {
        Caller caller = await World("found");
        (await caller.Put("/v1/accounts/atelier/subjects/bob", """{"groups":["staff"]}""", "application/json")).Status.ShouldBe(200);
        (await Of(caller, """feature=beta&subject=bob&properties={"region":"us"}""")).ShouldSay("That holds only if the region is 'eu' or 'uk', and it is 'us': beta is denied.");
        Explained bob = await Of(caller, """feature=beta&subject=bob&properties={"region":"eu"}""");
        bob.Reason.ShouldBe("condition_not_met");
        bob.ShouldSay("That holds only if the subject is in the group 'pilot', and 'bob' is in staff: beta is denied.", "It would help to put 'bob' into the group 'pilot', or to set an override of beta.");
        // What it says would help does.
        (await caller.Put("/v1/accounts/atelier/subjects/bob", """{"groups":["pilot"]}""", "application/json")).Status.ShouldBe(200);
        (await Of(caller, """feature=beta&subject=bob&properties={"region":"eu"}""")).Allowed.ShouldBeTrue();
    }

    [Fact]
    public async Task A_right_for_a_time_is_told_with_its_end()
    {
        Caller caller = await World("trial");
        Explained now = await Of(caller, "feature=trial");
        now.Allowed.ShouldBeTrue();
        now.ShouldSay("The plan Studio includes trial, if it is before 20 June 2025 00:00 UTC.", "On 20 June 2025 00:00 UTC the time ends that a right to trial is for.");
        Explained later = await Of(caller, "feature=trial&at=2025-06-20T00:00:00Z");
        later.Reason.ShouldBe("condition_not_met");
        later.ShouldSay("That holds only if it is before 20 June 2025 00:00 UTC, and the request is for 20 June 2025 00:00 UTC: trial is denied.", "It would help to set an override of trial.");
    }

    [Fact]
    public async Task The_environments_default_is_told_where_the_plan_names_nothing()
    {
        Caller caller = await World("default");
        Explained told = await Of(caller, "feature=previews&requested_units=4");
        (told.Allowed, told.Reason).ShouldBe((false, "quota_exceeded"));
        told.ShouldSay("The plan Studio does not name previews.", "The environment's default includes 3 units of previews in each month; beyond that previews is denied.", "It would help to issue a grant of 1 unit or more");
    }

    [Fact]
    public async Task An_override_under_a_condition_decides_where_it_is_not_met()
    {
        Caller caller = await World("when");
        string id = (await ExplainWorld.Made(caller, "/v1/overrides", """{"account_id":"acme","feature":"sso","value":true,"when":{"groups":["pilot"]},"reason":"pilot","author":"kim"}""", 201)).At("id")!;
        Explained told = await ExplainWorld.Explain(caller, "feature=sso&subject=bob");
        told.Reason.ShouldBe("condition_not_met");
        told.ShouldSay(
            $"The override {id} stands above the plan from 15 June 2025 12:00 UTC until it is ended: sso is included, if the subject is in the group 'pilot'. It was set on",
            "The override holds only if the subject is in the group 'pilot', and 'bob' is in no group: sso is denied.",
            "It would help to put 'bob' into the group 'pilot', or to set another override of sso without that condition."
        );
    }

    [Fact]
    public async Task Seats_are_told_with_who_holds_one_and_until_when()
    {
        Caller caller = await World("seats");
        await ExplainWorld.Made(caller, "/v1/accounts/atelier/seats", """{"feature":"viewer","subject":"ada"}""", 200);
        Explained ada = await Of(caller, "feature=viewer&subject=ada");
        (ada.Allowed, ada.Answer.Json.GetProperty("seats").GetProperty("taken").GetInt32()).ShouldBe((true, 1));
        ada.ShouldSay(
            "The plan Studio gives 1 seat of viewer, each of them held for 5 minutes after each heartbeat and a margin of 30 seconds.",
            "Of 1 seat of viewer 1 is taken, and none is free.",
            "'ada' holds one since 15 June 2025 12:00 UTC, until 15 June 2025 12:05 UTC unless a heartbeat comes, and for a margin until 15 June 2025 12:05:30 UTC.",
            "On 15 June 2025 12:05:30 UTC the seat of viewer runs out, unless a heartbeat comes before."
        );
        Explained bob = await Of(caller, "feature=viewer&subject=bob");
        bob.Reason.ShouldBe("seat_not_assigned");
        bob.ShouldSay("'bob' holds none.", "It would help to have a seat of viewer returned and given to 'bob', or to set an override of viewer with more seats.");
        (await Of(caller, "feature=viewer")).ShouldSay("The request names no subject who could hold one.", "It would help to name the subject that holds a seat.");

        await ExplainWorld.Made(caller, "/v1/overrides", """{"account_id":"atelier","feature":"viewer","seats":3,"reason":"launch","author":"kim"}""", 201);
        (await Of(caller, "feature=viewer&subject=bob")).ShouldSay("there are 3 seats of viewer. It was set on", "Of 3 seats of viewer 1 is taken, and 2 are free.", "It would help to check a seat of viewer out for 'bob'.");
    }

    [Fact]
    public async Task A_right_for_holders_of_a_seat()
    {
        Caller caller = await World("holders");
        await ExplainWorld.Made(caller, "/v1/accounts/atelier/seats", """{"feature":"editor","subject":"ada"}""", 200);
        Explained ada = await Of(caller, "feature=reports&subject=ada");
        ada.Allowed.ShouldBeTrue();
        ada.ShouldSay("The plan Studio includes reports, for those alone who hold a seat of editor.", "Of 2 seats of editor 1 is taken, and 1 is free.", "'ada' holds one since 15 June 2025 12:00 UTC, until it is returned.");
        (await Of(caller, "feature=reports")).ShouldSay("Only who holds a seat of editor may use reports, and the request names no subject.");
    }

    private async Task<Caller> World(string environment)
    {
        Caller caller = await ExplainWorld.In(server, "rights-" + environment);
        await ExplainWorld.Account(caller, "atelier", ExplainWorld.Start, plan: "studio");
        return caller;
    }

    private static Task<Explained> Of(Caller caller, string query) => ExplainWorld.Explain(caller, query, "atelier");
}
