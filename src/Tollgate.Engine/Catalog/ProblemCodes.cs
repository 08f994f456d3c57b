namespace Tollgate.Engine.Catalog;

/// <summary>What can be wrong with a catalog document. The codes never change their meaning; new ones may come.
/// What is wrong inside a price that reads well is said by <see cref="Rating.PriceRules"/>, in codes of its own.</summary>
public static class ProblemCodes
{
    /// <summary>The text is no JSON; the detail says where it stops being it.</summary>
    public const string MalformedJson = "malformed_json";

    /// <summary>A string that is no Unicode text, such as half a surrogate pair.</summary>
    public const string MalformedText = "malformed_text";

    public const string DuplicateKey = "duplicate_key";
    public const string UnknownKey = "unknown_key";
    public const string MissingKey = "missing_key";
    public const string WrongType = "wrong_type";

    /// <summary>A word that is none of those allowed there.</summary>
    public const string ValueNotAllowed = "value_not_allowed";

    public const string MalformedId = "malformed_id";
    public const string UnknownCurrency = "currency_unknown";
    public const string MalformedNumber = "malformed_number";

    /// <summary>An expression that cannot be read, may divide by zero, or may come to less than zero.</summary>
    public const string MalformedFormula = "malformed_formula";

    public const string UnknownTimeZone = "time_zone_unknown";

    /// <summary>Charges that price events one by one, where units are covered or free.</summary>
    public const string EventsPricedAlone = "events_priced_alone";
    public const string NumberTooLarge = "number_too_large";
    public const string TooManyDigits = "too_many_digits";

    public const string Negative = "negative";

    /// <summary>A bound or a rate that must be above zero.</summary>
    public const string NotPositive = "not_positive";

    /// <summary>A length of time that is none, or longer than what is taken.</summary>
    public const string MalformedDuration = "malformed_duration";

    /// <summary>A length of time that is shorter or longer than what is taken there.</summary>
    public const string DurationOutOfRange = "duration_out_of_range";

    /// <summary>A number of seats that is none, or more than can be sold.</summary>
    public const string SeatsOutOfRange = "seats_out_of_range";

    /// <summary>An entitlement for holders of a seat of a feature that has none.</summary>
    public const string SeatFeatureNeeded = "seat_feature_needed";

    /// <summary>An entitlement for holders of a seat in a plan without seats of that feature.</summary>
    public const string SeatsNotIncluded = "seats_not_included";

    /// <summary>A rate that is none.</summary>
    public const string MalformedRate = "malformed_rate";

    /// <summary>A throttle that is faster, slower or wider than what can be kept.</summary>
    public const string ThrottleOutOfRange = "throttle_out_of_range";

    /// <summary>A key that belongs to another enforcement, or one that could never do anything.</summary>
    public const string EnforcementMismatch = "enforcement_mismatch";

    /// <summary>A dimension that a list names twice.</summary>
    public const string DuplicateDimension = "duplicate_dimension";

    /// <summary>More dimensions than a meter or a matrix may have.</summary>
    public const string TooManyDimensions = "too_many_dimensions";

    /// <summary>A meter or feature that the document does not declare.</summary>
    public const string UnknownReference = "unknown_reference";

    /// <summary>A matrix dimension that the charge's meter does not have.</summary>
    public const string DimensionNotMetered = "dimension_not_metered";

    /// <summary>An entitlement whose shape is not that of its feature's kind or type.</summary>
    public const string EntitlementMismatch = "entitlement_mismatch";

    /// <summary>Two entitlements of one plan would both grant the units of one meter.</summary>
    public const string MeterShared = "meter_shared";

    /// <summary>A condition that names nothing.</summary>
    public const string ConditionEmpty = "condition_empty";

    /// <summary>A condition that ends before it starts, so that nothing could meet it.</summary>
    public const string ConditionEndsBeforeStart = "condition_ends_before_start";

    /// <summary>An instant that is none, or has no offset.</summary>
    public const string MalformedTimestamp = "malformed_timestamp";

    /// <summary>A list without anything in it.</summary>
    public const string EmptyList = "empty_list";

    /// <summary>A value that a list names twice.</summary>
    public const string DuplicateValue = "duplicate_value";

    /// <summary>More values than a list may have.</summary>
    public const string TooManyValues = "too_many_values";

    /// <summary>A threshold that is no percentage above 0 and up to 1000.</summary>
    public const string ThresholdOutOfRange = "threshold_out_of_range";

    /// <summary>A threshold that a list names twice.</summary>
    public const string DuplicateThreshold = "duplicate_threshold";

    /// <summary>More thresholds than an entitlement may have.</summary>
    public const string TooManyThresholds = "too_many_thresholds";

    /// <summary>What pays for a feature does not go with the rest that is said of it.</summary>
    public const string WalletMismatch = "wallet_mismatch";

    /// <summary>Thresholds of an entitlement without limit.</summary>
    public const string ThresholdsWithoutLimit = "thresholds_without_limit";

    /// <summary>A window that a list limits twice.</summary>
    public const string DuplicateLimit = "duplicate_limit";

    /// <summary>More limits than an entitlement may have.</summary>
    public const string TooManyLimits = "too_many_limits";

    /// <summary>A limit, a cap or an alert of one that could never do anything, whatever is used.</summary>
    public const string LimitWithoutEffect = "limit_without_effect";

    /// <summary><c>after: included</c> where the plan includes nothing of the meter.</summary>
    public const string NothingIncluded = "nothing_included";

    /// <summary>A dated version that does not begin after the one before.</summary>
    public const string VersionsOutOfOrder = "versions_out_of_order";

    /// <summary>A number that must be whole, and is not, or is too small or too large.</summary>
    public const string WholeNumberOutOfRange = "whole_number_out_of_range";

    /// <summary>Amounts in one currency beside a plan that is billed in another.</summary>
    public const string CurrencyMismatch = "currency_mismatch";

    /// <summary>An add-on beside a plan that may not take it.</summary>
    public const string AddOnNotForPlan = "add_on_not_for_plan";

    /// <summary>A discount without its size, or with two; one that never begins, or takes nothing off.</summary>
    public const string PromotionWithoutEffect = "promotion_without_effect";

    /// <summary>Negotiated terms that do not go with the charge or the feature that they are of.</summary>
    public const string TermsMismatch = "terms_mismatch";

    /// <summary>A commit or a minimum that does not go with its plan: a term shorter than a billing period, a charge that counts twice, a name that is taken.</summary>
    public const string CommitMismatch = "commit_mismatch";

    /// <summary>A fixed charge with a meter, or with what only usage has.</summary>
    public const string FixedCharge = "fixed_charge";

    /// <summary>A usage charge with what only a fixed charge has, such as <c>bill: advance</c>.</summary>
    public const string UsageCharge = "usage_charge";

    /// <summary>A price model that this version cannot rate.</summary>
    public const string ModelNotSupported = "model_not_supported";
}
