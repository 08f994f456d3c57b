using Tollgate.Server.Receipts;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Tests.Receipts;

/// <summary>What somebody with the data folder and the journal can make of a receipt, without the server.</summary>
internal static class OfflineProof
{
    /// <summary>Checks the signature and makes the decision again.</summary>
    public static Redecision Of(string text, string data, StoreAddress? store = null)
    {
        Receipt receipt = PresentedReceipt.Read(text).Check(SigningKeys.ReadPublic(data), "The data folder");
        using IStoreReader reader = (store ?? StoreAddress.Embedded).OpenReader(data);
        using IJournalReader journal = reader.OpenReader(StreamId.OfShard(receipt.Taken.Environment, receipt.Taken.Moment.AsOf.Shard));
        return Redecision.Of(receipt, journal, null, (_, _) => { }, TestContext.Current.CancellationToken);
    }
}
