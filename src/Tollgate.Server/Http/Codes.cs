namespace Tollgate.Server.Http;

/// <summary>The codes that the gate itself gives; the engine's rules give their own. <see cref="ErrorCodes"/> explains them all.</summary>
internal static class Codes
{
    public const string MalformedJson = "malformed_json";
    public const string MalformedText = "malformed_text";
    public const string WrongType = "wrong_type";
    public const string UnknownKey = "unknown_key";
    public const string MissingKey = "missing_key";
    public const string DuplicateKey = "duplicate_key";
    public const string NestingTooDeep = "nesting_too_deep";
    public const string MalformedId = "malformed_id";
    public const string TextTooLong = "text_too_long";
    public const string MalformedNumber = "malformed_number";
    public const string NumberTooLarge = "number_too_large";
    public const string TooManyDigits = "too_many_digits";
    public const string MalformedTimestamp = "malformed_timestamp";
    public const string ValueNotAllowed = "value_not_allowed";
    public const string ParameterInvalid = "parameter_invalid";
    public const string IdempotencyKeyInvalid = "idempotency_key_invalid";
    public const string RequestMalformed = "request_malformed";
    public const string KeyInvalid = "key_invalid";
    public const string ScopeMissing = "scope_missing";
    public const string PathNotFound = "path_not_found";
    public const string MethodNotAllowed = "method_not_allowed";
    public const string IdempotencyKeyReused = "idempotency_key_reused";
    public const string BodyTooLarge = "body_too_large";
    public const string ContentTypeUnsupported = "content_type_unsupported";
    public const string BatchTooLarge = "batch_too_large";
    public const string InternalError = "internal_error";
    public const string NotReady = "not_ready";
    public const string EnvironmentIdInvalid = "environment_id_invalid";
    public const string EnvironmentNotFound = "environment_not_found";
    public const string LiveKeyNeeded = "live_key_needed";
    public const string AccountNotFound = "account_not_found";
    public const string ContractNotFound = "contract_not_found";
    public const string GrantNotFound = "grant_not_found";
    public const string EventNotFound = "event_not_found";
    public const string QuantityNegative = "quantity_negative";
    public const string DuplicateConflict = "duplicate_conflict";
    public const string CloudeventInvalid = "cloudevent_invalid";
    public const string FeatureNotFound = "feature_not_found";
    public const string DecisionNotGenuine = "decision_not_genuine";
    public const string DecisionUnreadable = "decision_unreadable";
    public const string DecisionLost = "decision_lost";
    public const string CatalogVersionNotFound = "catalog_version_not_found";
    public const string PriceMissing = "price_missing";
    public const string AmountOutOfRange = "amount_out_of_range";
    public const string InvoiceNotFound = "invoice_not_found";
    public const string InvoiceLineNotFound = "invoice_line_not_found";
    public const string EnvironmentExists = "environment_exists";
    public const string KeyNotFound = "key_not_found";
}
