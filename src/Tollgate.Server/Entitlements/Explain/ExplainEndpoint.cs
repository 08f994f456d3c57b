using System.Text;
using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Access;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Accounts;
using Tollgate.Server.Http;
using Tollgate.Server.Metering;
using Tollgate.Server.Receipts;

namespace Tollgate.Server.Entitlements.Explain;

/// <summary>Why something is, or was, allowed or denied: the decision with sentences for people, now, then, or of a decision that was given.</summary>
internal static class ExplainEndpoint
{
    public static void Map(Routes routes) => routes.Get("/v1/accounts/{id}/explain", Scopes.EntitlementsRead, Answer, new(
        "Decisions",
        "Explain a decision",
        "Says in plain sentences why something is or was allowed or denied: the account's standing, overrides, the plan, conditions, seats, grants, what is used and held, every limit and the tightest, what changes next and what would help. "
            + "Times are in the account's zone. at asks what was true then, known_at what we believed then; decision explains one that was given, as it saw the state before its request. Nothing is changed.",
        null,
        """{"account_id":"acct_4821","feature":"api_calls","at":"2025-02-01T10:15:22Z","known_at":null,"requested_units":"3000","allowed":false,"included":true,"enforcement":"hard","usage_limit":"50000","usage_consumed":"47210","usage_reserved":"0","remaining":"2790","overage_units":"0","overage_price":null,"granted_units":"0","resets_at":"2025-03-01T00:00:00Z","reason":"quota_exceeded","explanation":{"rule":"plan","contract":"ctr_0Zk3mN4pR6sT8uV0","contract_version":1,"plan":"growth","catalog_version":12,"burns":[],"limited_by":"acct_4821"},"decision_id":null,"summary":"On 1 February 2025 10:15:22 UTC, acct_4821 may not use 3,000 units of api_calls: quota_exceeded.","sentences":["The account is neither suspended nor delinquent.","No override of api_calls is in force.","The contract ctr_0Zk3mN4pR6sT8uV0 with the plan Growth (version 12 of the catalog) has been in force since 1 January 2025 00:00 UTC.","The plan Growth includes 50,000 units of api_calls in each month; beyond that api_calls is denied.","No grant adds units to that.","In February 2025, 47,210 units of api_calls have been used so far: all of it from the plan's units.","2,790 units of api_calls are left of a limit of 50,000, and 3,000 are asked for; the limit lets nothing pass beyond that.","On 1 March 2025 00:00 UTC the billing period ends; then the plan includes 50,000 units of api_calls anew.","It would help to issue a grant of 210 units or more, or to set an override that makes the limit soft.","With allow_partial 2,790 of them would be granted."]}""")
    {
        Gives = DecisionShape.Explained,
        Query =
        [
            ("feature", "Which feature of the catalog; needed unless a decision is named."),
            ("requested_units", "How many units; 1 unless given."),
            ("at", "RFC 3339; now unless given. Up to ten years ahead."),
            ("known_at", "RFC 3339; what is known now unless given."),
            ("subject", "Who or what uses them, such as a user."),
            ("value", "Of a config feature: whether this much, or this word, is enough."),
            ("properties", "What the usage is about, as a JSON object."),
            ("allow_partial", "true or false: whether a part would be enough."),
            ("decision", "Explains the decision with this id instead; then none of the others is given."),
        ],
    });

    private static async Task Answer(Gate gate)
    {
        Findings found = gate.Query("decision") is { } id ? await OfDecision(gate, id) : await OfQuestion(gate);
        var told = Explanation.Of(found);
        await gate.Answer(StatusCodes.Status200OK, json => Write(json, found, gate.Query("decision"), told));
    }

    private static async Task<Findings> OfQuestion(Gate gate)
    {
        EntitlementRequest asked = Read(gate, await gate.ResolveAccount(gate.Route("id")));
        AskedTimes times = await AskedTimes.Read(gate);
        if (times.At < BillableTime.Start)
            throw Invalid($"at is {times.At}; nothing is sold before {BillableTime.Start}.", "at");
        Findings found = await times.Ask(gate, asked.AccountId, (books, known) =>
        {
            // What stood then was decided then, whenever it was learnt.
            RecordedAt then = times.IsPast && times.At is { } at && at.Microseconds < known.Microseconds ? new RecordedAt(at.Microseconds) : known;
            return Findings.Of(books, asked, then, times.IsPast);
        });
        return found with { KnownAt = times.KnownAt };
    }

    private static async Task<Findings> OfDecision(Gate gate, string id)
    {
        if (gate.Request.Query.Count > 1)
            throw Invalid("decision stands alone: it says itself what was asked, and when.", "decision");
        TakenDecision taken = Receipts.Endpoints.Read(gate, id);
        string named = gate.Route("id");
        if (named != taken.Asked.AccountId && await gate.ResolveAccount(named) != await gate.Host.Register.Read((register, _) => register.Names.Resolve(taken.Asked.AccountId), gate.Cancel))
            throw Invalid($"The decision is about the account '{Texts.Quoted(taken.Asked.AccountId)}', not about '{Texts.Quoted(named)}'.", "decision");
        Ground ground = await Receipts.Endpoints.Find(gate, taken.Moment.AsOf);
        Books books = await gate.Host.StateAfter(taken.Moment.AsOf with { Ordinal = ground.Facts }, gate.Cancel);
        var found = Findings.Of(books, taken.Asked, taken.Moment.At, isPast: true) with { Given = taken };
        return taken.Answer.Duplicate ? found with { Decision = Again(found.Decision, taken.Answer) } : found;
    }

    /// <summary>What was counted before was allowed again, however things stood by then.</summary>
    private static Decision Again(Decision then, GivenAnswer answer) => then with
    {
        Allowed = true,
        Duplicate = true,
        Reason = answer.Reason,
        GrantedUnits = answer.GrantedUnits,
        Throttle = null,
        Metered = then.Metered is { } state ? state with { OverageUnits = Quantity.Zero, Burnt = Quantity.Zero, Burns = [] } : null,
    };

    private static EntitlementRequest Read(Gate gate, string account)
    {
        Quantity units = Quantity.One;
        if (gate.Query("requested_units") is { } text && (!Quantity.TryParse(text, out units, out _) || units.IsNegative))
            throw Invalid("requested_units is a decimal, zero or more.", "requested_units");
        return new EntitlementRequest(account, Id(gate, "feature") ?? gate.Required("feature"), units, ReadValue(gate), gate.Instant("at"), Id(gate, "subject"), ReadProperties(gate))
        {
            AllowPartial = gate.Flag("allow_partial"),
        };
    }

    private static string? Id(Gate gate, string name) => gate.Query(name) is not { } text ? null
        : Texts.IsId(text) ? text
        : throw new ProblemException(Problem.Shape(Codes.MalformedId, $"{name} has 1 to {Texts.LongestId} printable characters.", "?" + name));

    /// <summary>As a decision takes it: a number, true, false, or a text, which needs quotes only where it looks like one of those.</summary>
    private static string? ReadValue(Gate gate)
    {
        if (gate.Query("value") is not { } text)
            return null;
        if (text.Length > Texts.LongestName)
            throw new ProblemException(Problem.Shape(Codes.TextTooLong, $"value has at most {Texts.LongestName} characters.", "?value"));
        if (text is "true" or "false" || Quantity.TryParse(text, out _, out _))
            return text;
        return JsonSerializer.Serialize(text is ['"', .. var inside, '"'] ? inside : text);
    }

    private static Properties ReadProperties(Gate gate)
    {
        if (gate.Query("properties") is not { } text)
            return Properties.None;
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), EventBatchReader.ReaderOptions);
            reader.Read();
            Fault? fault = EventValues.Properties(ref reader, "", new Interned(), null, out Properties properties);
            if (fault is not null)
                throw new ProblemException(Problem.Shape(fault.Code, fault.Detail, "?properties"));
            // What follows the value makes it no JSON.
            reader.Read();
            return properties;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw Invalid("""properties is a JSON object, such as {"region":"eu"}.""", "properties");
        }
    }

    private static ProblemException Invalid(string detail, string name) => new(Problem.Shape(Codes.ParameterInvalid, detail, "?" + name));

    private static void Write(Utf8JsonWriter json, Findings found, string? decisionId, Explanation told)
    {
        Decision decision = found.Decision;
        json.WriteStartObject();
        json.WriteString("account_id"u8, decision.AccountId);
        json.WriteString("feature"u8, decision.Feature);
        json.WriteString("at"u8, (EffectiveAt?)found.At);
        json.WriteString("known_at"u8, found.KnownAt);
        json.WriteString("requested_units"u8, found.Asked.Units);
        json.WriteBoolean("allowed"u8, decision.Allowed);
        DecisionJson.WriteState(json, decision);
        json.WriteString("granted_units"u8, decision.GrantedUnits);
        if (decision.Duplicate)
            json.WriteBoolean("duplicate"u8, true);
        json.WriteString("resets_at"u8, decision.ResetsAt);
        json.WriteString("reason"u8, Words.Of(decision.Reason));
        DecisionJson.WriteRetry(json, decision);
        DecisionJson.WriteValue(json, decision);
        DecisionJson.WriteSeats(json, decision);
        DecisionJson.WriteExplanation(json, decision);
        json.WriteString("decision_id"u8, decisionId);
        json.WriteString("summary"u8, told.Summary);
        json.WriteStartArray("sentences"u8);
        foreach (string sentence in told.Sentences)
            json.WriteStringValue(sentence);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
