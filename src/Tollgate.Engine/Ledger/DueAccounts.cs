using Tollgate.Engine.Accounts;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>
/// Which accounts have grants or seats that something falls due of, by when. Who touches an account records what fell due for it; the sweep does it for those
/// that nobody touches, a few at a time, so that the start of a month is not a stampede.
/// </summary>
public sealed class DueAccounts
{
    /// <summary>The most accounts of one sweep, and the most facts after which it takes no further step, be it in the midst of an account that has thousands.</summary>
    public const int MostAccounts = 100, MostFacts = 1000;

    private readonly SortedSet<(long At, string Account)> _byInstant = new(Comparer<(long At, string Account)>.Create(
        (left, right) => left.At != right.At ? left.At.CompareTo(right.At) : string.CompareOrdinal(left.Account, right.Account)));

    /// <summary>When the next account is due; null when none will be.</summary>
    public EffectiveAt? Next => _byInstant.Count == 0 ? null : new EffectiveAt(_byInstant.Min.At);

    public static Outcome Decide(Books books, RecordedAt now)
    {
        List<Fact> facts = [];
        int accounts = 0;
        bool left = false;
        foreach ((long at, string id) in books.DueAccounts._byInstant)
        {
            if (at > now.Microseconds)
                return Outcome.Of(new DuesSwept(accounts, More: left), facts);
            if (accounts == MostAccounts || facts.Count >= MostFacts)
                return Outcome.Of(new DuesSwept(accounts, More: true), facts);
            facts.AddRange(books.OwnAccount(id).DueBy(now, MostFacts - facts.Count, out bool more));
            left |= more;
            accounts++;
        }

        return Outcome.Of(new DuesSwept(accounts, More: left), facts);
    }

    /// <summary>An account's grants or seats changed.</summary>
    internal void Moved(AccountBook account)
    {
        EffectiveAt? next = account.NextDue;
        if (next == account.EnteredAsDue)
            return;
        if (account.EnteredAsDue is { } before)
            _byInstant.Remove((before.Microseconds, account.Id));
        if (next is { } at)
            _byInstant.Add((at.Microseconds, account.Id));
        account.EnteredAsDue = next;
    }
}
