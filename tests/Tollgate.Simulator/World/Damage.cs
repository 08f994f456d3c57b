using Tollgate.Storage.Journal;

namespace Tollgate.Simulator.World;

/// <summary>Something on the disk is not what was written, and cannot be served from. A start must refuse it; then somebody mends it.</summary>
/// <param name="Refusals">How a start may say so.</param>
internal sealed record Damage(FaultKind Kind, string Where, IReadOnlyList<Type> Refusals, Action Mend)
{
    /// <summary>The block that is damaged; null when it is another thing.</summary>
    public (StreamId Stream, long Seq)? Block { get; init; }

    /// <summary>Somebody came upon it. A start need not read what a snapshot and the index hold already.</summary>
    public bool WasRead { get; private set; }

    public void NoteRead(StreamId stream, long seq) => WasRead |= Block == (stream, seq);
}
