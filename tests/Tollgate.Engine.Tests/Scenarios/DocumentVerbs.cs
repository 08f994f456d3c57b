using Tollgate.Engine.Contracts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Scenarios;

/// <summary>Billing runs over all contracts, and consolidated invoices.</summary>
internal static class DocumentVerbs
{
    /// <summary>As a billing run goes: all contracts, then the documents that are due, and again what waited for them.</summary>
    public static string Run(World world, EffectiveAt until)
    {
        int before = world.Journal.Count;
        bool more = true;
        while (more)
        {
            more = false;
            foreach (ContractBook contract in world.Books.Contracts.Values.Where(contract => contract.IsFirst).OrderBy(contract => contract.Id, StringComparer.Ordinal).ToArray())
            {
                while (((ContractBilled)world.Submit(new BillContract(contract.Id, until)).Answer!).More)
                {
                }
            }

            foreach (ConsolidatedInvoice open in world.Books.Consolidations.Open.ToArray())
                more |= ((ConsolidatedFinal)world.Submit(new FinalizeConsolidated(open.Id, until)).Answer!).Finalized.Length > 0;
        }

        Fact[] facts = [.. world.Journal.Skip(before)];
        string[] told =
        [
            .. facts.OfType<InvoiceDrafted>().Select(draft => $"draft {Short(draft.InvoiceId)}{(draft.BillTo is null ? "" : $" to {draft.BillTo}")}{(draft.ConsolidatedIn is { } document ? $" in {document}" : "")}"),
            .. facts.OfType<InvoiceFinalized>().Select(final => $"final {Short(final.InvoiceId)} {final.Number}"),
        ];
        return told.Length == 0 ? "nothing" : string.Join("; ", told);
    }

    public static string Documents(World world)
    {
        string[] told = [.. world.Books.Consolidations.All.Values.Select(document => $"{document.Id} {document.Day:uuuu-MM-dd} {document.Currency} for {document.Payer}: {(document.IsFinal ? $"{document.Parts.Count} final" : $"{document.Drafts.Count} drafts")}")];
        return told.Length == 0 ? "none" : string.Join("; ", told);
    }

    public static string Play(World world, string id, string[] words, EffectiveAt? at) => words switch
    {
        [] => Parts(world.Books.Consolidations.All[id]),
        ["final"] => Of(world.Submit(new FinalizeConsolidated(id, null))),
        ["void"] => Of(world.Submit(new VoidConsolidated(id, "why", "who"))),
        ["report", var status, var reference] => Of(world.Submit(new ReportConsolidatedPayment(id, Enum.Parse<PaymentStatus>(status, ignoreCase: true), at, reference))),
        _ => throw new ArgumentException($"There is no command '{string.Join(' ', words)}'."),
    };

    private static string Parts(ConsolidatedInvoice document) =>
        $"{string.Join(", ", document.Parts.Select(part => $"{Short(part.Id)} of {part.Invoice.AccountId} {part.Invoice.Total}"))}; {document.Parts.Select(part => part.Invoice.Number).Distinct().Single()}, total {document.Parts.Aggregate(Money.Zero, (sum, part) => sum + part.Invoice.Total)}";

    private static string Of(Outcome outcome) => outcome switch
    {
        { Rejection: { } rejection } => rejection.Code,
        { Answer: ConsolidatedFinal final } => $"final {string.Join(", ", final.Finalized.Select(Short))}",
        { Answer: ConsolidatedState state } => string.Join("; ", state.Parts.Select(part => $"{Short(part.Id)} {Words.Of(part)}")),
        _ => "ok",
    };

    private static string Short(string invoice) => invoice["inv_".Length..].Replace('_', ' ');
}
