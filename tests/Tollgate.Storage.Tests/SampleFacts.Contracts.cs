using Tollgate.Engine;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Orders;

namespace Tollgate.Storage.Tests;

// Of contracts. Made when asked for, since what they are made of stands in the other file.
internal static partial class SampleFacts
{
    /// <summary>What came with payers and consolidated invoices.</summary>
    public static IReadOnlyList<Fact> Payers =>
    [
        new ContractStarted(Contract with { BillTo = "acct_1" }, Now),
        new ContractAmended(Contract with { Version = 2, BillTo = null }, February, AllowanceOnChange.Remaining, null, "ana", Now),
        new InvoiceDrafted("inv_77_1", "acct_4421", "ctr_77", February, Now) { BillTo = "acct_1", ConsolidatedIn = "con_77_1" },
        new InvoiceFinalized("inv_77_1", "acct_4421", "ctr_77", February, "INV-000044", "de", Invoice(), Now) { BillTo = "acct_1", ConsolidatedIn = "con_77_1", SharesNumber = true },
        new ContractCarried("ctr_77", 2, null, [new("inv_77_1", 1) { BillTo = "acct_1", ConsolidatedIn = "con_77_1", Date = February }, new("inv_77_2", 2)], []),
    ];

    /// <summary>What came with amendments of contracts.</summary>
    public static IReadOnlyList<Fact> Amendments =>
    [
        new ContractAmended(Contract with { Plan = "scale", CatalogVersion = 13, Version = 2 }, February, AllowanceOnChange.Prorated, "grew", "ana", Now),
        new ContractAmended(Contract with { Version = 3, EndsAt = null }, February, AllowanceOnChange.Remaining, null, null, Now),
        new InvoiceFinalized("inv_77_2", "acct_4421", "ctr_77", February, "INV-000043", "de", new("EUR", [
            new(1, "api_calls", LineKind.Usage, "Growth: api_calls, correcting line 2 of INV-000042", February, new(1_740_787_200_000_000), "api_calls", 1, 0, 1, 1, Engine.Numbers.Money.Parse("0.20"), Engine.Numbers.Money.Parse("0.20"), [], "growth", 12, 1)
            {
                Corrects = new CorrectedLine(1, "inv_77_1", "INV-000042", 2),
            },
        ], Engine.Numbers.Money.Parse("0.20"), []), Now),
        new ContractCarried("ctr_77~2", 0, null, [], [])
        {
            Closed = [new(February, false, [new("api_calls", new(5, 4, 3))], []) { Latest = February }],
            Billed = [new(1, "inv_77_1", "INV-000042", 2, [new(1, "api_calls", 2, Engine.Numbers.Money.Parse("369.20"), new(1, 0, 1))]), new(0, null, null, 1, [])],
        },
    ];

    /// <summary>What came with pauses, terms, co-terms and add-ons with an end.</summary>
    public static IReadOnlyList<Fact> Lifecycles =>
    [
        new ContractStarted(Contract with { EndsAt = null, Term = new(12, true, 30), Terms = new(null, [new("maintenance", 1) { EndsAt = February }], [], null) }, Now),
        new ContractStarted(Contract with { Id = "ctr_78", CoTermWith = "ctr_77", BillingAnchor = February }, Now),
        new ContractAmended(Contract with { Version = 2, Paused = true }, February, AllowanceOnChange.Remaining, "summer", "ana", Now),
        new ContractAmended(Contract with { Version = 3, PromotedFrom = February }, February, AllowanceOnChange.Remaining, null, null, Now) { Withdraws = true },
        new ContractAmended(Contract with { Version = 4, EndsAt = February }, February, AllowanceOnChange.Remaining, null, null, Now) { Cancels = true },
    ];

    /// <summary>What came with usage that is counted again under other terms.</summary>
    public static IReadOnlyList<Fact> Retallied =>
    [
        new UsageRetallied(
            "acct_4421",
            "ctr_77",
            February,
            null,
            2,
            [
                new(1, new(February, false, [new("api_calls", new(5, 4, 3), new(Now, 1))], [new("api_calls", 0, new(5, 4, 3))], [new("api_calls", 2)], [new(Target, February, February, 1)]) { Latest = February }),
                new(2, new(February, true, [], [])),
            ],
            [new("ctr_77", February, "api_calls", 3, Quantity.Parse("0.5"))],
            Now)
        {
            Held = [new("api_calls", February, 1, Quantity.Parse("0.25"))],
        },
        new UsageRetallied("acct_4421", "ctr_77", February, new(1_740_787_200_000_000), 3, [], [], Now),
    ];

    /// <summary>What came with commits, and with orders that change contracts.</summary>
    public static IReadOnlyList<Fact> Commits =>
    [
        new InvoiceFinalized("inv_77_3", "acct_4421", "ctr_77", February, "INV-000044", "de", new("EUR", [
            new(1, "api_calls", LineKind.Usage, "Growth: api_calls", February, new(1_740_787_200_000_000), "api_calls", 100, 0, 100, 1, Money(100), Money(100), [], "growth", 12, 1)
            {
                Paid = Money(40),
                Commit = new("annual", 2) { Counted = Money(100), Drawn = Money(40), AtRates = Money(60) },
            },
            new(2, "annual", LineKind.TrueUp, "Growth: annual", February, new(1_740_787_200_000_000), null, 0, 0, 0, 0, Money(7), Money(7), [], "growth", 12, 1) { Commit = new("annual", 2) { Settled = Money(7) } },
            new(3, "ahead", LineKind.Prepaid, "Growth: ahead", February, new(1_740_787_200_000_000), null, 0, 0, 0, 0, Money(9), Money(9), [], "growth", 12, 1) { Commit = new("ahead", 3) { Advanced = Money(9) } },
            new(4, "ahead", LineKind.Unused, "Growth: ahead", February, new(1_740_787_200_000_000), null, 0, 0, 0, 0, Money(1), Money(1), [], "growth", 12, 1) { Paid = Money(1), Commit = new("ahead", 2) { Settled = Money(1) } },
            new(5, "minimum", LineKind.Minimum, "Growth: minimum", February, new(1_740_787_200_000_000), null, 0, 0, 0, 0, Money(3), Money(3), [], "growth", 12, 1),
        ], Money(79), []), Now),
        new ContractCarried("ctr_77", 4, February, [], [])
        {
            Billed = [new(3, "inv_77_3", "INV-000044", 1, [
                new(1, "api_calls", 1, Money(100), default) { Kind = LineKind.Usage, Commit = new("annual", 2) { AtRates = Money(60) } },
                new(1, "annual", 2, Money(7), default) { Kind = LineKind.TrueUp },
            ])],
            Commits = [new("ahead", 2) { Advanced = Money(9), Drawn = Money(8), Counted = Money(8), Settled = Money(1) }, new("annual", 2) { Counted = Money(100) }],
        },
        new OrderReceived(
            new("SO-2", 2, "9f86d081", new("acct_4421", null, null, null, null, null, null, NoTexts, NoTexts), "PO-88", [
                new("10", "60303ae2", new("ctr_77", "growth", February, null, NoTexts) { Terms = new(null, [new("pack", 2)], ["WELCOME"], """{"minimum":"50.00"}""") }, null) { EffectiveAt = February },
            ]) { EffectiveAt = February },
            new(OrderState.Applied, null, [new("10", OrderedKind.Contract, "ctr_77", OrderedAct.Amended), new("20", OrderedKind.Contract, "ctr_78", OrderedAct.Ended)]),
            Now),
    ];
}
