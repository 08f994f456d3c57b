using System.Collections.Immutable;
using Tollgate.Engine;
using Tollgate.Engine.Access;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Bookkeeping;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Exchange;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Migrations;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Orders;
using Tollgate.Engine.Outbox;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Requests;
using Tollgate.Engine.Seats;
using Tollgate.Engine.Taxes;
using Tollgate.Engine.Time;
using Tollgate.Engine.Webhooks;

namespace Tollgate.Storage.Tests;

/// <summary>One fact of every kind, with every field in use somewhere. The golden files are made of these: change nothing, add.</summary>
internal static partial class SampleFacts
{
    private static readonly EffectiveAt February = new(1_738_368_000_000_000);
    private static readonly RecordedAt Now = new(1_738_404_922_123_456);

    private static readonly ImmutableSortedDictionary<string, string> NoTexts = ImmutableSortedDictionary<string, string>.Empty;
    private static readonly ImmutableSortedDictionary<string, string> ExternalIds =
        NoTexts.Add("netsuite", "12345").Add("salesforce", "0015g00000\u00e9\"\\");

    private static readonly Account Account = new(
        "acct_4421", "acct_1", AccountKind.Unit, "Grün & Söhne 株式会社 🚀", "EUR", "Europe/Berlin", "de", ExternalIds, NoTexts.Add("region", "eu"), 3);

    private static readonly Contract Contract = new("ctr_77", "acct_4421", "growth", 12, 1, "EUR", February, new(1_769_904_000_000_000), ExternalIds);

    private static readonly TallyTarget Target = new("api_calls", "ctr_77", February, false, [new("api_calls", 0), new("api_premium", ChargeCell.Unpriced)]);

    private static readonly MigrationTerms Migrated = new("spring", new("growth", 11, []), "growth", February, AllowanceOnChange.Remaining, "why", "kim");

    public static UsageEvent Usage { get; } = new(
        "req_9f31a", "api", "acct_4421", "api_calls", new(1_738_404_922_000_000), 1, "user_7",
        Engine.Metering.Properties.Of([new("region", "\"eu\""), new("tokens", "12.50"), new("nested", "{\"a\":[1,2.0]}")]));

    public static IReadOnlyList<Fact> Commerce { get; } =
    [
        new EnvironmentCreated("trial", EnvironmentKind.Test, new(1_700_000_000_000_000), 35, 24, Now),
        new EnvironmentCreated("live", EnvironmentKind.Live, null, 400, 0, Now),
        new ClockAdvanced(Now),
        new KeyIssued("key_1", "first key", "a3f5", ["usage", "environments"], Now),
        new KeyRevoked("key_1", Now),
        new CatalogPublished(12, "{\"currency\":\"EUR\",\"meters\":{}}", Now),
        new AccountRegistered(Account, Now),
        new AccountRegistered(new("acct_1", null, AccountKind.Reseller, null, null, "UTC", "de", NoTexts, NoTexts, 0), Now),
        new ContractStarted(Contract, Now),
        new ContractStarted(Contract with { Terms = new("business", [new("more_calls", 5)], ["WELCOME"], "{\"discount_percent\":{\"platform\":10}}"), TrialEndsAt = Contract.StartsAt }, Now),
        new ControlAdopted(new(918, 3), new ContractStarted(Contract with { EndsAt = null }, Now)),
        new UsageRepeated("acct_4421", "api", "req_9f31a", Now, new(917, 12), Usage with { Quantity = null, Subject = null }),
        new UsageAttributed("acct_4421", "api", "req_9f31a", February, [new(Target, 1, Quantity.Parse("0.5"))], Now),
        new InvoiceDrafted("inv_1", "acct_4421", "ctr_77", February, Now),
        new InvoiceFinalized("inv_1", "acct_4421", "ctr_77", February, "DE-2025-000017", "de", Invoice(), Now),
        new PeriodClosed("ctr_77", 3, new(1_740_787_200_000_000), Now),
        new AnswerKept("key-1", "5d41402a", 202, "{\"accepted\":1}", Now),
    ];

    private static readonly Grant Grant = new(
        "grt_1", "api_calls", Units.Parse("500000"), 50, GrantSource.TopUp, February, new(1_769_904_000_000_000), new(PeriodUnit.Quarter, February), new(Units.Parse("0.5"), Units.Parse("100"), true),
        NoTexts.Add("region", "eu"), Engine.Numbers.Money.Parse("99.95"), true, "launch", "kim", ExternalIds);

    private static readonly LotTerms Lot = new("grt_1/2025-02-01T00:00:00Z", February, new(1_740_787_200_000_000), Units.Parse("500000"), null);

    /// <summary>Those of the ledger, which are commerce too. They are in no golden file of before.</summary>
    public static IReadOnlyList<Fact> Ledger { get; } =
    [
        new GrantIssued("acct_4421", Grant, Lot, Now),
        new GrantIssued("acct_4421", Grant with { ExpiresAt = null, Recurrence = null, Rollover = null, Dimensions = NoTexts, CostBasis = null, Reason = null, Author = null }, Lot with { End = null }, Now),
        new LotOpened("acct_4421", "grt_1", Lot, Now),
        new UnitsRolledOver("acct_4421", "grt_1", Lot.Id, Units.Parse("7"), Lot with { Id = "rolled", RolledSince = February }, Now),
        new LotExpired("acct_4421", Lot.Id, February, Balance.Pending, Units.Parse("3"), Now),
        new GrantPaid("acct_4421", "grt_1", Lot.Id, Units.Parse("500000"), Now),
        new GrantVoided("acct_4421", "grt_1", [new(Lot.Id, Balance.Available, Units.Parse("1"))], "twice", "kim", Now),
        new UnitsBurnt("acct_4421", "api", "req_9f31a", February, [new(Lot.Id, Balance.Expired, Units.FromScaled(1), Target)], Now),
        new OverageCovered("acct_4421", Lot.Id, Target, February, null, Units.Parse("1"), Now),
    ];

    private static readonly Reservation Reservation = new(
        "res_1", "api_calls", Target, February, 60, Quantity.Parse("49.5"), Quantity.Parse("0.5"), [new(Lot.Id, Balance.Available, Units.Parse("10"))], new(February.Microseconds + 60_000_000), "api", "req_9f31a",
        "user_7", Usage.Properties);

    private static readonly OverrideTerms Soft = new(null, null, null, null, Enforcement.Soft, Quantity.Parse("250000"));

    /// <summary>What operators decide by hand.</summary>
    public static IReadOnlyList<Fact> Exceptions { get; } =
    [
        new AccountSuspended("acct_4421", "charge back", "kim", Now),
        new AccountResumed("acct_4421", "a mistake", "kim", Now),
        new DelinquencyMarked("acct_4421", February, DelinquencyPolicy.Degrade, 14, "inv_1 is overdue", "billing", Now),
        new DelinquencyCleared("acct_4421", "paid", "billing", Now),
        new OverrideSet("acct_4421", new("ovr_1", "api_calls", Soft, February, null, "launch", "kim"), Now),
        new OverrideSet("acct_4421", new("ovr_2", "region", new(true, Quantity.Parse("2.5"), "eu", true, null, null), February, new(1_740_787_200_000_000), "move", "kim"), Now),
        new OverrideEnded("acct_4421", "ovr_1", "over", "kim", Now),
    ];

    private static readonly Condition Condition = new(
        ["eu", "us"], ["cloud"], February, new(1_740_787_200_000_000), [new("tier", ["gold", "platinum"])], ["beta"], ["user_7"]);

    /// <summary>What came with conditions.</summary>
    public static IReadOnlyList<Fact> Conditions { get; } =
    [
        new AttributesSet("acct_4421", NoTexts.Add("region", "eu").Add("tier", "gold é"), Now),
        new AttributesSet("acct_4421", NoTexts, Now),
        new ControlAdopted(new(919, 0), new AttributesSet("acct_4421", NoTexts.Add("region", "eu"), Now)),
        new GroupsSet("acct_4421", "user_7", ["beta", "staff"], Now),
        new GroupsSet("acct_4421", "user_7", [], Now),
        new OverrideSet("acct_4421", new("ovr_3", "sso", new(true, null, null, true, null, null), February, null, "pilot", "kim") { When = Condition }, Now),
        new OverrideSet("acct_4421", new("ovr_4", "sso", new(true, null, null, true, null, null), February, null, "pilot", "kim") { When = new([], [], null, null, [], [], ["user_7"]) }, Now),
    ];

    /// <summary>What came with seats.</summary>
    public static IReadOnlyList<Fact> Seats { get; } =
    [
        new SeatTaken("acct_4421", "editor", "user_7", null, null, Now),
        new SeatTaken("acct_4421", "floating", "Gerät 株/\"1\"", February, new(February.Microseconds + 30_000_000), Now),
        new SeatRenewed("acct_4421", "floating", "user_7", February, new(February.Microseconds + 30_000_001), Now),
        new SeatRenewed("acct_4421", "editor", "user_7", null, null, Now),
        new SeatReturned("acct_4421", "editor", "user_7", Now),
        new SeatExpired("acct_4421", "floating", "user_7", February, Now),
        new OverrideSet("acct_4421", new("ovr_3", "editor", new(null, null, null, null, null, null) { Seats = 15 }, February, null, "fair", "kim"), Now),
    ];

    /// <summary>What came with reservations.</summary>
    public static IReadOnlyList<Fact> Reservations { get; } =
    [
        new UnitsReserved("acct_4421", Reservation, Now),
        new UnitsReserved("acct_4421", Reservation with { Id = "res_2", Holds = [], Subject = null, Properties = Engine.Metering.Properties.None }, Now),
        new ReservationExtended("acct_4421", "res_1", February, Now),
        new ReservationEnded("acct_4421", "res_1", ReservationOutcome.Settled, [new(Lot.Id, Balance.Expired, Units.Parse("3.25"))], Quantity.Parse("6.75"), Now),
        new ReservationEnded("acct_4421", "res_2", ReservationOutcome.Expired, [], 0, Now),
    ];

    /// <summary>What came with the rows of the ledger: when overage was used that a grant covered, and what a reservation that ended was of.</summary>
    public static IReadOnlyList<Fact> Rows { get; } =
    [
        new OverageCovered("acct_4421", Lot.Id, Target, February, null, Units.Parse("3.5"), Now) { Parts = [new(February, 1), new(new(February.Microseconds + 60_000_000), Quantity.Parse("2.5"))] },
        new ReservationEnded("acct_4421", "res_1", ReservationOutcome.Settled, [], Quantity.Parse("6.75"), Now) { Held = new(February, Target, Quantity.Parse("4"), Quantity.Parse("1.5")) },
        new ReservationEnded("acct_4421", "res_2", ReservationOutcome.Released, [], 0, Now) { Held = new(February, Target, 0, 0) },
    ];

    /// <summary>What came with wallets.</summary>
    public static IReadOnlyList<Fact> Wallets { get; } =
    [
        new GrantIssued("acct_4421", Grant with { Feature = null, Wallet = "sparks", Features = ["api_calls"] }, Lot, Now),
        new UnitsBurnt(
            "acct_4421", "api", "req_9f31a", February,
            [
                new(Lot.Id, Balance.Available, Units.Parse("6.5"), Target) { Covers = Quantity.Parse("1.625") },
                new("owed/USD", Balance.Issued, Units.FromScaled(1), Target) { Covers = 0, Pays = "api_calls" },
            ],
            Now),
        new OwedSettled("acct_4421", "USD", Lot.Id, Units.Parse("1.5"), Now),
        new LinesPaid("acct_4421", "inv_1", [new(2, Lot.Id, Units.Parse("0.51"))], Now),
        new TopUpRuleSet("acct_4421", "USD", new(Units.Parse("20"), Units.Parse("100"), 365), Now),
        new TopUpRuleSet("acct_4421", "USD", null, Now),
        new AlertRaised("acct_4421/USD/api/req_9f31a/80", AlertKind.Balance, "acct_4421", "ctr_77", "api_calls", "api_calls", February, new(1_740_787_200_000_000), false, 80, 150, 120, new("api", "req_9f31a"), Now) { Wallet = "USD" },
        Paid(Commerce.OfType<InvoiceFinalized>().First()),
    ];

    /// <summary>What came with grace and throttle.</summary>
    public static IReadOnlyList<Fact> Limits { get; } =
    [
        new ThrottlePassed("acct_4421", "api_calls", (Int128)Now.Microseconds * 1_000 + 7, Now),
        FreeInGrace(Commerce.OfType<InvoiceFinalized>().First()),
    ];

    /// <summary>What came with alerts and webhooks.</summary>
    public static IReadOnlyList<Fact> Alerts { get; } =
    [
        new AlertRaised(
            "ctr_77/api_calls/2025-02-01T00:00:00Z/80", AlertKind.Usage, "acct_4421", "ctr_77", "api_calls", "api_calls", February, new(1_740_787_200_000_000), false,
            80, 150, Quantity.Parse("120.5"), new("api", "req_9f31a"), Now),
        new AlertRaised("ctr_77/api_calls/2025-02-01T00:00:00Z/late", AlertKind.Overage, "acct_4421", "ctr_77", "api_calls", "api_calls", February, new(1_740_787_200_000_000), true, 100, 0, 1, null, Now),
        new WebhookRegistered("whk_1", "https://example.com/hooks?a=b", ["alert.overage", "alert.usage"], "Grün", "c2VhbGVk", Now),
        new WebhookRegistered("whk_2", "https://example.com/", [], null, "c2VhbGVk", Now),
        new WebhookSecretRotated("whk_1", "b3RoZXI=", new(1_738_491_322_000_000), Now),
        new WebhookRemoved("whk_2", Now),
    ];

    /// <summary>What came with several limits on one feature.</summary>
    public static IReadOnlyList<Fact> Windows { get; } =
    [
        new AlertRaised(
            "ctr_77/api_calls/2025-02-01T00:00:00Z/spend_80", AlertKind.Spend, "acct_4421", "ctr_77", "api_calls", "api_calls", February, new(1_740_787_200_000_000), false,
            80, 200, Quantity.Parse("160.123456789"), new("api", "req_9f31a"), Now),
        new AlertRaised("ctr_77/*/2025-02-01T00:00:00Z/spend_100", AlertKind.Spend, "acct_4421", "ctr_77", "*", null, February, new(1_740_787_200_000_000), false, 100, 5000, 5000, new("api", "req_9f31a"), Now),
        new AlertRaised("ctr_77/api_calls/2025-02-01T10:00:00Z/burn_rate", AlertKind.BurnRate, "acct_4421", "ctr_77", "api_calls", "api_calls", new(1_738_404_000_000_000), new(1_738_407_600_000_000), false, 100, 5000, 5001, new("api", "req_9f31a"), Now),
        new OverrideSet("acct_4421", new("ovr_3", "api_calls", Soft with { Cap = null, OverageCap = Quantity.Parse("1000.5"), SpendCap = Engine.Numbers.Money.Parse("250.25") }, February, null, "launch", "kim"), Now),
    ];

    private static readonly TaxLine Tax = new(2, "USt", 19, Money(2949), Engine.Numbers.Money.Parse("560.31"));

    /// <summary>What came with what happens to invoices after they are final.</summary>
    public static IReadOnlyList<Fact> Receivables { get; } =
    [
        new PaymentReported("acct_4421", "inv_1", PaymentStatus.Overdue, February, "dunning-77", InvoiceState.Overdue, Now),
        new PaymentReported("acct_4421", "inv_1", PaymentStatus.Failed, February, "Mahnung 株/\"1\"", InvoiceState.Synced, Now),
        new InvoiceVoided("acct_4421", "inv_1", "wrong seller", "kim", Now),
        new CreditNoteIssued("acct_4421", "inv_1", new("cn_1_1", "CN-000001", "inv_1", "acct_4421", "de", "EUR", February, [new(2, Engine.Numbers.Money.Parse("0.51"))], [Tax], Engine.Numbers.Money.Parse("560.82"), "outage", "kim"), Now),
        new DisputeOpened("acct_4421", "inv_1", "dsp_1_1", 2, "we were off", "ap", Now),
        new DisputeResolved("acct_4421", "inv_1", "dsp_1_1", DisputeOutcome.Credited, "cn_1_1", "so it was", "kim", Now),
        new DisputeResolved("acct_4421", "inv_1", "dsp_1_2", DisputeOutcome.Dismissed, null, "no", "kim", Now),
        new LinesRefunded("acct_4421", "inv_1", [new(2, Lot.Id, Balance.Expired, Units.Parse("0.51"))], Now),
        new DelinquencyMarked("acct_4421", February, DelinquencyPolicy.Deny, 0, "The invoice DE-1 is not paid.", "billing", Now) { InvoiceId = "inv_1" },
        new DelinquencyTermsSet(DelinquencyPolicy.Degrade, 14, "kim", Now),
        new TaxRatesSet([new("DE", null, null, "USt", 19, February, null), new("CA", "BC", "books", "PST", Quantity.Parse("7.125"), null, February)], Now),
        new TaxRatesSet([], Now),
        new ControlAdopted(new(920, 1), new TaxRatesSet([new("DE", null, null, "USt", 19, null, null)], Now)),
        new AccountingPeriodClosed("de", February, "kim", Now),
        Booked(Commerce.OfType<InvoiceFinalized>().First()),
    ];

    private static readonly PlacedCharge Charge = new("inv_77_1/2", new(918, 3));

    public static IReadOnlyList<Fact> Outbox { get; } =
    [
        new ChargesBatched(1, null, new(918, 3), 2, [], Now),
        new ChargesBatched(2, new(918, 3), new(920, 0), 1, [Charge], Now),
        new ChargesBatched(3, new(920, 0), new(920, 0), 3, [], Now) { TakenBack = ["inv_77_1/void", "cn_77_2_1"] },
        new BatchWritten(1, "9f86d081", Now),
        new ChargesAcknowledged([Charge], "ZINV-4711", Now),
        new ChargesAcknowledged([Charge], null, Now),
        new ChargesRejected([Charge], "no such customer", Now),
        new ChargesRequeued([Charge], Now),
    ];

    private static readonly OrderTerms Ordered = new(
        "SO-1001",
        2,
        "6d1c0b0f",
        new("acct_4421", "acct_1", AccountKind.Unit, "Grün", "EUR", "Europe/Berlin", "de", ExternalIds, NoTexts.Add("region", "eu")),
        "PO-77",
        [
            new("10", "a1", new("ctr_77", "growth", February, new(1_769_904_000_000_000), ExternalIds), null),
            new("20", "b2", null, Ledger.OfType<GrantIssued>().First().Grant),
        ]);

    public static IReadOnlyList<Fact> Orders { get; } =
    [
        new OrderReceived(Ordered, new(OrderState.Waiting, new("plan_not_found", "The catalog has no plan 'growth'.", "/lines/0/contract/plan"), []), Now),
        new OrderRetried("SO-1001", 2, new(OrderState.Applied, null, [new("10", OrderedKind.Contract, "ctr_77", OrderedAct.Made), new("5", OrderedKind.Grant, "grt_0", OrderedAct.Voided)]), Now),
        new OrderReceived(Ordered with { Revision = 1, PurchaseOrder = null, Account = new("acct_4421", null, null, null, null, null, null, NoTexts, NoTexts), Lines = [] }, new(OrderState.Refused, new("order_revision_older", "later", null), []), Now),
        new ContractStarted(Contract with { PurchaseOrder = "PO-77" }, Now),
    ];

    /// <summary>Seats by the day, exchange rates, migrations, and what is billed again.</summary>
    public static IReadOnlyList<Fact> Moneys { get; } =
    [
        new ExchangeRateSet("USD", "EUR", Engine.Numbers.Rate.Parse("0.923456789012"), February, "ecb", Now),
        new ControlAdopted(new(920, 2), new ExchangeRateSet("EUR", "JPY", Engine.Numbers.Rate.Parse("163.5"), February, null, Now)),
        new MigrationOrdered(Migrated, 12, 3, Now),
        new MigrationOrdered(Migrated with { Select = new(null, null, ["ctr_77"]), ToPlan = null, At = null, AllowanceOnChange = AllowanceOnChange.Full }, 12, 1, Now),
        new MigrationAdvanced("spring", "ctr_77", 1, 1, [new("ctr_78", "plan_retired", "why")], false, Now),
        new MigrationAdvanced("spring", null, 0, 0, [], true, Now),
        new ContractAmended(Contract with { Version = 3 }, February, AllowanceOnChange.Remaining, "why", "kim", Now) { Migration = "spring" },
        new InvoiceVoided("acct_4421", "inv_2", "wrong rates", "kim", Now) { Rebill = true },
        new CreditNoteIssued("acct_4421", "inv_1", new("cn_1_2", "CN-000002", "inv_1", "acct_4421", "de", "EUR", February, [new(2, Engine.Numbers.Money.Parse("0.51"))], [], Engine.Numbers.Money.Parse("0.51"), "late", "kim") { Rebill = true }, Now),
        new InvoiceFinalized(
            "inv_1r1", "acct_4421", "ctr_77", February, "INV-000009", "de",
            new(
                "EUR",
                [
                    new(1, "editors", LineKind.Fixed, "Team: editors, billed again", February, February, null, 63, default, 60, 0, Engine.Numbers.Money.Parse("27.9"), Engine.Numbers.Money.Parse("27.9"), [], "team", 12, 1)
                    {
                        Seats = [new(February, 9, 0), new(new(February.Microseconds + 777_600_000_000), 21, 3)],
                        Converted = new("USD", Engine.Numbers.Money.Parse("30"), Engine.Numbers.Rate.Parse("0.93"), February),
                        Corrects = new(1, "inv_1", "INV-000002", 1) { IsAgain = true },
                    },
                ],
                Engine.Numbers.Money.Parse("27.9"),
                [new("exchange_rate_missing", "support", null, default, 0, "why") { WaitingVersion = 2 }]),
            Now)
        {
            Reissues = "inv_1",
        },
    ];

    /// <summary>What snapshots carry, and no journal.</summary>
    public static IReadOnlyList<Fact> Carried { get; } =
    [
        new BooksCarried(new(918, 3), Now),
        new BooksCarried(null, Now),
        new ContractCarried(
            "ctr_77", 4, February, [new("inv_1", 3)],
            [new(February, true, [new("api_calls", new(Quantity.Parse("150.5"), 100, 17))], [new("api_calls", ChargeCell.Unpriced, new(1, 0, 1))])]),
        new MigrationCarried(new(Migrated, 12, 3, Now, "ctr_77", 1, 1, [new("ctr_78", "plan_retired", "why")], Now)),
        new ContractCarried("ctr_83", 1, February, [], [])
        {
            Billed = [new(1, "inv_1", "INV-000002", 2, [new(1, "fee", 1, Engine.Numbers.Money.Parse("30"), default) { Places = [new("inv_1", 1)], Taken = [new("cn_1_1", 1, Engine.Numbers.Money.Parse("3"), true)] }]) { Rates = 3, Rebills = true, Waiting = [new(1, "support")] }],
        },
        new SeatDaysCarried("acct_4421", "editor", 2, [new(20_240, -1, 3), new(20_241, 1, 0)]),
        new ContractCarried("ctr_78", 0, null, [], []),
        new OutboxCarried([new(1, null, new(918, 3), 2, [Charge], 1, Now, Now, "9f86d081"), new(2, new(918, 3), new(918, 3), 0, [], 0, Now, null, null)], [new(1, ["inv_77_1/1"])], [new(Charge, "why", Now)], [Charge]),
        new OrderCarried("SO-1001", [new(Ordered, new(OrderState.Superseded, new("order_changes_contract", "why", null), []), 2, Now, Now)]),
        new ContractCarried(
            "ctr_79", 0, null, [],
            [new(February, false, [], [], [new("api_calls", 7)], [new(Target, February, new(February.Microseconds + 1), 3)])]),
        new HoldingsCarried("acct_4421", 2, [new(Grant, Now, null, Now, [new("grt_1", February, null, February, 1, true, [Units.Parse("-1"), Units.Parse("1")])])]),
        new HoldingsCarried("acct_8", 1, [new(Grant, Now, null, Now, []) { VoidReason = "twice", VoidAuthor = "kim" }]),
        new HoldingsCarried("acct_9", 0, []) { Reservations = [Reservation], Ended = [new("res_0", ReservationOutcome.Released, Now)] },
        new HoldingsCarried("acct_10", 1, []) { Owed = [new("USD", Units.Parse("1.5"), February)], TopUps = [new("sparks", new(Units.Parse("8"), Units.Parse("2000"), null))] },
        new ContractCarried("ctr_82", 0, null, [], [new(February, false, [], []) { Paid = [new("api_calls", Money(3))] }]),
        new ContractCarried("ctr_80", 0, null, [], [new(February, false, [new("api_calls", new(150, 100, 17), new Excess(Now, Quantity.Parse("2.5")))], [])]),
        new ContractCarried("ctr_81", 0, null, [], [new(February, false, [], []) { Passed = [new("api_calls", AlertKind.Usage, 80), new("api_calls", AlertKind.Overage, 100)] }]),
        new ContractCarried("ctr_82", 0, null, [], [])
        {
            Windows =
            [
                new("api_calls", WindowUnit.Minute, false, February, [new(new(February.Microseconds + 60_000_000), Quantity.Parse("7.5"), true, [])]),
                new("api_calls", WindowUnit.Day, true, null, [new(February, 0, false, [new("user_7", 3), new("株", 1)])]),
            ],
        },
        new InvoiceCarried(IssuedInvoice.Of(Booked(Commerce.OfType<InvoiceFinalized>().First())), [new(2, "grt_1", Units.Parse("0.51"))]),
        new NumbersCarried(ImmutableSortedDictionary<string, long>.Empty.Add("de", 17).Add("us", long.MaxValue)),
    ];

    public static IReadOnlyList<Fact> UsageFacts { get; } =
    [
        new UsageCounted(Usage, Now, false, [new(Target, 1, 1)]),
        new UsageCounted(Usage with { Id = "req_0a31b", Subject = null }, Now, true, [new(Target, 1, 0)]),
        new UsageCounted(
            Usage with { Id = "018f3b2a-7c1d-7e2f-9a3b-4c5d6e7f8091", AccountId = "acct_9", Quantity = Quantity.Parse("1000000000000000.123456789") },
            new(Now.Microseconds + 7),
            false,
            [
                new(Target with { ContractId = null, Charges = [] }, Quantity.Parse("1000000000000000.123456789"), Quantity.Parse("0.000000001")),
                new(Target with { Meter = "calls", AfterCutoff = true }, 1, Quantity.Parse("0.5")),
            ]),
        new UsageRepeated("acct_4421", "api", "req_9f31a", new(Now.Microseconds + 8), new(4, 0), null),
        new UsageCounted(Usage with { Id = "18446744073709551615", Source = "sdk", Quantity = null, Properties = Engine.Metering.Properties.None }, new(Now.Microseconds + 9), false, []),
        new UsageCounted(
            Usage with { Id = "Größe 株", Time = new(-1), Quantity = Quantity.Parse("2.5"), Properties = Engine.Metering.Properties.Of([new("tokens", "-17"), new("zero", "-0"), new("e", "1e3")]) },
            new(Now.Microseconds + 9),
            false,
            [new(Target, Quantity.Parse("7.25"), Quantity.Parse("7.25"))]),
        new UsageRepeated("acct_9", "api", "1042", new(Now.Microseconds + 10), new(3, 4000), null),
    ];

    /// <summary>Both kinds in turn: the order in a block is the order of decision.</summary>
    public static IReadOnlyList<Fact> Mixed { get; } = [.. UsageFacts.Take(2), Commerce[2], UsageFacts[3], .. Commerce.Take(2), .. UsageFacts.Skip(3)];

    private static InvoiceFinalized FreeInGrace(InvoiceFinalized invoice) =>
        invoice with { Content = invoice.Content with { Lines = [invoice.Content.Lines[0] with { FreeInGrace = Quantity.Parse("49.5") }] } };

    private static InvoiceFinalized Booked(InvoiceFinalized invoice) => invoice with
    {
        Content = invoice.Content with
        {
            Lines = [invoice.Content.Lines[0], invoice.Content.Lines[1] with { Paid = Money(51), GlAccount = "4000", Revenue = RevenueRule.OverPeriod, TaxCategory = "saas" }],
            Taxes = [Tax, new TaxLine(1, "duty", null, Money(135), Money(1))],
        },
        DatedAt = new(1_740_787_200_000_000),
    };

    private static InvoiceFinalized Paid(InvoiceFinalized invoice) =>
        invoice with { Content = invoice.Content with { Lines = [invoice.Content.Lines[1] with { Paid = Money(51) }] } };

    private static InvoiceContent Invoice() => new(
        "EUR",
        [
            new(
                1, "api_calls", LineKind.Usage, "API calls", February, new(1_740_787_200_000_000), "api_calls", 150, 0, 150, 17,
                Engine.Numbers.Money.TryParseCanonical("135.000000000000000000001", out Money exact, out _) ? exact : default, Money(135), Tiers(), "growth", 12, 1),
            new(2, "platform", LineKind.Fixed, "Platform", February, new(1_740_787_200_000_000), null, 0, 0, 1, 0, Money(3000), Money(3000), [], "growth", 12, 1),
        ],
        Money(3135),
        [new("price_missing", "tokens", "tokens_in", Quantity.Parse("0.25"), 1, "no cell for model gpt-5")]);

    private static ImmutableArray<RatedTier> Tiers() =>
    [
        new(0, 100, BilledQuantity.From((Quantity)100), Rate.Parse("1.00"), Money(0), Money(100)),
        new(100, null, BilledQuantity.From((Quantity)50), Rate.Parse("0.000000000001"), Money(10), Money(35), 5) { Cell = 1, Match = NoTexts.Add("model", "gpt-4") },
    ];

    private static Money Money(int whole) => Engine.Numbers.Money.FromScaled(Engine.Numbers.Money.One.Scaled * whole);
}
