using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Outbox;
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

    /// <summary>A batch's own charges and then those that it carries once more.</summary>
    public static IEnumerable<Charge> Of(Gate gate, Batch batch) =>
    [
        .. batch.Charges == 0 ? [] : Between(gate, batch.After, batch.Through),
        .. batch.Again.Select(charge => Find(gate, charge.Id)!),
    ];

    /// <summary>A charge by its id; null when there is none.</summary>
    public static Charge? Find(Gate gate, string id) =>
        PlacedCharge.TryParse(id, out string invoice, out int line) && gate.Host.Projections.Invoice(invoice) is { } opened
            ? Charge.Of(opened).FirstOrDefault(charge => charge.Line.Number == line)
            : null;

    /// <summary>The charges that a request names, with their places.</summary>
    public static ImmutableArray<PlacedCharge> Placed(Gate gate, Fields fields)
    {
        JsonElement list = fields.Required("charge_ids");
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > Handing.MostAtOnce)
            throw Fields.WrongType("/charge_ids", list, $"a list of 1 to {Handing.MostAtOnce} ids");
        return
        [
            .. fields.Ids("charge_ids").Select((id, place) => Find(gate, id)?.Placed
                ?? throw new ProblemException(Problem.NotFound(Codes.ChargeNotFound, $"There is no charge '{Texts.Quoted(id)}': no final invoice has such a line.") with { Pointer = JsonPointer.Append("/charge_ids", place) })),
        ];
    }
}
