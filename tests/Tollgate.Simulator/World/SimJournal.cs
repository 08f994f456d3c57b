using Tollgate.Storage.Journal;

namespace Tollgate.Simulator.World;

/// <summary>A journal as one process sees it: the in-memory twin, on a disk that fails.</summary>
internal sealed class SimJournal(Disk disk, Power power, JournalIdentity identity) : IJournal
{
    public JournalIdentity Identity => identity;

    public Head Head
    {
        get
        {
            Reach(IoPoint.Read);
            return Inner.Head;
        }
    }

    private MemoryJournal Inner => MemoryJournal.Open(disk.Journal(identity.Stream), identity);

    public Head TakeOver()
    {
        Reach(IoPoint.BeforeTakeOver);
        RefuseFull();
        Head head = Inner.TakeOver();
        disk.At(IoPoint.AfterTakeOver, power);
        return head;
    }

    public Head Append(EncodedBlock block)
    {
        Reach(IoPoint.BeforeAppend);
        RefuseFull();
        FaultKind? fault = disk.Faults.NextAppend;
        disk.Faults.NextAppend = null;
        if (fault is { } kind)
            disk.Faults.Note(kind);
        Head? after = fault is FaultKind.UnknownOutcomeLost or FaultKind.FailedSyncLost or FaultKind.LostBlock ? null : Inner.Append(block);
        switch (fault)
        {
            case FaultKind.UnknownOutcomeLost or FaultKind.UnknownOutcomeWritten:
                throw new JournalUnavailableException($"Journal {identity.Stream}: the connection broke while block {block.Header.Seq} was appended.");
            case FaultKind.FailedSyncLost or FaultKind.FailedSyncKept:
                throw new JournalSyncFailedException($"Journal {identity.Stream}: block {block.Header.Seq} could not be synced.");
            case FaultKind.LostBlock or FaultKind.TornBlock:
                // Cut off in the middle of a write: nothing of it is there, or a part.
                if (fault == FaultKind.TornBlock)
                    disk.Tear(identity.Stream, block);
                power.Cut();
                throw new PowerCutException();
            default:
                disk.At(IoPoint.AfterAppend, power);
                return after!.Value;
        }
    }

    public EncodedBlock? ReadBlock(long seq)
    {
        Reach(IoPoint.Read);
        disk.Damage?.NoteRead(identity.Stream, seq);
        return Inner.ReadBlock(seq);
    }

    public IEnumerable<EncodedBlock> Read(long fromSeq)
    {
        Reach(IoPoint.Read);
        long seq = fromSeq;
        disk.Damage?.NoteRead(identity.Stream, seq);
        foreach (EncodedBlock block in Inner.Read(fromSeq))
        {
            disk.Damage?.NoteRead(identity.Stream, ++seq);
            yield return block;
            Reach(IoPoint.Read);
        }
    }

    public Checkpointed Checkpoint() => default;

    public void Dispose()
    {
    }

    private void Reach(IoPoint point)
    {
        disk.At(point, power);
        if (disk.Away)
            throw new JournalUnavailableException($"Journal {identity.Stream} does not answer.");
    }

    private void RefuseFull()
    {
        if (disk.Full)
            throw new JournalFullException($"Journal {identity.Stream} has no room.");
    }
}
