using System.Globalization;
using Tollgate.Engine.Commitments;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Taxes;
using Tollgate.Server.Http;

namespace Tollgate.Server.Invoicing;

/// <summary>Tells an invoice in sentences that its reader understands: what was counted, what was included, how it was priced, and why each amount is what it is.</summary>
internal static class InvoiceSentences
{
    /// <summary>Of the invoice as a whole.</summary>
    public static IEnumerable<string> Of(Paper paper)
    {
        (InvoiceView invoice, InvoiceContent content) = (paper.Invoice, paper.Invoice.Content);
        yield return invoice.Final is { } final
            ? $"Invoice {final.Number} is for {paper.Customer}, dated {paper.Date(invoice.Date)}. It says what was recorded when it became final, {paper.Date(final.FinalizedAt)}, and never changes."
            : $"This is a draft for {paper.Customer}, dated {paper.Date(invoice.Date)}. It is computed anew whenever it is read.";
        if (paper.UsedBy is { } user)
            yield return $"It is for what {user} has, which {paper.Customer} pays for.";
        if (invoice.ConsolidatedIn is { } document)
            yield return $"It is a part of the consolidated invoice {document}, {(invoice.Final is null ? "and becomes final with it" : "whose number it bears")}.";
        yield return Sum(paper, content);
        if (content.Taxes.IsEmpty)
            yield return "No tax is on it.";
        foreach (UnbilledUsage unbilled in content.NotBilled.Concat(invoice.Late))
            yield return unbilled.Meter is null ? $"{unbilled.Charge} is on no line. {unbilled.Detail}" : $"{Units(unbilled.Quantity)} of {unbilled.Meter} in {Events(unbilled.Events)} are on no line. {unbilled.Detail}";
        foreach (string sentence in invoice.After is { } after ? After(paper, after) : [])
            yield return sentence;
    }

    /// <summary>Of one line.</summary>
    public static IEnumerable<string> Of(Paper paper, InvoiceLine line)
    {
        foreach (string sentence in !line.Seats.IsEmpty ? Seats(paper, line) : line.Kind is LineKind.Fixed or LineKind.Usage ? line.Meter is null ? Fixed(paper, line) : Usage(paper, line) : Promised(paper, line))
            yield return sentence;
        if (line.Converted is { } converted && line.Corrects is (null or { IsAgain: true }))
            yield return $"Its price is in {converted.Currency}: {Currency.Of(converted.Currency).FormatExact(converted.Amount)} {converted.Currency} at {converted.Rate}, the rate since {paper.Date(converted.RateFrom)}.";
        if (line.Corrects is { } corrected)
            yield return Correction(paper, line, corrected);
        if (line.ExactAmount != line.Amount)
            yield return $"That is {paper.Amount(line.ExactAmount)} exactly, rounded once to {paper.Amount(line.Amount)} {paper.Currency}.";
        foreach (string sentence in line is { Kind: not (LineKind.Prepaid or LineKind.TrueUp or LineKind.Unused), Commit: { } commit } ? Counted(paper, line, commit) : [])
            yield return sentence;
        Money fromWallets = line.Kind == LineKind.Unused ? Money.Zero : line.Paid - (line.Commit?.Drawn ?? Money.Zero);
        if (!fromWallets.IsZero)
            yield return $"{paper.Amount(fromWallets)} of it was paid from a prepaid balance, so {paper.Amount(line.Amount - line.Paid)} is left.";
        foreach (TaxLine tax in paper.Invoice.Content.Taxes.Where(tax => tax.Line == line.Number && !tax.Taxable.IsZero))
            yield return $"{tax.Name}{(tax.Percent is { } percent ? $" of {percent} %" : "")} on {paper.Amount(tax.Taxable)} is {paper.Amount(tax.Amount)}.";
        if (paper.Invoice.After is not { } after)
            yield break;
        if (after.Credited(line.Number) is { IsZero: false } credited)
            yield return $"{paper.Amount(credited)} of it was credited, before tax.";
        if (after.DisputeOf(line.Number) is { } dispute)
            yield return $"It is disputed since {paper.Date(dispute.OpenedAt)}: {dispute.Reason}";
    }

    internal static string Sum(Paper paper, InvoiceContent content)
    {
        string sum = $"Its {(content.Lines.Length == 1 ? "line comes" : $"{content.Lines.Length} lines come")} to {paper.Amount(content.Subtotal())} {paper.Currency}";
        if (!content.Paid().IsZero)
            sum += $", prepaid {(content.Lines.Any(line => line.Commit is { Drawn.IsZero: false } || line.Kind == LineKind.Unused) ? "commits and " : "")}balances paid {paper.Amount(content.Paid())}";
        if (!content.Taxes.IsEmpty)
            sum += $", taxes add {paper.Amount(content.Tax())}";
        return content.Total == content.Subtotal() ? $"{sum}." : $"{sum}: {paper.Amount(content.Total)} {paper.Currency} in all.";
    }

    private static IEnumerable<string> Fixed(Paper paper, InvoiceLine line)
    {
        string of = line.AddOn is { Quantity: > 1 and var bought } ? $", of {bought} that were bought" : "";
        if (line.Corrects is not null)
        {
            yield return $"{line.Description}, for {paper.Span(line.From, line.To)}.";
            yield break;
        }

        yield return $"{line.Description} is a fixed charge for {paper.Span(line.From, line.To)}{of}.";
        Money whole = line.Tiers.Aggregate(Money.Zero, (sum, tier) => sum + tier.Amount);
        Money part = line.Converted?.Amount ?? line.ListAmount ?? line.ExactAmount;
        if (!line.Adjustment().IsZero && part != whole)
            yield return $"A whole period costs {paper.Amount(whole)}; for the part that this line is for, {(line.ListPrice is null ? "and less what is discounted" : "by the list")}, that is {paper.Amount(part)}.";
        foreach (string sentence in Agreed(paper, line))
            yield return sentence;
    }

    private static IEnumerable<string> Seats(Paper paper, InvoiceLine line)
    {
        yield return $"{line.Description} is for the seats that were held {paper.Span(line.From, line.To)}, of each day the most at once: {string.Join(", ", line.Seats.Select(run => $"{Number(run.Seats)} on {Number(run.Days)} {(run.Days == 1 ? "day" : "days")} from {paper.Date(run.From)}"))}.";
        yield return $"Together that is {Number(line.Metered)} seats for a day{(line.Metered == line.Quantity ? "" : $", of which {Number(line.Metered - line.Quantity)} are free")}.";
        foreach (RatedTier tier in line.Tiers)
            yield return $"Over the days of the whole period that is {Texts.Grouped(tier.Quantity.ToString())} seats, at {paper.Amount(Quantity.One * tier.UnitAmount)} each {paper.Amount(tier.Amount)}.";
        if (line.Adjustment() is { IsZero: false } adjustment)
            yield return $"Discounts, a minimum or a maximum change that by {paper.Amount(adjustment)}, to {paper.Amount(line.Converted?.Amount ?? line.ExactAmount)}.";
    }

    /// <summary>What the contract has in place of the list price.</summary>
    private static IEnumerable<string> Agreed(Paper paper, InvoiceLine line)
    {
        if (line.ContractPrice is { } price)
            yield return $"The price agreed is {price}{(line.ListAmount is { } list ? $"; by the list it would be {paper.Amount(list)}" : "")}.";
        if (!line.Promotions.IsEmpty)
            yield return $"{string.Join(", ", line.Promotions)} {(line.Promotions.Length == 1 ? "is" : "are")} taken off.";
    }

    private static string Correction(Paper paper, InvoiceLine line, CorrectedLine corrected) => corrected switch
    {
        { Line: { } number } => $"It corrects line {number} of {corrected.Number}: what that line comes to now, less what was billed of it, is {paper.Amount(line.Amount)}.",
        { Number: { } number } => $"It should have stood on {number}, and did not: what it comes to now is {paper.Amount(line.Amount)}.",
        _ => $"Nothing was billed for it before: what it comes to now is {paper.Amount(line.Amount)}.",
    };

    /// <summary>What is billed for what the contract promises, and not for what was sold.</summary>
    private static IEnumerable<string> Promised(Paper paper, InvoiceLine line)
    {
        string span = paper.Span(line.From, line.To);
        string change = line.Corrects is null ? "" : "What was billed of it changes by this line. ";
        yield return line.Kind switch
        {
            LineKind.Prepaid => $"{change}{line.Description} pays usage of {span} as it is billed, until it is used up.",
            LineKind.TrueUp => $"{change}{line.Description} is what the usage of {span} falls short of the amount that was promised for it.",
            LineKind.Unused => $"{change}{line.Description} is what the usage of {span} left of it. It was billed in advance, so nothing is due for it.",
            _ => $"{change}{line.Description} is what the charges of {span} fall short of the least that a billing period costs.",
        };
    }

    private static IEnumerable<string> Counted(Paper paper, InvoiceLine line, CommitUse commit)
    {
        if (commit.AtRates is { } atRates && atRates != line.Amount && !atRates.IsZero && line.Corrects is null)
            yield return $"The commit {commit.Name} covers {paper.Amount(atRates)} of it at its own rates; the rest is at the contract's price.";
        else if (commit.AtRates is { } all && all == line.Amount && line.Corrects is null)
            yield return $"It is at the rates of the commit {commit.Name}, which covers all of it.";
        if (!commit.Counted.IsZero)
            yield return $"{paper.Amount(commit.Counted)} counts toward the commit {commit.Name}.";
        if (!commit.Drawn.IsZero)
            yield return $"The commit {commit.Name}, which was billed in advance, pays {paper.Amount(commit.Drawn)} of it, so {paper.Amount(line.Amount - line.Paid)} is left.";
    }

    private static IEnumerable<string> Usage(Paper paper, InvoiceLine line)
    {
        string when = line.Corrects is null ? "counted" : "counted after that was billed";
        yield return $"From {paper.Span(line.From, line.To)}, {Units(line.Metered)} of {line.Meter} were {when}, in {Events(line.Events)}.";
        if (!line.Covered.IsZero)
            yield return $"{Units(line.Covered)} of them were included in the plan or granted, which leaves {Number(line.Quantity)} to be charged.";
        if (!line.FreeInGrace.IsZero)
            yield return $"{Units(line.FreeInGrace)} of those were used in a grace that costs nothing.";
        if (line.Corrects is not null)
            yield break;
        foreach (RatedTier tier in line.Tiers)
            yield return Tier(paper, tier, alone: line.Tiers.Length == 1);
        if (line.Tiers.IsEmpty && !line.Quantity.IsZero)
            yield return "Nothing of it has a price of its own.";
        if (line.Adjustment() is { IsZero: false } adjustment)
            yield return $"Discounts, a minimum or a maximum change that by {paper.Amount(adjustment)}, to {paper.Amount(line.Converted?.Amount ?? line.ExactAmount)}.";
        foreach (string sentence in Agreed(paper, line))
            yield return sentence;
    }

    private static string Tier(Paper paper, RatedTier tier, bool alone)
    {
        string where = alone && tier.UpTo is null && tier.From.IsZero
            ? ""
            : tier.UpTo is { } top ? $"Above {Number(tier.From)} and up to {Number(top)}: " : $"Above {Number(tier.From)}: ";
        if (tier.Match is { Count: > 0 } match)
            where = $"For {string.Join(", ", match.Select(part => $"{part.Key} {part.Value}"))}: {where}";
        string price = paper.Amount(Quantity.One * tier.UnitAmount);
        string what = tier switch
        {
            { Events: { } events } => $"{Events(events)}, priced one by one,",
            { Packages: { } packages } => $"{Number(packages)} started packages at {price} each",
            { UnitAmount: var each } when each == default => "",
            _ => $"{Texts.Grouped(tier.Quantity.ToString())} at {price} each",
        };
        string flat = tier.FlatAmount.IsZero ? "" : $"{(what == "" ? "" : " and ")}{paper.Amount(tier.FlatAmount)} for this step";
        return what + flat == "" ? $"{where}it costs {paper.Amount(tier.Amount)}." : $"{where}{what}{flat} make {paper.Amount(tier.Amount)}.";
    }

    private static IEnumerable<string> After(Paper paper, InvoiceBook after)
    {
        foreach (ReceivableFact fact in after.History)
        {
            switch (fact)
            {
                case InvoiceVoided voided:
                    yield return $"It was voided on {paper.Date(voided.At)}, so nothing of it is owed: {voided.Reason}";
                    break;
                case CreditNoteIssued { Note: var note }:
                    yield return $"The credit note {note.Number} of {paper.Date(note.Date)} gives {paper.Amount(note.Total)} back: {note.Reason}";
                    break;
                case DisputeResolved { Outcome: DisputeOutcome.Dismissed } dismissed:
                    yield return $"A dispute of it was dismissed on {paper.Date(dismissed.At)}: {dismissed.Reason}";
                    break;
            }
        }

        if (after.State is InvoiceState.Paid or InvoiceState.Overdue)
            yield return after.State == InvoiceState.Paid ? "Billing says that it is paid." : "Billing says that it is overdue.";
    }

    private static string Units(Quantity units) => $"{Number(units)} {(units == Quantity.One ? "unit" : "units")}";

    private static string Events(long events) => $"{Texts.Grouped(events.ToString(CultureInfo.InvariantCulture))} {(events == 1 ? "event" : "events")}";

    private static string Number(Quantity number) => Texts.Grouped(number.ToString());
}
