using System.Collections.Immutable;
using System.Globalization;

namespace Tollgate.Engine.Invoicing;

/// <summary>The numbers of each legal entity's invoices: 1, 2, 3 ... without gaps, in the order in which invoices became final.</summary>
public sealed class InvoiceNumbers
{
    private readonly SortedDictionary<string, long> _last = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, long> ByLegalEntity => _last;

    /// <summary>How many invoices of the legal entity are final; a consolidated one is one.</summary>
    public long Last(string legalEntity) => _last.GetValueOrDefault(legalEntity);

    internal void Apply(InvoiceFinalized finalized)
    {
        if (!finalized.SharesNumber)
            _last[finalized.LegalEntity] = _last.GetValueOrDefault(finalized.LegalEntity) + 1;
    }

    internal void Apply(NumbersCarried carried)
    {
        foreach ((string legalEntity, long last) in carried.Last)
            _last[legalEntity] = last;
    }

    internal NumbersCarried Carry() => new(_last.ToImmutableSortedDictionary(StringComparer.Ordinal));
}

/// <summary>The next numbers of a legal entity, while a command that makes several invoices final is decided.</summary>
internal sealed class NumberRun(InvoiceNumbers numbers, string legalEntity)
{
    private long _last = numbers.Last(legalEntity);

    public string Take() => "INV-" + (++_last).ToString("D6", CultureInfo.InvariantCulture);
}
