using System.Collections.Immutable;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Bookkeeping;

/// <summary>Closes the books of a legal entity up to an instant: no invoice is dated before it from then on.</summary>
/// <param name="Until">Exclusive: the first instant that is open.</param>
public sealed record CloseAccountingPeriod(string LegalEntity, EffectiveAt Until, string Author) : Command<AccountingPeriodClosed>;

/// <summary>The books of a legal entity were closed. An invoice that would have been dated before <see cref="Until"/> is dated at it.</summary>
public sealed record AccountingPeriodClosed(string LegalEntity, EffectiveAt Until, string Author, RecordedAt At) : Fact;

/// <summary>The closed accounting periods of a shard, by legal entity, in the order in which they were closed.</summary>
public sealed class AccountingPeriods
{
    private readonly SortedDictionary<string, ImmutableArray<AccountingPeriodClosed>> _closed = new(StringComparer.Ordinal);

    public IEnumerable<AccountingPeriodClosed> All => _closed.Values.SelectMany(closed => closed);

    /// <summary>Where the open time of a legal entity begins; null when nothing was ever closed.</summary>
    public EffectiveAt? OpenFrom(string legalEntity) => _closed.TryGetValue(legalEntity, out ImmutableArray<AccountingPeriodClosed> closed) ? closed[^1].Until : null;

    /// <summary>The date of an invoice that is made final now.</summary>
    public EffectiveAt DateOf(string legalEntity, EffectiveAt date) => OpenFrom(legalEntity) is { } open && open > date ? open : date;

    internal void Apply(AccountingPeriodClosed closed) =>
        _closed[closed.LegalEntity] = [.. _closed.GetValueOrDefault(closed.LegalEntity, []), closed];

    public static Outcome Decide(Books books, CloseAccountingPeriod command, RecordedAt now)
    {
        if (!books.Accounts.Values.Any(account => account.Account.LegalEntity == command.LegalEntity))
            return new Rejection(RejectionKind.NotFound, "legal_entity_not_found", $"No account is invoiced by a legal entity '{command.LegalEntity}'.", "/legal_entity");
        if (command.Until.Microseconds > now.Microseconds)
            return new Rejection(RejectionKind.Conflict, "period_not_ended", $"Time up to {command.Until} is not over yet; now is {now}.", "/until");
        if (books.AccountingPeriods.OpenFrom(command.LegalEntity) is { } open && command.Until <= open)
            return new Rejection(RejectionKind.Conflict, "period_already_closed", $"The books of '{command.LegalEntity}' are closed up to {open} already, and are not opened again.", "/until");
        var closed = new AccountingPeriodClosed(command.LegalEntity, command.Until, command.Author, now);
        return Outcome.Of(closed, closed);
    }
}
