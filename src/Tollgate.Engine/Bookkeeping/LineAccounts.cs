using System.Collections.Immutable;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Invoicing;

namespace Tollgate.Engine.Bookkeeping;

/// <summary>Writes on each line what its charge says for the books: the general-ledger account, how its revenue is recognised, and its tax category. A final invoice keeps them, whatever the catalog says later.</summary>
public static class LineAccounts
{
    public static InvoiceContent Of(ContractBook contract, InvoiceContent content)
    {
        ImmutableArray<InvoiceLine> lines = content.Lines;
        for (int i = 0; i < lines.Length; i++)
        {
            InvoiceLine line = lines[i];
            if (line.Kind != LineKind.Usage && line.Commit is { } use)
            {
                if (contract.TermsOf(line).Plan.Commits.FirstOrDefault(commit => commit.Name == use.Name) is { } commit)
                    lines = lines.SetItem(i, line with { GlAccount = commit.GlAccount, TaxCategory = commit.TaxCategory });
                continue;
            }

            if (contract.TermsOf(line).Plan.Charges.FirstOrDefault(charge => charge.Name == line.Charge) is { } charge
                && (charge.GlAccount is not null || charge.Revenue is not null || charge.TaxCategory is not null))
            {
                lines = lines.SetItem(i, line with { GlAccount = charge.GlAccount, Revenue = charge.Revenue, TaxCategory = charge.TaxCategory });
            }
        }

        return lines == content.Lines ? content : content with { Lines = lines };
    }
}
