using System.Collections.Immutable;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Outbox;

namespace Tollgate.Engine.Tests.Scenarios;

/// <summary>The commands of a story about charges. They are called as they are in truth, <c>inv_a_1/2</c>.</summary>
internal static class OutboxVerbs
{
    public static string Play(World world, string[] of, Dictionary<string, string> options) => of switch
    {
        ["cut"] => Words(world.Submit(Cut(world, world.Books.Outbox.Watermark))),
        ["late", "cut"] => Words(world.Submit(Cut(world, null))),
        ["written", var number] => Words(world.Submit(new NoteBatchWritten(int.Parse(number, null), options["digest"]))),
        ["take", .. var ids] => Words(world.Submit(new AcknowledgeCharges(Placed(world, ids), null))),
        ["reject", .. var ids] => Words(world.Submit(new RejectCharges(Placed(world, ids), "why"))),
        ["retry", .. var ids] => Words(world.Submit(new RequeueCharges([.. ids]))),
        ["state", .. var ids] => string.Join(", ", Placed(world, ids).Select(charge => world.Books.Outbox.StateOf(charge).ToString().ToLowerInvariant())),
        _ => throw new ArgumentException($"There is no command 'charges {string.Join(' ', of)}'."),
    };

    /// <summary>All that became final behind a place, as the server counts it.</summary>
    private static CutBatch Cut(World world, FactPosition? after)
    {
        (FactPosition Place, InvoiceFinalized Invoice)[] final = [.. Final(world).Where(one => after is not { } behind || one.Place.CompareTo(behind) > 0)];
        return new CutBatch(after, final.Length == 0 ? after ?? default : final[^1].Place, final.Sum(one => one.Invoice.Content.Lines.Length)) { TakenBack = [.. TakingBack.Waiting(world.Books)] };
    }

    private static ImmutableArray<PlacedCharge> Placed(World world, string[] ids) =>
    [
        .. ids.Select(id => new PlacedCharge(id, Final(world).Single(one => PlacedCharge.TryParse(id, out string of, out _) && one.Invoice.InvoiceId == (TakingBack.IsOne(of) ? TakingBack.InvoiceOf(of) : of)).Place)),
    ];

    private static IEnumerable<(FactPosition Place, InvoiceFinalized Invoice)> Final(World world) =>
        world.Journal.Index().Where(item => item.Item is InvoiceFinalized).Select(item => (new FactPosition(item.Index, 0), (InvoiceFinalized)item.Item));

    private static string Words(Outcome outcome) => outcome switch
    {
        { Rejection: { } rejection } => rejection.Code,
        { Answer: Batch batch } => $"batch {batch.Number}: {batch.Charges} new, {batch.Again.Length} again{(batch.IsWritten ? ", written" : "")}",
        { Answer: ChargesNoted noted } => $"{noted.Count}",
        _ => "ok",
    };
}
