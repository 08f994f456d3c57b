using Tollgate.Engine.Access;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Outbox;
using Tollgate.Server.Http;
using static Tollgate.Server.Http.Shape;

namespace Tollgate.Server.Outbox;

/// <summary>What billing says it has, compared with what was sent to it.</summary>
internal static class ReconcileEndpoint
{
    private static readonly ObjectShape One = Answer("BilledCharge", Has("charge_id", Text), Has("amount", DecimalText));

    public static void Map(Routes routes) => routes.Post("/v1/outbox/reconcile", Scopes.OutboxRead, Reconcile, new(
        "Outbox",
        "Reconcile with billing",
        "Compares what billing has with all that was sent: what it misses, what it has and was never sent, and where amounts differ. It changes nothing.",
        """{"charges":[{"charge_id":"inv_0Zk3mN4pR6sT8uV0_1/2","amount":"469.20"}]}""",
        """{"matching":1,"agrees":false,"missing_there":[{"charge_id":"inv_0Zk3mN4pR6sT8uV0_1/1","amount":"3000.00"}],"unknown_here":[],"differing":[]}""")
    {
        Takes = Request(
            "Reconciliation",
            Needs("charges", ListOf(Request("ReconciledCharge", Needs("charge_id", Text, "As it was sent."), Needs("amount", DecimalSent, "What billing has of it, to compare with what is due."))), "All that billing has."),
            Takes("since_batch", Integer, "Only what was sent in this batch and later ones; all unless given.")),
        Gives = Answer(
            "Reconciled",
            Has("matching", Integer),
            Has("agrees", Flag, "Nothing is missing, unknown or differing."),
            Has("missing_there", ListOf(One), "Sent, and not in the list, with what is due."),
            Has("unknown_here", ListOf(One), "In the list, and never sent."),
            Has("differing", ListOf(Answer("DifferingCharge", Has("charge_id", Text), Has("ours", DecimalText), Has("theirs", DecimalText))))),
    });

    private static async Task Reconcile(Gate gate)
    {
        (BilledCharge[] theirs, int since) = await gate.JsonFields(["charges", "since_batch"], fields =>
        {
            fields.Required("charges");
            return (
                fields.Each("charges", ["charge_id", "amount"], item => new BilledCharge(item.RequiredId("charge_id"), item.RequiredMoney("amount"))).ToArray(),
                Math.Max(fields.OptionalInteger("since_batch") ?? 1, 1));
        });
        await gate.Fresh();
        Batch[] batches = await gate.Host.Shard.Read((books, _) => books.Outbox.Batches.Skip(since - 1).ToArray(), gate.Cancel);
        IEnumerable<Charge> taken = await ChargeLookup.TakenBack(gate, batches.SelectMany(batch => batch.TakenBack));
        Reconciliation found = Reconciliation.Of(
            batches.Length == 0 ? [] : ChargeLookup.Between(gate, batches[0].After, batches[^1].Through).Concat(taken).Select(charge => new BilledCharge(charge.Id, charge.Due)),
            theirs);
        await gate.Answer(StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("matching"u8, found.Matching);
            json.WriteBoolean("agrees"u8, found.Agrees);
            Write("missing_there", found.MissingThere);
            Write("unknown_here", found.UnknownHere);
            json.WriteStartArray("differing"u8);
            foreach (DifferingCharge one in found.Differing)
            {
                json.WriteStartObject();
                json.WriteString("charge_id"u8, one.Id);
                json.WriteString("ours"u8, (Money?)one.Ours);
                json.WriteString("theirs"u8, (Money?)one.Theirs);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();

            void Write(string name, IEnumerable<BilledCharge> some)
            {
                json.WriteStartArray(name);
                foreach (BilledCharge one in some)
                {
                    json.WriteStartObject();
                    json.WriteString("charge_id"u8, one.Id);
                    json.WriteString("amount"u8, (Money?)one.Amount);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }
        });
    }
}
