using System.Collections.Immutable;
using System.Globalization;
using Tollgate.Engine;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;
using Tollgate.Storage.Projections;

namespace Tollgate.Server.Invoicing;

/// <summary>An invoice with its lines: a draft as the loop computes it now, a final one as it was made.</summary>
/// <param name="Id">Null for a preview, which is no invoice.</param>
/// <param name="Status"><c>preview, draft</c>, or the state of a final one.</param>
/// <param name="Late">What reached its periods after it was final: kept, and not billed yet.</param>
/// <param name="Seen">The last fact that it takes into account.</param>
/// <param name="After">What happened to it since it is final; null before.</param>
internal sealed record InvoiceView(
    string? Id,
    string Status,
    string AccountId,
    string ContractId,
    EffectiveAt Date,
    InvoiceContent Content,
    FinalInvoice? Final,
    ImmutableArray<UnbilledUsage> Late,
    FactPosition Seen,
    InvoiceBook? After = null
)
{
    /// <summary>The account above that it is addressed to; null when its own account pays.</summary>
    public string? BillTo { get; init; }

    /// <summary>The consolidated invoice that it is a part of; null when it stands alone.</summary>
    public string? ConsolidatedIn { get; init; }

    /// <exception cref="ProblemException">404: there is no such invoice.</exception>
    public static async Task<InvoiceView> Find(Gate gate, string id)
    {
        if (await Draft(gate, id) is { } draft)
            return draft;
        await gate.Fresh();
        return gate.Host.Projections.Invoice(id) is { Content: { } content, Listed: { Final: { } final } listed }
            ? await OfFinal(gate, listed, content, final)
            : throw new ProblemException(Problem.NotFound(Codes.InvoiceNotFound, $"There is no invoice '{Texts.Quoted(id)}' in this environment."));
    }

    /// <summary>What the invoice at the end of the period around an instant would say if it were made now.</summary>
    public static InvoiceView Preview(Books books, AccountBook account, ContractBook contract, EffectiveAt at, AsOf asOf)
    {
        long boundary = contract.PeriodAt(at).Index + 1;
        return new InvoiceView(
            null,
            "preview",
            contract.Contract.AccountId,
            contract.Contract.Id,
            DateOf(books, contract, boundary),
            Completion.Of(books, account, contract, boundary),
            null,
            [],
            LastOf(asOf)
        )
        {
            BillTo = PayerOf(books, account, contract, boundary),
            ConsolidatedIn = contract.AddressOf(boundary).ConsolidatedIn,
        };
    }

    public InvoiceLine Line(string number) => Content.Lines.FirstOrDefault(line => line.Number.ToString(CultureInfo.InvariantCulture) == number)
        ?? throw new ProblemException(Problem.NotFound(Codes.InvoiceLineNotFound, $"The invoice has the lines 1 to {Content.Lines.Length}, and no line '{Texts.Quoted(number)}'."));

    private static Task<InvoiceView?> Draft(Gate gate, string id) => gate.Host.Shard.Read(
        (books, asOf) => books.ContractOfDraft(id) is { } contract
            ? OfDraft(books, books.Account(contract.Contract.AccountId)!, contract, contract.Drafts.First(draft => draft.Value == id).Key, id, asOf)
            : null,
        gate.Cancel
    );

    private static InvoiceView OfDraft(Books books, AccountBook account, ContractBook contract, long boundary, string id, AsOf asOf) => new(
        id,
        "draft",
        contract.Contract.AccountId,
        contract.Contract.Id,
        DateOf(books, contract, boundary),
        Completion.Of(books, account, contract, boundary),
        null,
        [],
        LastOf(asOf)
    )
    {
        BillTo = PayerOf(books, account, contract, boundary),
        ConsolidatedIn = contract.AddressOf(boundary).ConsolidatedIn,
    };

    private static string? PayerOf(Books books, AccountBook account, ContractBook contract, long boundary) =>
        Payers.Of(books, account, contract, boundary) is var payer && payer != account ? payer.Id : null;

    internal static async Task<InvoiceView> OfFinal(Gate gate, ListedInvoice listed, InvoiceContent content, FinalInvoice final)
    {
        EffectiveAt[] periods = [.. content.Lines.Where(line => line.Meter is not null).Select(line => line.From).Distinct()];
        (ImmutableArray<UnbilledUsage> late, InvoiceBook after) = await gate.Host.Shard.Read(
            (books, _) => (periods.SelectMany(period => Composition.Late(books.Contracts[listed.ContractId], period)).ToImmutableArray(), books.Invoices[listed.Id].Copy()),
            gate.Cancel
        );
        return new InvoiceView(listed.Id, Http.Words.Of(after.State), listed.AccountId, listed.ContractId, listed.Date, content, final, late, final.Cutoff.Position, after) { BillTo = listed.BillTo, ConsolidatedIn = listed.ConsolidatedIn };
    }

    private static EffectiveAt DateOf(Books books, ContractBook contract, long boundary) =>
        books.AccountingPeriods.DateOf(contract.LegalEntity, Billing.DateOf(contract, boundary));

    internal static FactPosition LastOf(AsOf asOf) => new(asOf.Seq, int.MaxValue);
}
