using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Commitments;

/// <summary>
/// How a contract's commits stand while an invoice is composed, line by line: what counts, what a prepaid one pays, and what is billed for the commits themselves. It begins with what final invoices say and
/// goes through those that are not final and come before. Every amount is what it ought to be now less what was billed of it, so that corrections need no rule of their own.
/// </summary>
internal sealed class CommitRun
{
    private readonly ContractBook _contract;
    private readonly Currency _currency;
    private readonly SortedDictionary<(string Name, long Term), CommitUse> _sums = new(CommitBook.ByNameAndTerm);
    private readonly SortedDictionary<string, CommitTerms?> _terms = new(StringComparer.Ordinal);

    private CommitRun(ContractBook contract)
    {
        _contract = contract;
        _currency = Currency.Of(contract.Contract.Currency);
        foreach (CommitUse use in contract.Commits.All)
        {
            _sums.Add((use.Name, use.Term), use);
            _terms.TryAdd(use.Name, null);
        }

        foreach (Commit commit in contract.Parts.SelectMany(part => part.Plan.Commits))
            _terms[commit.Name] = null;
        foreach (string name in _terms.Keys.ToArray())
            _terms[name] = CommitTerms.Of(contract, name);
    }

    public static bool IsNeeded(ContractBook contract) => contract.Parts.Any(part => !part.Plan.Commits.IsEmpty) || !contract.Commits.IsEmpty;

    /// <summary>Null when the contract commits to nothing, as most do.</summary>
    /// <param name="boundary">Whose invoice is composed.</param>
    public static CommitRun? Before(ContractBook contract, long boundary)
    {
        if (!IsNeeded(contract))
            return null;
        var run = new CommitRun(contract);
        // What is final is in the book already.
        if (boundary < run.Open)
            return null;
        for (long earlier = Math.Max(run.Open, run.Earliest(boundary)); earlier < boundary; earlier++)
            Composition.AllLines(contract, earlier, corrects: true, [], run);
        return run;
    }

    /// <summary>The earliest boundary whose invoice is not final: it alone corrects what was billed.</summary>
    public long Open => _contract.Drafts.Count > 0 ? _contract.Drafts.First().Key : _contract.NextInvoice;

    /// <summary>How the commits stand, by name and term.</summary>
    public IEnumerable<CommitUse> Sums => _sums.Values;

    /// <summary>A usage line with the commit that it counts toward, and at its rates where it has some.</summary>
    /// <param name="isClosed">Its period is billed: what it counted there it keeps, and only its difference counts anew.</param>
    /// <param name="at">The line's units at another price.</param>
    public InvoiceLine Rated(ContractBook part, Charge charge, long boundary, InvoiceLine line, bool isClosed, Func<Price, Rated> at)
    {
        if (part.Plan.Commits.FirstOrDefault(commit => commit.Counts(charge)) is not { } commit || _terms[commit.Name]?.Of(boundary - 1) is not { } term)
            return line;
        InvoiceLine of = line with { Commit = new CommitUse(commit.Name, term) };
        if (commit.Rates.TryGetValue(ChargeNames.Of(charge.Name), out Price? rate))
        {
            Money left = commit.Kind == CommitKind.Prepaid ? Left(commit, term) : Money.Max(Money.Zero, commit.Amount - Sum(commit.Name, term).Counted);
            Money kept = isClosed ? _contract.Billed.FirstOrDefault(billed => billed.Boundary == boundary)?.Find(part.Contract.Version, charge.Name)?.Commit?.AtRates ?? Money.Zero : Money.Zero;
            of = CommitRates.Of(of, charge, rate, at(rate), left + kept, _currency);
        }

        return isClosed ? of : Counted(of);
    }

    /// <summary>Counts a line, or the difference that corrects one, and pays of it what a prepaid commit has left.</summary>
    public InvoiceLine Counted(InvoiceLine line)
    {
        if (line.Commit is not { } use)
            return line;
        Money drawn = Drawn(line, use);
        use = use with { Counted = line.Amount, Drawn = drawn };
        Add(use);
        return line with { Paid = line.Paid + drawn, Commit = use };
    }

    /// <summary>What is billed in advance; before the lines that it pays.</summary>
    public List<InvoiceLine> Advances(long boundary, bool corrects)
    {
        List<InvoiceLine> lines = [];
        foreach ((string name, long term) in Terms(boundary))
        {
            CommitUse sum = Sum(name, term);
            long? first = _terms[name]?.First(term);
            (ContractBook part, Commit? commit) = AtFirst(name, term);
            bool begins = first <= boundary && !(_terms[name]!.Closing(term) <= first);
            Money due = (begins && commit is { Kind: CommitKind.Prepaid } ? commit.Amount : Money.Zero) - sum.Advanced;
            // What was drawn of it stays paid, and so stays billed.
            if (due < Money.Zero)
                due = Money.Min(Money.Zero, Money.Max(due, sum.Drawn - sum.Advanced));
            Add(lines, part, LineKind.Prepaid, due, name, term, first, boundary, corrects);
        }

        return lines;
    }

    /// <summary>What terms that have ended come to: the true-up of a postpaid commit, and what is left of a prepaid one.</summary>
    public List<InvoiceLine> Settlements(long boundary, bool corrects)
    {
        List<InvoiceLine> lines = [];
        foreach ((string name, long term) in Terms(boundary))
        {
            long? closing = _terms[name]?.Closing(term);
            (ContractBook part, Commit? commit) = AtLast(name, closing);
            CommitUse sum = Sum(name, term);
            bool isPrepaid = commit is { Kind: CommitKind.Prepaid } || !sum.Advanced.IsZero;
            Money due = !(closing <= boundary) ? Money.Zero
                : isPrepaid ? Money.Max(Money.Zero, commit is { Rollover: true } ? LeftAtTheEnd(commit, term, closing!.Value) : sum.Advanced - sum.Drawn)
                : commit is { Kind: CommitKind.Postpaid } ? Money.Max(Money.Zero, commit.Amount - sum.Counted)
                : Money.Zero;
            Add(lines, part, isPrepaid ? LineKind.Unused : LineKind.TrueUp, due - sum.Settled, name, term, closing, boundary, corrects);
        }

        return lines;
    }

    private Money Drawn(InvoiceLine line, CommitUse use)
    {
        CommitUse sum = Sum(use.Name, use.Term);
        if (line.Amount < Money.Zero)
        {
            // What was beyond the commit goes first.
            Money beyond = Money.Max(Money.Zero, sum.Counted - sum.Drawn);
            return -Money.Min(Money.Max(Money.Zero, sum.Drawn), Money.Max(Money.Zero, -line.Amount - beyond));
        }

        Commit? commit = _contract.TermsOf(line).Plan.Commits.FirstOrDefault(commit => commit.Name == use.Name);
        return commit is { Kind: CommitKind.Prepaid } ? Money.Max(Money.Zero, Money.Min(line.Amount - line.Paid, Left(commit, use.Term))) : Money.Zero;
    }

    /// <summary>What is left of a prepaid commit. One that goes on into the next term is one sum, whichever term draws on it.</summary>
    private Money Left(Commit commit, long term)
    {
        Money left = Money.Zero;
        foreach (CommitUse sum in _sums.Values.Where(sum => sum.Name == commit.Name && (commit.Rollover || sum.Term == term)))
            left = left + sum.Advanced - sum.Drawn;
        return left;
    }

    /// <summary>With the contract's end nothing goes on any more: its last term has what is left of all.</summary>
    private Money LeftAtTheEnd(Commit commit, long term, long closing) =>
        _contract.Contract.EndsAt is { } end && _contract.Period(closing - 1).End == end ? Left(commit, term) : Money.Zero;

    /// <summary>Every term up to those of the periods around a boundary.</summary>
    private IEnumerable<(string Name, long Term)> Terms(long boundary)
    {
        foreach ((string name, CommitTerms? terms) in _terms)
        {
            if (terms is null)
            {
                foreach ((_, long given) in _sums.Keys.Where(key => key.Name == name).ToArray())
                    yield return (name, given);
                continue;
            }

            long? last = terms.Of(boundary) ?? terms.Of(boundary - 1);
            if (_contract.Contract.EndsAt is { } end && _contract.WholePeriod(boundary).Start >= end)
                last = terms.Of(boundary - 1);
            for (long term = 0; term <= last; term++)
                yield return (name, term);
        }
    }

    /// <summary>The first terms of a term that have the commit, which say what is billed in advance.</summary>
    private (ContractBook Part, Commit? Commit) AtFirst(string name, long term)
    {
        ContractBook[] parts = _terms[name] is { } terms ? [.. _contract.Parts.Where(part => part.Part(terms.First(term)) is not null)] : [];
        ContractBook part = parts.FirstOrDefault(part => Find(part, name) is not null) ?? parts.FirstOrDefault() ?? _contract.First;
        return (part, Find(part, name));
    }

    /// <summary>The terms in force when it ends, which say what is owed then.</summary>
    private (ContractBook Part, Commit? Commit) AtLast(string name, long? closing)
    {
        ContractBook part = _contract.Parts.LastOrDefault(part => closing is null || part.Part(closing.Value - 1) is not null) ?? _contract.First;
        return (part, Find(part, name));
    }

    private static Commit? Find(ContractBook part, string name) => part.Plan.Commits.FirstOrDefault(commit => commit.Name == name);

    /// <param name="due">What the line comes to; none stands for nothing.</param>
    /// <param name="at">The boundary whose invoice has it; on a later one it is a correction.</param>
    private void Add(List<InvoiceLine> lines, ContractBook part, LineKind kind, Money due, string name, long term, long? at, long boundary, bool corrects)
    {
        if (due.IsZero || (at != boundary && !corrects))
            return;
        CommitUse use = kind == LineKind.Prepaid ? new CommitUse(name, term) { Advanced = due } : new CommitUse(name, term) { Settled = due };
        Add(use);
        long first = _terms[name]?.First(term) ?? Math.Max(0, boundary - 1);
        EffectiveAt to = _contract.Period(_terms[name]?.Closing(term) - 1 ?? Math.Max(first, boundary - 1)).End;
        InvoiceLine line = CommitLine.Of(part, kind, due, use, _contract.Period(first).Start is var from && _terms[name]?.Start > from ? _terms[name]!.Start : from, to);
        lines.Add(at == boundary ? line : CommitLine.Correcting(_contract, line, at ?? boundary));
    }

    private void Add(CommitUse use)
    {
        (string, long) key = (use.Name, use.Term);
        _sums[key] = Sum(use.Name, use.Term).Plus(use);
    }

    private CommitUse Sum(string name, long term) => _sums.GetValueOrDefault((name, term)) ?? new CommitUse(name, term);

    /// <summary>The first boundary whose lines matter to those of another.</summary>
    private long Earliest(long boundary)
    {
        long earliest = boundary;
        foreach ((string name, CommitTerms? terms) in _terms)
        {
            if (terms is null || (terms.Of(boundary - 1) ?? terms.Of(boundary)) is not { } term)
                continue;
            bool goesOn = _contract.Parts.Any(part => Find(part, name) is { Rollover: true });
            earliest = Math.Min(earliest, terms.First(goesOn ? 0 : term));
        }

        return earliest;
    }
}
