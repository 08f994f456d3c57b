namespace Tollgate.Server.Tests.Entitlements;

/// <summary>
/// An account <c>acme</c> on a plan with every kind of feature, beside accounts of every standing, in a test environment whose clock stands at
/// 2025-06-15T12:00:00Z.
/// </summary>
internal static class ExplainWorld
{
    public const string Catalog =
        """
        currency: USD
        meters:
          api_calls: {event: api_calls, aggregation: sum, value: quantity, dimensions: [region]}
          exports:   {event: export, aggregation: count}
          renders:   {event: render, aggregation: count}
          scans:     {event: scan, aggregation: count}
          extras:    {event: extra, aggregation: count}
          calls:     {event: calls, aggregation: sum, value: quantity}
          images:    {event: images, aggregation: sum, value: quantity}
          tokens:    {event: tokens, aggregation: sum, value: quantity}
          jobs:      {event: jobs, aggregation: sum, value: quantity}
          previews:  {event: previews, aggregation: sum, value: quantity}
        credits:
          sparks: {}
        features:
          sso:          {kind: boolean}
          audit:        {kind: boolean}
          max_projects: {kind: config, type: number}
          region:       {kind: config, type: string}
          api_calls:    {kind: metered, meter: api_calls}
          exports:      {kind: metered, meter: exports}
          renders:      {kind: metered, meter: renders}
          scans:        {kind: metered, meter: scans}
          extras:       {kind: metered, meter: extras}
          calls:        {kind: metered, meter: calls}
          images:       {kind: metered, meter: images}
          beta:         {kind: boolean}
          trial:        {kind: boolean}
          reports:      {kind: boolean}
          projects:     {kind: config, type: number}
          editor:       {kind: seat, type: named}
          viewer:       {kind: seat, type: concurrent, heartbeat: 5min, skew: 30s}
          tokens:       {kind: metered, meter: tokens}
          jobs:         {kind: metered, meter: jobs}
          previews:     {kind: metered, meter: previews}
        defaults:
          previews: {included: 3, enforcement: hard}
        plans:
          growth:
            name: Growth
            period: month
            entitlements:
              sso: true
              audit: false
              max_projects: 10
              region: eu
              api_calls: {included: 100, enforcement: hard}
              exports: {included: 10, enforcement: soft}
              renders: {included: 10, enforcement: grace, grace_units: 5, grace_period: 7d, grace_free: true}
              scans: {included: 1, enforcement: throttle, rate: 0.5, burst: 2}
            charges:
              exports: {meter: exports, after: included, model: per_unit, amount: "0.50"}
          prepaid:
            name: Prepaid
            period: month
            entitlements:
              calls: {paid_from: USD, enforcement: hard}
              images: {included: 10, paid_from: sparks, credit_rate: 4, enforcement: hard}
            charges:
              calls: {meter: calls, model: per_unit, amount: "0.002"}
          studio:
            name: Studio
            period: month
            spend_cap: "5.00"
            entitlements:
              beta: {granted: true, when: {region: [eu, uk], groups: [pilot]}}
              trial: {granted: true, when: {until: 2025-06-20T00:00:00Z}}
              reports: {seat: editor}
              projects: [10, {value: 50, when: {groups: [pilot]}}]
              editor: {seats: 2}
              viewer: {seats: 1}
              tokens: {included: 100, enforcement: soft, spend_cap: "0.40"}
              jobs: {included: 10, enforcement: soft, overage_cap: 5, limits: [{per: minute, units: 8}, {per: day, units: 20, subject: each}]}
            charges:
              tokens: {meter: tokens, after: included, model: per_unit, amount: "0.01"}
        """;

    /// <summary>Of the contract of <c>acme</c>.</summary>
    public const string Start = "2025-06-01T00:00:00Z";

    public static async Task<Caller> In(RunningServer server, string environment)
    {
        Caller caller = await server.Environment(environment, "2025-06-15T12:00:00Z");
        await Put(caller);
        return caller;
    }

    public static async Task Put(Caller caller)
    {
        (await caller.Put("/v1/catalog", Catalog, "application/yaml")).Status.ShouldBe(200);
        await Account(caller, "acme", Start);
    }

    public static async Task Account(Caller caller, string id, string? startsAt, string? endsAt = null, string zone = "UTC", string plan = "growth")
    {
        await Made(caller, "/v1/accounts", $$"""{"id":"{{id}}","time_zone":"{{zone}}"}""", 201);
        string end = endsAt is null ? "null" : $"\"{endsAt}\"";
        if (startsAt is not null)
            await Made(caller, "/v1/contracts", $$"""{"account_id":"{{id}}","plan":"{{plan}}","starts_at":"{{startsAt}}","ends_at":{{end}}}""", 201);
    }

    public static Task Consume(Caller caller, string feature, int units, string id = "acme") =>
        Made(caller, "/v1/entitlements/consume", $$"""{"account_id":"{{id}}","feature":"{{feature}}","requested_units":{{units}}}""", 200);

    public static Task Advance(Caller caller, string to) => Made(caller, "/v1/clock/advance", $$"""{"to":"{{to}}"}""", 200);

    public static async Task<Answered> Made(Caller caller, string path, string body, int status)
    {
        Answered made = await caller.Post(path, body);
        made.Status.ShouldBe(status, made.Text);
        return made;
    }

    /// <summary>Asks why, and has the answer's sentences.</summary>
    public static async Task<Explained> Explain(Caller caller, string query, string id = "acme")
    {
        Answered told = await caller.Get($"/v1/accounts/{id}/explain?{query}");
        told.Status.ShouldBe(200, told.Text);
        return new Explained(told);
    }
}

/// <summary>An explanation as it was answered.</summary>
internal sealed record Explained(Answered Answer)
{
    public string Reason => Answer.At("reason")!;

    public bool Allowed => Answer.Json.GetProperty("allowed").GetBoolean();

    public string Summary => Answer.At("summary")!;

    public string[] Sentences => [.. Answer.Json.GetProperty("sentences").EnumerateArray().Select(sentence => sentence.GetString()!)];

    public void ShouldSay(params string[] parts)
    {
        string all = string.Join("\n", Sentences.Prepend(Summary));
        foreach (string part in parts)
            all.ShouldContain(part);
    }

    public void ShouldNotSay(string part) => string.Join("\n", Sentences.Prepend(Summary)).ShouldNotContain(part);
}
