using Tollgate.Engine;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;

namespace Tollgate.Server.Ledger;

/// <summary>An account's ledger, as the journal has it by now, to be read as rows or added up.</summary>
internal sealed class AccountLedger
{
    private const long Day = 86_400_000_000;

    private readonly UsageLookup _usage;
    private readonly string _account;
    private readonly LedgerTerms _terms;
    private readonly long _committed;

    private AccountLedger(UsageLookup usage, string account, LedgerTerms terms, long committed, RecordedAt now, Holdings? holdings)
    {
        _usage = usage;
        _account = account;
        _terms = terms;
        _committed = committed;
        Now = now;
        Holdings = holdings;
    }

    /// <summary>All that was recorded before it is in the ledger.</summary>
    public RecordedAt Now { get; }

    /// <summary>What the account holds, a copy; null when it never had a grant.</summary>
    public Holdings? Holdings { get; }

    /// <param name="account">The account's own id.</param>
    public static async Task<AccountLedger> Open(Gate gate, string account)
    {
        RecordedAt real = gate.Services.RealTime;
        StreamLoop<Books> shard = gate.Host.Shard;
        (RecordedAt now, EffectiveAt? due) = await shard.Read((books, _) => (books.Time(real), books.Account(account)!.NextDue), gate.Cancel);
        // A ledger is of what is recorded: what fell due this second, and the next sweep would record, is so before it is read.
        if (due?.Microseconds <= now.Microseconds)
            await shard.Submit(new Submission([new RecordDues(account)]), gate.Cancel);
        // What the state knows is no less than what the journal has up to here.
        long committed = shard.Committed.Seq;
        (LedgerTerms terms, Holdings? holdings) = await shard.Read((books, _) => (LedgerTerms.Of(books.Account(account)!), books.Account(account)!.Holdings?.Copy()), gate.Cancel);
        return new AccountLedger(gate.Host.Usage, account, terms, committed, now, holdings);
    }

    /// <summary>Its rows, from the block of a row on; all from the first block on.</summary>
    /// <param name="knownAt">Up to when what was known counts.</param>
    /// <exception cref="Tollgate.Storage.Journal.JournalException">The journal cannot be read.</exception>
    public IEnumerable<PlacedRow> Rows(long fromSeq, RecordedAt knownAt) =>
        LedgerReading.Rows(_terms, Movements(fromSeq, _committed, new EffectiveAt(long.MinValue)).TakeWhile(moved => moved.At <= knownAt), fromSeq <= 0, knownAt, Left);

    /// <summary>What each lot held, and the allowances of an instant; as things were known.</summary>
    /// <param name="at">Null is all that was known, also of later.</param>
    /// <inheritdoc cref="Rows"/>
    public LedgerSums Sums(EffectiveAt? at, RecordedAt knownAt)
    {
        // Of the allowances only those of the instant matter, and before the first grant there was none.
        long since = (at?.Microseconds ?? knownAt.Microseconds);
        foreach (AllowanceTerms allowance in AllowancesAt(at, knownAt))
            since = Math.Min(since, allowance.Start.Microseconds);
        foreach (GrantBook grant in Holdings?.Grants.Values ?? [])
            since = Math.Min(since, Math.Min(grant.Grant.EffectiveAt.Microseconds, grant.IssuedAt.Microseconds));
        var sums = new LedgerSums();
        var facts = Movements(0, _committed, new EffectiveAt(since - Day)).TakeWhile(moved => moved.At <= knownAt);
        var unfiltered = new LedgerSums();
        foreach (PlacedRow placed in LedgerReading.Rows(_terms, facts, fromStart: true, knownAt, (allowance, _) => unfiltered[allowance.Lot, Balance.Available]))
        {
            unfiltered.Add(placed.Row);
            if (!(placed.Row.EffectiveAt > at))
                sums.Add(placed.Row);
        }

        return sums;
    }

    /// <summary>The allowances of the period that an instant falls in.</summary>
    /// <param name="at">Null is the instant of what was known.</param>
    public IEnumerable<AllowanceTerms> AllowancesAt(EffectiveAt? at, RecordedAt knownAt) => _terms.AllowancesAt(at ?? new EffectiveAt(knownAt.Microseconds), knownAt);

    private IEnumerable<Moved> Movements(long fromSeq, long upTo, EffectiveAt since) => _usage.Movements(_account, fromSeq, upTo, since);

    /// <summary>What an allowance has left at its end: read again from its begin on, since a page of the ledger begins anywhere.</summary>
    private Units Left(AllowanceTerms allowance, FactPosition position)
    {
        Units left = Units.Of(allowance.Included!.Value);
        foreach (Moved moved in Movements(0, position.Seq, new EffectiveAt(allowance.Start.Microseconds - Day)))
        {
            if (moved.Position.CompareTo(position) > 0)
                break;
            foreach (LedgerRow row in LedgerRows.Of(_terms, moved.Before, moved.Fact, moved.Next).Where(row => row.Lot == allowance.Lot))
                left += row.To == Balance.Available ? row.Units : row.From == Balance.Available ? -row.Units : Units.Zero;
        }

        return left;
    }
}
