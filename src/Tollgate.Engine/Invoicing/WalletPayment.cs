using Tollgate.Engine.Accounts;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Invoicing;

/// <summary>
/// Pays what is still due of an invoice's lines from the account's wallet in the invoice's currency: usage first, then overage, then what is fixed; in whole
/// digits of the currency, from lots valid at the invoice's date that have not ended since.
/// </summary>
public static class WalletPayment
{
    /// <summary>The content with what would be paid now.</summary>
    public static InvoiceContent Of(AccountBook account, ContractBook contract, InvoiceContent content, EffectiveAt date) =>
        Pay(account.Holdings, contract, content, date, []);

    /// <param name="payments">Takes what is paid from which lot.</param>
    internal static InvoiceContent Pay(Holdings? holdings, ContractBook contract, InvoiceContent content, EffectiveAt date, List<LinePayment> payments)
    {
        if (holdings is null)
            return content;
        Dictionary<Lot, Units> left = [];
        foreach (Lot lot in holdings.WalletInBurnOrder(content.Currency))
        {
            if (!lot.HasEnded && lot.Covers(date) && lot.Grant.Dimensions.IsEmpty)
                left.Add(lot, lot[Balance.Available]);
        }

        if (left.Count == 0)
            return content;
        var currency = Currency.Of(content.Currency);
        InvoiceLine[] lines = [.. content.Lines];
        foreach (InvoiceLine line in content.Lines.OrderBy(line => Rank(contract, line)))
        {
            Lot[] serving = [.. left.Keys.Where(lot => Serves(lot, contract, line))];
            Units sum = serving.Aggregate(Units.Zero, (all, lot) => all + left[lot]);
            Money pays = Money.Min(line.Amount - line.Paid, currency.Round(Money.FromScaled(sum.Scaled), RoundingMode.Down));
            if (pays <= Money.Zero)
                continue;
            Units wanted = Units.FromScaled(pays.Scaled);
            foreach (Lot lot in serving)
            {
                Units taken = Units.Min(wanted, left[lot]);
                if (taken.IsZero)
                    continue;
                wanted -= taken;
                left[lot] -= taken;
                payments.Add(new LinePayment(line.Number, lot.Id, taken));
            }

            lines[line.Number - 1] = line with { Paid = line.Paid + pays };
        }

        return content with { Lines = [.. lines], Total = Composition.Total(lines) };
    }

    private static int Rank(ContractBook contract, InvoiceLine line) => line.Kind != LineKind.Usage ? 2 : contract.TermsOf(line).Charge(line.Charge).AfterIncluded ? 1 : 0;

    private static bool Serves(Lot lot, ContractBook contract, InvoiceLine line)
    {
        if (line.Meter is null)
            return lot.Grant.IsUnscoped;
        if (!lot.Grant.Meters.IsEmpty && !lot.Grant.Meters.Contains(line.Meter))
            return false;
        if (lot.Grant.Features.IsEmpty)
            return true;
        foreach (string feature in contract.TermsOf(line).Features(line.Meter))
        {
            if (lot.Grant.Features.Contains(feature))
                return true;
        }

        return false;
    }
}
