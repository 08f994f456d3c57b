using System.Globalization;
using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;
using static Tollgate.Server.Http.Shape;

namespace Tollgate.Server.Alerts;

/// <summary>An alert as lists, streams and webhooks tell it.</summary>
internal static class AlertJson
{
    public const string Example =
        """{"id":"ctr_0aB9kQ2mN4pR6sT8/api_calls/2025-06-01T00:00:00Z/80","position":"0.918.3","kind":"usage","account_id":"acct_1","contract_id":"ctr_0aB9kQ2mN4pR6sT8","feature":"api_calls","meter":"api_calls","period_start":"2025-06-01T00:00:00Z","period_end":"2025-07-01T00:00:00Z","after_cutoff":false,"threshold":"80","of":"50000","reached":"40001","source":"api","event_id":"req_9f31a","raised_at":"2025-06-20T10:15:22Z"}""";

    public static readonly ObjectShape Shape = Answer(
        "Alert",
        Has("id", Text, "What was crossed: the same crossing has the same id for ever."),
        Has("position", Text, "Where it stands; ?after= of the stream goes on behind it."),
        Has("kind", OneOf<AlertKind>()),
        Has("account_id", Text),
        Has("contract_id", Text.OrNull, "Whose plan granted the units."),
        Has("feature", Text, "* of a plan's cap on all spend."),
        Has("meter", Text.OrNull),
        Has("period_start", Instant, "Of the billing period; of a burn rate, of the window."),
        Has("period_end", Instant, "Exclusive."),
        Has("after_cutoff", Flag, "The period's invoice was final already."),
        MayHave("wallet", Text, "The wallet that it is about, in whose unit the amounts are."),
        Has("threshold", DecimalText, "In percent of what was granted, or of the cap."),
        Has("of", DecimalText, "What was granted in the period, 0 once it is closed; of spend the cap, in the contract's currency; of a burn rate the units that were to be reached."),
        Has("reached", DecimalText, "What was used with the event that crossed; of spend what all of it costs, cut to the ninth digit."),
        Has("source", Text.OrNull),
        Has("event_id", Text.OrNull, "The event that crossed."),
        Has("raised_at", Instant)
    );

    /// <summary>Shard, block and place in it: <c>0.918.3</c>.</summary>
    public static string PositionText(int shard, FactPosition position) => string.Create(CultureInfo.InvariantCulture, $"{shard}.{position}");

    /// <returns>Null when the text is no such position.</returns>
    public static FactPosition? ReadPosition(int shard, string text)
    {
        string[] parts = text.Split('.');
        return parts.Length == 3
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int of) && of == shard
            && long.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seq) && seq >= -1
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int ordinal)
            ? new FactPosition(seq, ordinal)
            : null;
    }

    public static void Write(Utf8JsonWriter json, int shard, FactPosition position, AlertRaised alert)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, alert.Id);
        json.WriteString("position"u8, PositionText(shard, position));
        json.WriteString("kind"u8, Words.Of(alert.Kind));
        json.WriteString("account_id"u8, alert.AccountId);
        json.WriteString("contract_id"u8, alert.ContractId);
        json.WriteString("feature"u8, alert.Feature);
        json.WriteString("meter"u8, alert.Meter);
        json.WriteString("period_start"u8, (EffectiveAt?)alert.PeriodStart);
        json.WriteString("period_end"u8, (EffectiveAt?)alert.PeriodEnd);
        json.WriteBoolean("after_cutoff"u8, alert.AfterCutoff);
        if (alert.Wallet is not null)
            json.WriteString("wallet"u8, alert.Wallet);
        json.WriteString("threshold"u8, alert.Threshold);
        json.WriteString("of"u8, alert.Of);
        json.WriteString("reached"u8, alert.Reached);
        json.WriteString("source"u8, alert.Cause?.Source);
        json.WriteString("event_id"u8, alert.Cause?.EventId);
        json.WriteString("raised_at"u8, (RecordedAt?)alert.At);
        json.WriteEndObject();
    }
}
