using Tollgate.Storage.Deliveries;
using Tollgate.Storage.HighWater;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Installation;

/// <summary>How far a stream has been carried.</summary>
/// <param name="Blocks">Of the stream, how many are there.</param>
/// <param name="All">How many there are to be.</param>
public readonly record struct CarriedBlocks(StreamId Stream, long Blocks, long All);

/// <summary>
/// Carries an installation from one store to another: every stream's blocks with the bytes, hashes and head that they have. It can be cut off at
/// any point, by whatever: the installation lives in the old store until everything is in the new one, the old one is only read, and the same
/// move begun again goes on where it was. While it runs, the data folder is locked.
/// </summary>
public sealed class StoreMove : IDisposable
{
    private const int BlocksAtOnce = 256;
    private const int BytesAtOnce = 4 * 1024 * 1024;

    private readonly DataFolder _folder;

    private StoreMove(DataFolder folder, IStore from, IStore to)
    {
        _folder = folder;
        From = from;
        To = to;
        Streams = from.Streams();
    }

    public IStore From { get; }

    public IStore To { get; }

    /// <summary>What is carried.</summary>
    public IReadOnlyList<StreamId> Streams { get; }

    /// <summary>Takes both stores, and notes in the folder and in the new store what is being done.</summary>
    /// <exception cref="StoreException">The installation does not live in <paramref name="from"/>, or <paramref name="to"/> is not empty.</exception>
    /// <exception cref="DataFolderException">There is no installation, a server has the folder, or it cannot be written.</exception>
    /// <exception cref="StoreBehindHighWaterException">The old store has lost something.</exception>
    /// <exception cref="JournalException">One of them cannot be opened, or is another installation's.</exception>
    public static StoreMove Begin(string dataFolder, StoreAddress from, StoreAddress to)
    {
        _ = DataFolder.ReadInstallationId(dataFolder);
        using DataFolder folder = DataFolder.Open(dataFolder);
        StoreRecord noted = StoreRecord.Read(folder.Root) ?? new(from.Place);
        RefuseWrong(folder, noted, from.Place, to.Place);
        IStore? source = null, target = null;
        try
        {
            source = from.Open(folder, mustExist: true);
            RefuseSource(source, to.Place);
            target = to.Open(folder);
            RefuseTarget(source, target, noted);
            // First in the folder: a target that says 'arriving' is then always one that the folder knows of.
            (noted with { MovingTo = to.Place }).Write(folder);
            target.Standing = StoreStanding.ArrivingFrom(from.Place);
            return new(folder.Share(), source, target);
        }
        catch
        {
            target?.Dispose();
            source?.Dispose();
            throw;
        }
    }

    /// <summary>Carries what is not there yet.</summary>
    /// <exception cref="StoreException">The new store holds another history, or somebody writes to the old one.</exception>
    /// <exception cref="JournalException">One of the stores failed. What was carried is kept.</exception>
    public void Carry(Action<CarriedBlocks> report, CancellationToken cancel = default)
    {
        foreach (string environment in From.Environments())
            To.CreateEnvironment(environment);
        foreach (StreamId stream in Streams)
        {
            using IJournalReader source = From.OpenReader(stream);
            using IJournalIntake target = To.OpenIntake(stream);
            Carry(source, target, report, cancel);
        }
    }

    /// <summary>
    /// The installation lives in the new store from here on. In this order, so that no two stores call themselves its home, whatever is cut off.
    /// </summary>
    /// <returns>How many messages to webhooks were carried: last, since those that wait change as long as a server runs.</returns>
    /// <exception cref="StoreException">The new store does not hold what the old one does.</exception>
    /// <exception cref="DeliveriesUnavailableException">The messages cannot be carried now. The same move begun again does.</exception>
    public long Settle()
    {
        // First, since a server that runs on a copy of the data folder writes until then.
        From.Standing = StoreStanding.LeftFor(To.Place);
        foreach (StreamId stream in Streams)
        {
            using IJournalReader source = From.OpenReader(stream);
            using IJournalReader target = To.OpenReader(stream);
            (Head there, Head here) = (source.Head, target.Head);
            if ((there.Seq, there.Hash, there.Incarnation) == (here.Seq, here.Hash, here.Incarnation))
                continue;
            From.Standing = StoreStanding.Home;
            throw new StoreException($"{stream} ends with {here.Seq} ({here.Hash}) in {To.Description}, and with {there.Seq} ({there.Hash}) in {From.Description}. Nothing was switched. See that no server writes to it, and run the move again.");
        }

        long messages = CarryMessages();
        To.Standing = StoreStanding.Home;
        new StoreRecord(To.Place).Write(_folder);
        return messages;
    }

    private long CarryMessages()
    {
        long messages = 0;
        foreach (IGrouping<string, StreamId> environment in Streams.GroupBy(stream => stream.Environment, StringComparer.Ordinal))
        {
            using DeliveryStore source = From.OpenDeliveries(environment.Key);
            using DeliveryStore target = To.OpenDeliveries(environment.Key);
            messages += target.TakeFrom(source, environment);
        }

        return messages;
    }

    public void Dispose()
    {
        To.Dispose();
        From.Dispose();
        _folder.Dispose();
    }

    private static void Carry(IJournalReader source, IJournalIntake target, Action<CarriedBlocks> report, CancellationToken cancel)
    {
        StreamId stream = source.Identity.Stream;
        Head head = target.Head;
        RefuseOtherHistory(source, head);
        Head whole = source.Head;
        List<EncodedBlock> batch = [];
        try
        {
            report(new(stream, head.Seq + 1, whole.Seq + 1));
            foreach (EncodedBlock block in source.Read(head.Seq + 1))
            {
                batch.Add(block);
                if (batch.Count == BlocksAtOnce || batch.Sum(waiting => (long)waiting.Length) >= BytesAtOnce)
                    Take();
                cancel.ThrowIfCancellationRequested();
            }

            if (batch.Count > 0)
                Take();
            Head now = source.Head;
            if (now.Seq != head.Seq)
                throw new StoreException($"{stream} was written to while it was carried: a server runs, perhaps on another machine with a copy of the data folder. Nothing was switched. Stop it, and run the move again.");
            if (head.Seq >= 0 || whole.Epoch > 0)
                target.Finish(now);
        }
        finally
        {
            batch.ForEach(block => block.Dispose());
        }

        void Take()
        {
            head = target.Take(batch);
            batch.ForEach(block => block.Dispose());
            batch.Clear();
            report(new(stream, head.Seq + 1, Math.Max(head.Seq, whole.Seq) + 1));
        }
    }

    private static void RefuseWrong(DataFolder folder, StoreRecord noted, string from, string to)
    {
        if (from == to)
            throw new StoreException($"--from and --to name the same store, {StoreAddress.Told(from)}.");
        if (noted.Home == to)
            throw new StoreException($"The installation in {folder.Root} lives in {StoreAddress.Told(to)} already. There is nothing to move.");
        if (noted.Home != from)
            throw new StoreException($"The installation in {folder.Root} lives in {StoreAddress.Told(noted.Home)}, and --from names {StoreAddress.Told(from)}. Move it from where it lives.");
    }

    private static void RefuseSource(IStore source, string to)
    {
        if (source.Standing is { Kind: not StandingKind.Home } away && away != StoreStanding.LeftFor(to))
            StoreRecord.RefuseAway(source);
        if (source.Streams().Count == 0)
            throw new StoreException($"There is no installation in {source.Description}: nothing to move.");
        IReadOnlyList<string> environments = source.Environments();
        HighWaterMark.RefuseMissing(new DiskFolder(source.Folder.HighWaterPath), stream => environments.Contains(stream.Environment));
        foreach (StreamId stream in source.Streams())
        {
            using IJournalReader journal = source.OpenReader(stream);
            new HighWaterMark(source.Folder.HighWaterPath, stream).Check(journal);
        }
    }

    private static void RefuseTarget(IStore source, IStore target, StoreRecord noted)
    {
        IReadOnlyList<StreamId> there = target.Streams();
        bool isBegun = target.Standing == StoreStanding.ArrivingFrom(source.Place)
            || (noted.MovingTo == target.Place && source.Standing == StoreStanding.LeftFor(target.Place));
        if (there.Count == 0 || isBegun)
            return;
        string why = target.Standing is { Kind: StandingKind.Left, Other: var other }
            ? $" They are what was there before the installation was moved to {StoreAddress.Told(other!)}; remove them with: {target.Removal}"
            : " Name an empty one.";
        throw new StoreException($"{target.Description} is not empty: it holds {string.Join(", ", there.Take(4))}{(there.Count > 4 ? ", ..." : "")}. Nothing was moved.{why}");
    }

    private static void RefuseOtherHistory(IJournalReader source, Head head)
    {
        if (head.Seq < 0)
            return;
        using EncodedBlock? same = source.ReadBlock(head.Seq);
        if (same?.Hash != head.Hash)
            throw new StoreException($"The new store has another block {head.Seq} of {source.Identity.Stream} than the old one: it is not the beginning of the same history. Nothing was switched. Empty the new store, and begin the move again.");
    }
}
