using System.Globalization;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Invoicing;

/// <summary>Why an invoice that is no draft cannot be made final.</summary>
internal static class FinalizationRefusal
{
    /// <summary>So many invoices ahead are named with their dates; the calendar has all of them, also by the year.</summary>
    private const long Foreseen = 1_200;

    public static Rejection Of(Books books, string invoiceId)
    {
        if (books.Invoices.TryGetValue(invoiceId, out InvoiceBook? final))
        {
            return Refusals.IfVoid(final) ?? new Rejection(
                RejectionKind.Conflict,
                "invoice_already_final",
                $"The invoice is final since {final.Invoice.FinalizedAt}, under the number {final.Invoice.Number}."
            );
        }

        if (Upcoming(books, invoiceId) is { } date)
            return new Rejection(RejectionKind.Conflict, "period_not_ended", $"The invoice is dated at {date}, the end of its period, and is opened by a billing run from then on.");
        return new Rejection(RejectionKind.NotFound, "draft_not_found", $"There is no draft '{invoiceId}'.");
    }

    /// <summary>The date of an invoice that a contract will have and has not yet; null of any other id.</summary>
    private static EffectiveAt? Upcoming(Books books, string invoiceId)
    {
        int place = invoiceId.LastIndexOf('_');
        if (place < 5
            || !long.TryParse(invoiceId.AsSpan(place + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long boundary)
            || !books.Contracts.TryGetValue($"ctr_{invoiceId[4..place]}", out ContractBook? contract)
            || boundary < contract.NextInvoice
            || boundary - contract.NextInvoice > Foreseen
            || (boundary > 0 && contract.Contract.EndsAt is { } end && contract.WholePeriod(boundary - 1).Start >= end))
        {
            return null;
        }

        EffectiveAt date = Billing.DateOf(contract, boundary);
        return date.Microseconds > books.Now.Microseconds ? date : null;
    }
}
