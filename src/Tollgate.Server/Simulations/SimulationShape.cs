using static Tollgate.Server.Http.Shape;
using ObjectShape = Tollgate.Server.Http.ObjectShape;

namespace Tollgate.Server.Simulations;

/// <summary>The fields of simulations, as <see cref="SimulationJson"/> writes them.</summary>
internal static class SimulationShape
{
    public static readonly ObjectShape New = Request(
        "NewSimulation",
        Needs("from", Instant, "Billing periods that start here or later are rated again,"),
        Needs("to", Instant, "and before here."),
        Takes("accounts", ListOf(Text), "Whose, by id or external id; all of them unless given."),
        Takes("catalog", Either(Text, MapOf(Anything)), "The candidate: a catalog document as an object, or YAML in a text. The catalog in force unless given."),
        Takes("plan", Text, "The plan of the candidate that every contract would be on."),
        Takes("plans", MapOf(Text), "By the contract's plan, the one that it would be on; what is not named keeps its own.")
    );

    public static readonly ObjectShape Run = Answer(
        "Simulation",
        Has("id", Text),
        Has("status", OneOf<SimulationStatus>()),
        Has("percent", Integer),
        Has("from", Instant),
        Has("to", Instant),
        Has("started_at", Instant),
        MayHave("failure", Text, "Why it failed."),
        MayHave("currency", Text),
        MayHave("current", DecimalText, "What all accounts pay under the terms in force: rounded lines, before wallets and tax."),
        MayHave("candidate", DecimalText, "What they would pay."),
        MayHave("difference", DecimalText, "The candidate less what is."),
        MayHave("pay_less", Integer, "Accounts that would pay less."),
        MayHave("pay_more", Integer, "Accounts that would pay more."),
        MayHave("pay_the_same", Integer),
        MayHave("unsimulated", ListOf(Answer("Unsimulated", Has("account_id", Text), Has("code", Text), Has("detail", Text), Has("count", Integer))), "What the candidate would not take; it is in no amount. The first thousand.")
    );

    private static readonly ObjectShape Side = Answer("SimulatedSide", Has("quantity", DecimalText), Has("events", Integer), Has("exact_amount", DecimalText), Has("amount", DecimalText));

    public static readonly ObjectShape Account = Answer(
        "SimulatedAccount",
        Has("account_id", Text),
        Has("current", DecimalText),
        Has("candidate", DecimalText),
        Has("difference", DecimalText),
        Has("lines", ListOf(Answer(
            "SimulatedLine",
            Has("contract_id", Text),
            Has("period_start", Instant),
            Has("charge", Text),
            Has("current", Side.OrNull, "null where there is no such charge now."),
            Has("candidate", Side.OrNull, "null where there would be none."),
            Has("difference", DecimalText)
        )))
    );
}
