using System.Text.Json;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;
using static Tollgate.Server.Http.Shape;

namespace Tollgate.Server.Entitlements;

/// <summary>The limits that stand on a request, inside the explanation of a decision; only where there are more than the units of the billing period.</summary>
internal static class LimitJson
{
    public static readonly Field Limits = MayHave(
        "limits",
        ListOf(Answer(
            "StandingLimit",
            Has("name", Text, "usage_limit; per_minute to per_month, also with _each_subject; cap; overage_cap; spend_cap; plan_spend_cap."),
            Has("limit", DecimalText, "In units; of a cap on spend, in the contract's currency."),
            Has("used", DecimalText, "Of a cap on spend, what the period's usage costs, exact."),
            Has("remaining", DecimalText, "Less what is held for reservations."),
            Has("resets_at", Instant, "When it begins anew.")
        )),
        "Every limit that stands on the request, where there are more than the units of the billing period: before a check, after a consume."
    );

    public static readonly Field Tightest = MayHave(
        "tightest_limit",
        Text.OrNull,
        "Which of them answers: of a denial or a part the one that let least pass, else the one of which the fewest units are left."
    );

    public static void Write(Utf8JsonWriter json, Decision decision)
    {
        if (decision.Limits.IsEmpty && decision.TightestLimit is null)
            return;
        json.WriteStartArray("limits"u8);
        foreach (LimitState state in decision.Limits)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, state.Name);
            switch (state)
            {
                case UnitLimit units:
                    json.WriteString("limit"u8, units.Limit);
                    json.WriteString("used"u8, units.Used);
                    json.WriteString("remaining"u8, units.Remaining);
                    break;
                case SpendLimit spend:
                    json.WriteString("limit"u8, spend.Limit);
                    json.WriteString("used"u8, spend.Spent);
                    json.WriteString("remaining"u8, spend.Remaining);
                    break;
            }

            json.WriteString("resets_at"u8, (EffectiveAt?)state.ResetsAt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("tightest_limit"u8, decision.TightestLimit);
    }
}
