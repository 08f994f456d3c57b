using System.Collections.Frozen;

namespace Tollgate.Server.Http;

/// <summary>A code that an answer may carry: what it means and what to do about it.</summary>
/// <param name="Status">The HTTP status it usually comes with.</param>
internal sealed record ErrorCode(string Code, int Status, string Meaning, string Remedy);

/// <summary>
/// Every code there is, for <c>docs/reference/errors.md</c> and the titles of problems. A code never changes its meaning; new ones may come.
/// </summary>
internal static class ErrorCodes
{
    public static readonly IReadOnlyList<(string Title, ErrorCode[] Codes)> Groups =
    [
        ("The request", [
            new("malformed_json", 400, "The body is no JSON.", "Mend it at the line and byte that the detail names."),
            new("malformed_text", 400, "A string is no Unicode text, or a name holds a control character.", "Send UTF-8, no half of a surrogate pair, and names on one line."),
            new("wrong_type", 400, "A value is of another type than what stands there.", "Send the type that the detail names."),
            new("unknown_key", 400, "A field is not known here.", "Remove it, or correct its name; the pointer says which."),
            new("missing_key", 400, "A field is missing.", "Send it."),
            new("duplicate_key", 400, "A field stands twice in the same object.", "Send it once."),
            new("nesting_too_deep", 400, "The body is nested deeper than 32 levels.", "Flatten it."),
            new("malformed_id", 400, "An id is empty, longer than 256 characters, or holds a control character.", "Send 1 to 256 printable characters."),
            new("text_too_long", 400, "A text is longer than what is taken.", "Shorten it; the detail says to what."),
            new("malformed_number", 400, "A decimal is none.", "Send digits with a point, as a JSON number or a string, without other signs."),
            new("number_too_large", 400, "A number has more digits before the point than what is taken.", "Send at most 16 digits before the point."),
            new("too_many_digits", 400, "A number has more digits after the point than what is taken.", "Send at most 9 digits of a quantity, 12 of a price; nothing is rounded for you."),
            new("malformed_timestamp", 400, "A time is no RFC 3339 timestamp with an offset.", "Send one such as 2025-02-01T10:15:22Z or 2025-02-01T11:15:22+01:00."),
            new("value_not_allowed", 400, "A word is none of those allowed there.", "Send one that the detail lists."),
            new("parameter_invalid", 400, "A query parameter is missing, not known, given twice, or cannot be read.", "Correct the parameter that the pointer names."),
            new("idempotency_key_invalid", 400, "The Idempotency-Key is empty, longer than 255 characters, or not printable.", "Send 1 to 255 printable ASCII characters, such as a UUID."),
            new("request_malformed", 400, "The request is not what HTTP allows.", "Correct the request; the detail says where."),
            new("key_invalid", 401, "The key is missing, mistyped, unknown or revoked.", "Send Authorization: Bearer with a key that is in force."),
            new("scope_missing", 403, "The key may not do this.", "Use a key that has the scope that the detail names."),
            new("path_not_found", 404, "Nothing stands at this address.", "Correct the path; /docs lists all there are."),
            new("method_not_allowed", 405, "The address does not take this method.", "Use one that the Allow header names."),
            new("idempotency_key_reused", 409, "The Idempotency-Key was used for another request.", "Use a new key for a new request, and the old one only for a repetition."),
            new("body_too_large", 413, "The body is longer than 10 MiB.", "Send it in parts."),
            new("content_type_unsupported", 415, "The Content-Type or Content-Encoding is none that is read here.", "Send one that the detail lists."),
            new("batch_too_large", 413, "The batch has more than 10,000 events.", "Send it in parts."),
        ]),
        ("The server", [
            new("too_many_streams", 429, "Too many readers follow the environment's alerts.", "Close one; one reader may follow all accounts."),
            new("internal_error", 500, "Tollgate made a mistake.", "Retry with the same id; report the trace id if it stays."),
            new("not_ready", 503, "The server is starting or cannot serve now.", "Wait for the time that Retry-After names, and retry with the same id."),
            new("storage_full", 503, "There is no room to write.", "Make room in the data folder; retry with the same id."),
            new("storage_unavailable", 503, "The journal cannot be used now.", "Look at /readyz; retry with the same id."),
            new("outcome_unknown", 503, "Whether the request was written is not known.", "Retry with the same id: what was counted is not counted again."),
            new("not_owner", 503, "Another server has taken the shard over.", "Retry with the same id."),
            new("stopping", 503, "The server is stopping.", "Retry with the same id."),
        ]),
        ("Environments, keys, clock", [
            new("environment_exists", 409, "There is an environment of this id.", "Choose another id, or use the one there is."),
            new("environment_missing", 409, "The environment has not been created yet.", "Create it first: POST /v1/environments."),
            new("environment_id_invalid", 422, "An environment's id is 1 to 31 of a-z, 0-9 and '-', and starts with a letter.", "Choose another id."),
            new("environment_not_found", 404, "There is no such environment.", "GET /v1/environments lists them."),
            new("live_key_needed", 403, "Environments, and keys of other environments, are made with a key of an environment of kind live.", "Use a live key of scope environments."),
            new("acceptance_window_invalid", 422, "The acceptance window is out of range.", "Choose 1 to 400 days."),
            new("grace_invalid", 422, "The grace window is out of range.", "Choose 0 to 2160 hours."),
            new("clock_not_movable", 409, "The environment runs on the real time.", "Move the clock of a test environment that was made with one."),
            new("clock_goes_back", 409, "The clock only moves forward.", "Name a later instant."),
            new("clock_out_of_range", 422, "A clock cannot stand at this instant.", "Choose one in the range that the detail names."),
            new("key_exists", 409, "There is a key of this id.", "Retry; ids are made for you."),
            new("key_not_found", 404, "There is no such key in this environment.", "GET /v1/keys lists them."),
            new("key_already_revoked", 409, "The key was revoked before.", "Nothing is left to do."),
            new("scopes_missing", 422, "A key needs at least one scope.", "Name one."),
            new("scope_unknown", 422, "There is no such scope.", "Name one that the detail lists."),
        ]),
        ("Accounts and contracts", [
            new("account_not_found", 404, "There is no such account in this environment.", "Create it, or correct the name; an external id is written system:id."),
            new("account_exists", 409, "There is an account of this id.", "Choose another id, or use the one there is."),
            new("name_ambiguous", 422, "A name is empty, holds a colon, which stands in external ids, or looks like another: a blank at an end, an invisible character.", "Choose a plain name."),
            new("parent_not_found", 422, "There is no such account to be the parent.", "Create the parent first."),
            new("currency_unknown", 422, "The code is no ISO 4217 currency.", "Send three capital letters, such as USD."),
            new("time_zone_unknown", 422, "The name is no IANA time zone.", "Send a name such as Europe/Berlin or UTC."),
            new("external_id_taken", 409, "Another account has this external id.", "Use that account, or correct the id."),
            new("contract_not_found", 404, "There is no such contract in this environment.", "GET /v1/contracts lists them."),
            new("contract_exists", 409, "There is a contract of this id.", "Retry; ids are made for you."),
            new("catalog_missing", 409, "There is no catalog yet.", "PUT /v1/catalog first."),
            new("plan_not_found", 422, "The catalog has no such plan.", "Name one that the detail lists."),
            new("contract_ends_before_start", 422, "The contract would end before it starts.", "Correct starts_at or ends_at."),
            new("contract_overlaps", 409, "The account has a contract in that time.", "End the other contract first, or choose another time."),
            new("contract_start_out_of_range", 422, "A contract cannot start at this instant.", "Choose one in the range that the detail names."),
            new("currency_mismatch", 409, "The account is billed in another currency than what the catalog prices in.", "Leave the account's currency out, or publish a catalog in it."),
        ]),
        ("Usage", [
            new("event_not_found", 404, "No such event was counted.", "Check account_id, source and event id."),
            new("event_too_old", 422, "The event is older than the acceptance window.", "Send it within the window."),
            new("event_in_future", 422, "The event is more than five minutes in the future.", "Correct the sender's clock."),
            new("meter_not_found", 422, "No meter counts this type of event.", "Correct the meter (CloudEvents: type), or add a meter to the catalog."),
            new("quantity_missing", 422, "The meter sums the quantity, which the event does not have.", "Send quantity."),
            new("quantity_negative", 422, "A quantity is negative.", "Send zero or more."),
            new("value_missing", 422, "The event lacks the property that the meter sums.", "Send the property."),
            new("value_invalid", 422, "The meter cannot count the value of the property.", "Send a decimal there."),
            new("total_out_of_range", 422, "The total of a billing period would be larger than what can be counted or told for its charges.", "Check the quantity; the detail says the most."),
            new("duplicate_conflict", 202, "The event was counted before with another content; the first stays.", "Give another event another id."),
            new("cloudevent_invalid", 400, "The event is no CloudEvent 1.0 that can be counted.", "Send specversion 1.0, id, source, type, subject (the account) and data as a JSON object."),
        ]),
        ("Decisions", [
            new("feature_not_found", 404, "The catalog has no such feature.", "Correct the name."),
        ]),
        ("Webhooks", [
            new("webhook_not_found", 404, "There is no such webhook in this environment.", "GET /v1/webhooks lists them."),
            new("webhook_exists", 409, "There is a webhook of this id.", "Retry; ids are made for you."),
            new("webhook_url_invalid", 422, "The url is no address that a webhook can have.", "Send one such as https://example.com/hooks."),
            new("webhook_address_refused", 422, "The url is not https, or leads into a network.", "Use a public https address; for development start the server with --allow-private-webhooks."),
            new("event_type_unknown", 422, "No webhook tells this type of event.", "Name one that the detail lists, or none for all."),
            new("too_many_webhooks", 409, "The environment has as many webhooks as there can be.", "Remove one first."),
            new("overlap_out_of_range", 422, "A secret of before cannot sign for so long.", "Choose 0 to 168 hours."),
            new("delivery_not_found", 404, "The webhook has no such message.", "GET /v1/webhooks/{id}/deliveries lists them."),
        ]),
        ("Catalog", [
            new("catalog_version_not_found", 404, "There is no such version of the catalog.", "GET /v1/catalog answers the one in force."),
            new("malformed_yaml", 400, "The document is no YAML.", "Mend it at the line that the problem names."),
            new("yaml_alias", 422, "The YAML uses anchors, aliases or merge keys.", "Write the values out."),
            new("yaml_tag", 422, "The YAML uses tags.", "Put a text in quotes to keep it one."),
            new("yaml_documents", 422, "The YAML holds more than one document.", "Send one document."),
            new("unknown_reference", 422, "The document names a meter or feature that it does not declare.", "Declare it, or correct the name."),
            new("dimension_not_metered", 422, "A matrix names a dimension that its meter does not have.", "Add it to the meter's dimensions, or correct it."),
            new("entitlement_mismatch", 422, "An entitlement has another shape than its feature's kind.", "Write it as the detail says."),
            new("meter_shared", 422, "Two entitlements of one plan would grant the units of one meter.", "Keep one."),
            new("threshold_out_of_range", 422, "A threshold is no percentage above 0 and up to 1000.", "Choose one in that range."),
            new("duplicate_threshold", 422, "A threshold is listed twice.", "Keep one."),
            new("too_many_thresholds", 422, "An entitlement has more thresholds than what is taken.", "Keep those that somebody acts on; the detail says how many."),
            new("thresholds_without_limit", 422, "An entitlement without limit has thresholds.", "Remove them, or include a number of units."),
            new("nothing_included", 422, "A charge prices after the included units where the plan includes none.", "Include some, or remove after."),
            new("fixed_charge", 422, "A charge without a meter has what only usage has.", "Remove it, or name a meter."),
            new("usage_charge", 422, "A charge with a meter has what only a fixed charge has.", "Remove it."),
            new("model_not_supported", 422, "This version cannot rate the price model.", "Use a model that the detail lists."),
        ]),
        ("Prices", [
            new("negative", 422, "An amount in a price is negative.", "Use zero or more."),
            new("not_positive", 422, "A size in a price is not above zero.", "Use a number above zero."),
            new("tiers_missing", 422, "A price has no tiers.", "Give at least one, the last with up_to: null."),
            new("tiers_not_rising", 422, "A tier ends where, or before, it begins.", "Make each up_to greater than the one before it."),
            new("tier_open_before_last", 422, "An open tier hides those after it.", "Give it an up_to, or make it the last."),
            new("last_tier_not_open", 422, "Nothing prices what is beyond the last tier.", "Set the last tier's up_to to null."),
            new("cells_missing", 422, "A matrix has neither cells nor a default.", "Add one."),
            new("cell_without_values", 422, "A cell asks for no value.", "Make it the default."),
            new("duplicate_cell", 422, "Two cells ask for the same values.", "Keep one."),
            new("dimensions_missing", 422, "A matrix names no dimensions.", "List those that its cells ask for."),
            new("duplicate_dimension", 422, "A dimension is listed twice.", "Keep one."),
            new("too_many_dimensions", 422, "A meter or matrix names more dimensions than what is taken.", "Keep those that prices and reports need; the detail says how many."),
            new("reserved_dimension", 422, "A dimension has a name that a cell keeps for itself.", "Name the dimension otherwise."),
            new("unknown_dimension", 422, "A cell asks for a dimension that its matrix does not list.", "Add it, or correct it."),
            new("matrix_in_matrix", 422, "A cell holds a matrix.", "Add its dimensions to the outer one."),
            new("convert_both_ways", 422, "A conversion divides and multiplies.", "Keep one of them."),
            new("convert_empty", 422, "A conversion does nothing.", "Say what it does, or remove it."),
            new("convert_not_here", 422, "A conversion has no place in this price.", "Move or remove it."),
            new("free_units_not_here", 422, "Free units have no place in this price.", "Move or remove them."),
            new("digits_out_of_range", 422, "Units are rounded to 0 to 9 digits.", "Choose a number of digits in that range."),
            new("digits_without_round", 422, "digits is given without round.", "Add round, or remove digits."),
            new("minimum_above_maximum", 422, "The minimum is above the maximum.", "Lower the one or raise the other."),
            new("unknown_model", 422, "The model cannot be rated.", "Use a model that the detail lists."),
            new("price_missing", 422, "The price has no cell for these dimensions, and no default.", "Add a cell or a default."),
            new("amount_out_of_range", 422, "An amount has more than 17 digits before the point.", "Split the quantity, or use smaller numbers."),
        ]),
        ("Invoices", [
            new("invoice_not_found", 404, "There is no such invoice in this environment.", "GET /v1/invoices lists them."),
            new("invoice_line_not_found", 404, "The invoice has no line of this number.", "Lines are counted from 1."),
            new("draft_not_found", 404, "There is no such draft.", "GET /v1/invoices?status=draft lists them; a final one stays as it is."),
            new("earlier_invoice_is_draft", 409, "An earlier invoice of the contract is still a draft.", "Finalize that one first."),
            new("recorded_after_cutoff", 200, "Usage was recorded after its invoice was final: kept, and not billed yet.", "Nothing; it is shown until it is billed."),
        ]),
    ];

    private static readonly FrozenDictionary<string, ErrorCode> ByCode =
        Groups.SelectMany(group => group.Codes).ToFrozenDictionary(code => code.Code, StringComparer.Ordinal);

    public static bool Known(string code) => ByCode.ContainsKey(code);

    /// <summary>What a code means, as the title of its problem.</summary>
    public static string TitleOf(string code) => ByCode.TryGetValue(code, out ErrorCode? known) ? known.Meaning : code;
}
