using Tollgate.Engine.Accounts;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Receivables;

/// <summary>
/// Joins an account's delinquency to its invoices: the one that is unpaid longest makes it, under the environment's terms, and when none is left it ends. What
/// an operator has set by hand stays until he clears it.
/// </summary>
internal static class Dunning
{
    /// <summary>Who says so in the facts that come of it.</summary>
    public const string Author = "billing";

    /// <param name="changed">The invoice as it is behind the facts before.</param>
    public static IEnumerable<Fact> Follow(Books books, InvoiceBook changed, RecordedAt now) => Follow(books, [changed], now);

    /// <summary>The same of several. An invoice that is not paid makes both delinquent: the account that used, and the one that pays for it.</summary>
    public static IEnumerable<Fact> Follow(Books books, IReadOnlyList<InvoiceBook> changed, RecordedAt now) => changed
        .SelectMany(invoice => new[] { invoice.Invoice.AccountId, invoice.Invoice.BillTo })
        .OfType<string>()
        .Distinct(StringComparer.Ordinal)
        .SelectMany(id => Follow(books, books.OwnAccount(id), [.. changed.Where(invoice => invoice.Invoice.AccountId == id || invoice.Invoice.BillTo == id)], now));

    private static IEnumerable<Fact> Follow(Books books, AccountBook account, InvoiceBook[] changed, RecordedAt now)
    {
        InvoiceBook? driver = account.Unpaid
            .Where(invoice => !changed.Any(other => other.Id == invoice.Id))
            .Concat(changed)
            .Where(invoice => invoice.UnpaidSince() is not null)
            .OrderBy(invoice => invoice.UnpaidSince()!.Value.Microseconds)
            .ThenBy(invoice => invoice.Id, StringComparer.Ordinal)
            .FirstOrDefault();
        Delinquency? current = account.Standing.Delinquency;
        if (current is { InvoiceId: null })
            return [];
        if (driver is null)
            return current is null ? [] : [new DelinquencyCleared(account.Id, $"Nothing of {changed[0].Invoice.Number} is unpaid any more.", Author, now)];
        EffectiveAt since = driver.UnpaidSince()!.Value;
        if (current?.InvoiceId == driver.Id && current.Since == since)
            return [];
        (DelinquencyPolicy policy, int afterDays) = books.DelinquencyTerms is { } terms ? (terms.Policy, terms.AfterDays) : (DelinquencyPolicy.Allow, 0);
        return [new DelinquencyMarked(account.Id, since, policy, afterDays, $"The invoice {driver.Invoice.Number} is not paid.", Author, now) { InvoiceId = driver.Id }];
    }

    public static Outcome Decide(SetDelinquencyTerms command, RecordedAt now)
    {
        if (StandingChanges.RefuseDays(command.AfterDays) is { } refused)
            return refused;
        var set = new DelinquencyTermsSet(command.Policy, command.AfterDays, command.Author, now);
        return Outcome.Of(set, set);
    }
}
