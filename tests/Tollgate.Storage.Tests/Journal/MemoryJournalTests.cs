using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Tests.Journal;

/// <summary>Excluded: nothing. "After opening again" means another owner of the same store, since nothing outlives the process.</summary>
public sealed class MemoryJournalTests : JournalConformance
{
    private readonly MemoryJournalStore _store = new(Identity);

    private protected override IJournal Open(JournalIdentity identity) => MemoryJournal.Open(_store, identity);

    private protected override void Fill(IJournal journal) => _store.Capacity = _store.Bytes + 10_000;

    private protected override void FlipBit(long seq, int at) => _store.Tamper(seq, bytes => bytes[at] ^= 1);
}
