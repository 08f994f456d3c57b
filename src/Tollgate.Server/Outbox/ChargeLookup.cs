using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Outbox;
using Tollgate.Engine.Receivables;
using Tollgate.Server.Http;
using Tollgate.Storage.Projections;

namespace Tollgate.Server.Outbox;

/// <summary>Finds charges: those of a stretch of the journal, and those that a request names.</summary>
internal static class ChargeLookup
{
    /// <summary>So many invoices are read at one go.</summary>
    private const int Slice = 500;

    /// <summary>Of invoices that became final behind one place and up to another, whole invoices, until there are <paramref name="most"/> or more.</summary>
    public static IEnumerable<Charge> Between(Gate gate, FactPosition? after, FactPosition? through, int most = int.MaxValue)
    {
        int given = 0;
        while (given < most)
        {
            IReadOnlyList<OpenedInvoice> found = gate.Host.Projections.FinalInvoices(gate.Host.Shard.Stream, after, through, Slice);
            foreach (OpenedInvoice invoice in found)
            {
                if (given >= most)
                    yield break;
                foreach (Charge charge in Charge.Of(invoice))
                {
                    yield return charge;
                    given++;
                }

                after = invoice.Listed.Final!.Cutoff.Position;
            }

            if (found.Count < Slice)
                yield break;
        }
    }

    /// <summary>A batch's own charges, what it takes back, and then those that it carries once more.</summary>
    public static async Task<Charge[]> Of(Gate gate, Batch batch) =>
    [
        .. batch.Charges == 0 ? [] : Between(gate, batch.After, batch.Through),
        .. await TakenBack(gate, batch.TakenBack),
        .. await Named(gate, batch.Again.Select(charge => charge.Id)),
    ];

    /// <summary>What voids and credit notes take back.</summary>
    public static async Task<IEnumerable<Charge>> TakenBack(Gate gate, IEnumerable<string> documents)
    {
        string[] all = [.. documents];
        ReceivableFact?[] facts = all.Length == 0 ? [] : await gate.Host.Shard.Read((books, _) => Array.ConvertAll(all, document => Fact(books, document)), gate.Cancel);
        return facts.SelectMany(fact => fact is null || gate.Host.Projections.Invoice(fact.InvoiceId) is not { } invoice
            ? []
            : fact is CreditNoteIssued credited ? Charge.Of(invoice, credited) : Charge.Of(invoice, (InvoiceVoided)fact));
    }

    /// <summary>Charges by their ids; null in the place of one that there is not.</summary>
    public static async Task<Charge?[]> Find(Gate gate, IEnumerable<string> ids)
    {
        string[] all = [.. ids];
        Dictionary<string, Charge> back = (await TakenBack(gate, all.Select(DocumentOf).Where(TakingBack.IsOne).Distinct())).ToDictionary(charge => charge.Id);
        return Array.ConvertAll(all, id => back.GetValueOrDefault(id) ?? OfInvoice(gate, id));
    }

    /// <summary>Charges that are known to be there.</summary>
    public static async Task<IEnumerable<Charge>> Named(Gate gate, IEnumerable<string> ids) => (await Find(gate, ids)).Select(charge => charge!);

    private static Charge? OfInvoice(Gate gate, string id) =>
        PlacedCharge.TryParse(id, out string invoice, out int line) && gate.Host.Projections.Invoice(invoice) is { } opened
            ? Charge.Of(opened).FirstOrDefault(charge => charge.Line.Number == line)
            : null;

    private static string DocumentOf(string id) => PlacedCharge.TryParse(id, out string document, out _) ? document : "";

    private static ReceivableFact? Fact(Books books, string document) => TakingBack.InvoiceOf(document) is var id && books.Invoices.TryGetValue(id, out InvoiceBook? invoice)
        ? invoice.History.FirstOrDefault(fact => fact is CreditNoteIssued issued ? issued.Note.Id == document : fact is InvoiceVoided && document == TakingBack.VoidOf(id))
        : null;

    /// <summary>The charges that a request names, with their places.</summary>
    public static async Task<ImmutableArray<PlacedCharge>> Placed(Gate gate, Fields fields)
    {
        JsonElement list = fields.Required("charge_ids");
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > Handing.MostAtOnce)
            throw Fields.WrongType("/charge_ids", list, $"a list of 1 to {Handing.MostAtOnce} ids");
        ImmutableArray<string> ids = fields.Ids("charge_ids");
        return
        [
            .. (await Find(gate, ids)).Select((found, place) => found?.Placed
                ?? throw new ProblemException(Problem.NotFound(Codes.ChargeNotFound, $"There is no charge '{Texts.Quoted(ids[place])}': no final invoice has such a line.") with { Pointer = JsonPointer.Append("/charge_ids", place) })),
        ];
    }
}
