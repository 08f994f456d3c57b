using System.Globalization;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Seats;
using Tollgate.Engine.Taxes;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Scenarios;

/// <summary>What the engine answers, in the words of a <see cref="Story"/>.</summary>
internal static class Words
{
    /// <summary>The same, and of what may be granted in part how much was.</summary>
    public static string Of(Outcome outcome, bool partial) =>
        partial && outcome.Answer is Decision { Allowed: true } decision ? $"{Of(decision)}, granted {decision.GrantedUnits}" : Of(outcome);

    public static string Of(Outcome outcome) => outcome switch
    {
        { Rejection: { } rejection } => rejection.Code,
        { Answer: UsageReported { Conflict: true } } => "conflict",
        { Answer: UsageReported { Duplicate: true } } => "duplicate",
        { Answer: UsageReported } => string.Join("; ", ((UsageCounted)outcome.Facts[0]).Tallies.Select(Of)),
        { Answer: Reserved { Reservation: null } denied } => Of(denied.Decision),
        { Answer: Reserved held } => $"{Of(held.Decision)}, holds {held.Reservation!.Units}",
        { Answer: ReservationEnd end } => $"settled {end.Units}, covered {end.Covered}",
        { Answer: OverrideAnswer { Supersedes: { IsEmpty: false } others } } => $"ok, before {string.Join(", ", others)}",
        { Answer: Decision decision } => Of(decision),
        { Answer: SeatAnswer answer } => Of(answer),
        { Answer: InvoiceBook book } => Of(book),
        { Answer: CreditNote note } => $"{note.Id} {note.Number}: {string.Join(", ", note.Lines.Select(line => $"line {line.Line} {line.Amount}"))}{(note.Taxes.IsEmpty ? "" : $", tax {string.Join(", ", note.Taxes.Select(tax => tax.Amount))}")}; total {note.Total}",
        { Answer: ReissuedInvoice made } => $"{made.Note.Number} of {made.Note.Total}; {made.Invoice.InvoiceId} {made.Invoice.Number}: {Of(made.Invoice.Content)}",
        { Answer: Dispute dispute } => $"{dispute.Id} {(dispute.Resolution is { } resolved ? Snake(resolved.Outcome) + (resolved.CreditNoteId is { } note ? " " + note : "") : "open")}",
        { Answer: ContractBilled billed } => Of(billed, outcome.Facts),
        _ => "ok",
    };

    /// <summary><c>overdue, due 60, unpaid since 2025-08-01T00:00:00Z</c></summary>
    public static string Of(InvoiceBook book) => $"{Snake(book.State)}, due {book.Due()}{(book.UnpaidSince() is { } since ? $", unpaid since {since}" : "")}";

    public static string Of(AccountStanding standing) =>
        standing.Delinquency is { } owing ? $"{Snake(owing.Policy)} after {owing.AfterDays} days since {owing.Since}, by {owing.Author}: {owing.Reason}" : "nothing";

    /// <summary><c>line 1 VAT 19 % of 30: 5.7</c></summary>
    public static string Of(IReadOnlyList<TaxLine> taxes) => Joined(taxes.Select(tax => $"line {tax.Line} {tax.Name}{(tax.Percent is { } percent ? $" {percent} %" : "")} of {tax.Taxable}: {tax.Amount}"));

    /// <summary><c>allowed within_limit 10 of 100, left 90</c>, and what else is so.</summary>
    public static string Of(Decision decision)
    {
        string answer = $"{(decision.Allowed ? "allowed" : "denied")} {Snake(decision.Reason)}";
        if (decision.Value is { } value)
            answer += $", value {value}";
        if (decision.Unmet is { } unmet)
            answer += $", {unmet.Kind.ToString().ToLowerInvariant()} {(unmet.Name is null ? "" : unmet.Name + " ")}{unmet.Found ?? "none"} not {string.Join(" or ", unmet.Wanted)}";
        if (decision.Metered is { } state)
        {
            answer += $", {state.Consumed} of {state.Limit?.ToString() ?? "unlimited"}";
            answer += state.OverageUnits.IsZero ? "" : $", over {state.OverageUnits}";
            answer += state.OveragePrice is { } price ? $" at {price}" : "";
        }

        if (decision.Seats is { } seats)
            answer += $", {seats.Taken} of {(seats.Limit is { } most ? $"{most}" : "unlimited")} seats";

        if (decision.Throttle?.RetryAfterMilliseconds is { } milliseconds)
            answer += $", retry in {milliseconds} ms";
        if (decision.TightestLimit is { } limit && (!decision.Allowed || decision.Reason is Reason.QuotaExceeded or Reason.SpendCapExceeded or Reason.Throttled))
            answer += $", by {limit}";

        if (!decision.Duplicate)
            return answer;
        return answer + (decision.GrantedUnits.IsZero ? ", duplicate of other units" : ", duplicate");
    }

    /// <summary><c>allowed within_limit, 1 of 2 seats, until 2025-06-01T00:05:00Z, renewed</c>.</summary>
    private static string Of(SeatAnswer answer) =>
        Of(answer.Decision) + (answer.Seat?.ExpiresAt is { } until ? $", until {until}" : "") + (answer.Renewed ? ", renewed" : "");

    /// <summary>Who holds a seat of a feature: <c>kim; lee</c>.</summary>
    public static string Of(SeatBook? seats, string feature, RecordedAt now) =>
        Joined((seats?.Held(now) ?? []).Where(seat => seat.Feature == feature).Select(seat => seat.Subject));

    /// <summary><c>usage_limit 10 of 100, left 90; per_minute 5 of 5, left 0, until 2025-06-01T00:01:00Z</c>: a reset is told where it is not that of the period.</summary>
    public static string Limits(Outcome outcome)
    {
        var decision = (Decision)outcome.Answer!;
        return Joined(decision.Limits.Select(limit => (limit switch
        {
            UnitLimit units => $"{units.Name} {units.Used} of {units.Limit}, left {units.Remaining}",
            SpendLimit spend => $"{spend.Name} {spend.Spent} of {spend.Limit}, left {spend.Remaining}",
            _ => limit.Name,
        }) + (limit.ResetsAt == decision.Metered!.ResetsAt ? "" : $", until {limit.ResetsAt}")));
    }

    /// <summary><c>platform 3000.00; api_calls 469.20; total 3469.20</c>, and what is not billed.</summary>
    public static string Of(InvoiceContent content)
    {
        var currency = Currency.Of(content.Currency);
        IEnumerable<string> lines = content.Lines.Select(line => $"{line.Charge} {currency.Format(line.Amount)}{(line.Corrects is { } of ? $" for {of.Line?.ToString(CultureInfo.InvariantCulture) ?? "nothing"} of {of.Number ?? "none"}" : "")}{(line.Paid.IsZero ? "" : $" paid {currency.Format(line.Paid)}")}");
        IEnumerable<string> missing = content.NotBilled.Select(usage => $"{usage.Code} {usage.Charge} {usage.Quantity}");
        return string.Join("; ", [.. lines, $"total {currency.Format(content.Total)}", .. missing]);
    }

    public static string Of(InvoiceLine line) =>
        $"{line.Events} events, {line.Metered} - {line.Covered} = {line.Quantity}{(line.FreeInGrace.IsZero ? "" : $" of which {line.FreeInGrace} free")}, exact {line.ExactAmount}{(line.Adjustment().IsZero ? "" : $" after {line.Adjustment()}")}, {line.From} to {line.To}";

    /// <summary><c>promo available 10, consumed 5; other pending 3</c>, in the order of the grants and their lots.</summary>
    public static string Of(Holdings? holdings) => Joined(
    [
        .. from grant in holdings?.Grants.Values ?? []
           from lot in grant.Lots
           select $"{lot.Id} {Of(lot)}",
        .. from owed in holdings?.Owed ?? new Dictionary<string, Lot>()
           where !owed.Value[Balance.Consumed].IsZero
           select $"owes {owed.Value[Balance.Consumed]} {owed.Key}",
    ]);

    /// <summary><c>allowed, 0.2 of 90 USD</c>: what a request takes of the wallet that pays for it.</summary>
    public static string OfWallet(Outcome outcome) => outcome.Answer is Decision { Metered.Wallet: { } wallet } decision
        ? $"{(decision.Allowed ? "allowed" : "denied")}, {wallet.Cost} of {wallet.Available} {wallet.Unit}"
        : "no wallet";

    private static string Of(Lot lot) => string.Join(", ",
        from balance in Enum.GetValues<Balance>()
        where balance != Balance.Issued && !lot[balance].IsZero
        select $"{balance.ToString().ToLowerInvariant()} {lot[balance]}");

    public static string Of(BillingPeriod period) => $"{period.Index}: {period.Start} to {period.End}";

    /// <summary><c>usage 80: 45 of 50; overage: 51 of 50; late: 3 of 0</c>.</summary>
    public static string Of(IEnumerable<AlertRaised> alerts) => Joined(alerts.Select(alert => (alert.Kind, alert.AfterCutoff) switch
    {
        (AlertKind.Spend, _) => $"spend {alert.Threshold} on {alert.Feature}: {alert.Reached} of {alert.Of}",
        (AlertKind.BurnRate, _) => $"burn rate: {alert.Reached} of {alert.Of} from {alert.PeriodStart}",
        (AlertKind.Usage, _) => $"usage {alert.Threshold}: {alert.Reached} of {alert.Of}",
        (AlertKind.Balance, _) => $"balance {alert.Threshold}: {alert.Reached} of {alert.Of} {alert.Wallet}",
        _ when alert.Wallet is not null => $"owing: {alert.Reached} of {alert.Of} {alert.Wallet}",
        (_, false) => $"overage: {alert.Reached} of {alert.Of}",
        (_, true) => $"late: {alert.Reached} of {alert.Of}",
    }));

    public static string Late(ContractBook contract, EffectiveAt periodStart) => Joined(
        Composition.Late(contract, periodStart).Select(usage => $"{usage.Code} {usage.Charge} {usage.Quantity} in {usage.Events}"));

    private static string Of(ContractBilled billed, IReadOnlyList<Fact> facts) => Joined(
    [
        .. billed.Drafted.Select(id => $"draft {Boundary(id)}"),
        .. facts.OfType<InvoiceFinalized>().Select(final => $"final {Boundary(final.InvoiceId)} {final.Number}"),
        .. facts.OfType<PeriodClosed>().Select(closed => $"closed {closed.Boundary}"),
        .. billed.More ? ["more"] : Array.Empty<string>(),
    ]);

    /// <summary><c>api_calls 10, covered 4</c>; late when its period is final, waiting when no contract covers it.</summary>
    private static string Of(Tally tally) => (tally.Target.Meter, tally.Target.ContractId, tally.Target.AfterCutoff) switch
    {
        var (meter, contract, _) when contract is null => $"{meter} {tally.Value}, waiting",
        var (meter, _, late) when late => $"{meter} {tally.Value}, late",
        var (meter, _, _) => $"{meter} {tally.Value}, covered {tally.Covered}",
    };

    private static string Joined(IEnumerable<string> parts) => string.Join("; ", parts) is { Length: > 0 } text ? text : "nothing";

    private static string Boundary(string invoiceId) => invoiceId[(invoiceId.LastIndexOf('_') + 1)..];

    private static string Snake(Enum word) => string.Concat(word.ToString().Select((letter, i) => i > 0 && char.IsUpper(letter) ? $"_{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}
