using static Tollgate.Server.Http.Shape;
using ObjectShape = Tollgate.Server.Http.ObjectShape;

namespace Tollgate.Server.Forecasting;

/// <summary>The fields of a forecast.</summary>
internal static class ForecastShape
{
    public static readonly ObjectShape Told = Answer(
        "Forecast",
        Has("account_id", Text),
        Has("contract_id", Text),
        Has("currency", Text),
        Has("as_of", Instant, "What was counted by then is certain."),
        Has("period", Answer("ForecastPeriod", Has("start", Instant), Has("end", Instant))),
        Has("method", Text, "How it was reckoned, in a sentence."),
        Has("so_far", DecimalText, "What the invoice at the end of the period would say if nothing more were used."),
        Has("expected", DecimalText, "What it will say if usage goes on as it did; before wallets and tax."),
        Has("lines", ListOf(Answer(
            "ForecastLine",
            Has("charge", Text),
            Has("certain", Flag, "It does not depend on usage."),
            Has("quantity", DecimalText, "What is priced so far."),
            Has("more", DecimalText, "What is expected to be priced beside it."),
            Has("so_far", DecimalText),
            Has("expected", DecimalText)
        ))),
        Has("committed", Answer(
            "Committed",
            Has("until", Instant, "Invoices dated until then."),
            Has("amount", DecimalText, "What they owe without any usage: fixed charges and minimums."),
            Has("invoices", ListOf(Answer("CommittedInvoice", Has("date", Instant), Has("amount", DecimalText))), "Behind the one at the end of the period.")
        ))
    );
}
