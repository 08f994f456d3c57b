namespace Tollgate.Simulator.Model;

/// <summary>
/// What a shard must have in its books: slow, obvious, and of its own numbers and calendar. It is told what happened, in the order of the
/// journal, and says what must have come of it.
/// </summary>
internal sealed class ModelShard
{
    private readonly SortedDictionary<(string Account, string Meter), decimal> _used = [];
    private readonly Dictionary<string, List<UsageSaid>> _uncontracted = new(StringComparer.Ordinal);

    /// <summary>By account, its zone's hours from UTC and its legal entity.</summary>
    public SortedDictionary<string, (int Offset, string Entity)> Accounts { get; } = new(StringComparer.Ordinal);

    /// <summary>By account, what it holds and how it stands.</summary>
    public SortedDictionary<string, ModelAccount> Holders { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, ModelContract> Contracts { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<int, CatalogTerms> Catalogs { get; } = [];

    /// <summary>By identity, what counted, in order: once, or again when the id could be forgotten.</summary>
    public Dictionary<(string Account, string Source, string Id), List<ModelEvent>> Counted { get; } = [];

    /// <summary>By account and meter, all that was ever counted, whenever and under whatever contract.</summary>
    public IEnumerable<(string Account, string Meter, decimal Value)> Used => _used.Select(pair => (pair.Key.Account, pair.Key.Meter, pair.Value));

    public SortedDictionary<string, long> LastNumber { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, (string Contract, decimal Total)> Final { get; } = new(StringComparer.Ordinal);

    public int WindowDays { get; set; }

    public int GraceHours { get; set; }

    public IReadOnlyList<UsageSaid> Uncontracted(string account) => _uncontracted.GetValueOrDefault(account) ?? [];

    public ModelContract? ContractAt(string account, long time) => Contracts.Values.FirstOrDefault(contract => contract.Account == account && contract.Covers(time));

    /// <summary>The meters that count a report of a type, and what they read in it.</summary>
    public static IReadOnlyList<(string Meter, decimal Value)> Read(UsageSaid said) => said.Type switch
    {
        "call" => [("calls", 1)],
        "token" => [("requests", 1), ("tokens", said.Quantity!.Value)],
        "upload" => [("bytes", said.Size!.Value)],
        _ => [],
    };

    /// <param name="now">When it was received.</param>
    /// <param name="consumed">Counted in this meter alone, by its quantity; null for a report.</param>
    /// <param name="decided">The right by which it was consumed; null is the plan's.</param>
    /// <param name="settled">The reservation that it settles, or null.</param>
    /// <param name="moves">Takes what it burns of grants.</param>
    public IReadOnlyList<ModelTally> Count(UsageSaid said, long now, string? consumed, long seq, int ordinal, ModelRight? decided, ModelSettlement? settled, List<ModelMove> moves)
    {
        if (!Counted.TryGetValue((said.Account, said.Source, said.Id), out List<ModelEvent>? events))
            Counted.Add((said.Account, said.Source, said.Id), events = []);
        events.Add(new ModelEvent(said, seq, ordinal, Math.Max(now, said.Time)));
        ModelContract? contract = ContractAt(said.Account, said.Time);
        var read = consumed is null ? Read(said) : [(consumed, said.Quantity!.Value)];
        foreach ((string meter, decimal value) in read)
            _used[(said.Account, meter)] = _used.GetValueOrDefault((said.Account, meter)) + value;
        if (contract is not null)
            return Count(contract, said, [.. read], now, seq, decided, settled, moves);
        if (!_uncontracted.TryGetValue(said.Account, out List<UsageSaid>? waiting))
            _uncontracted.Add(said.Account, waiting = []);
        waiting.Add(said);
        return [.. read.Select(part => new ModelTally(part.Item1, null, 0, false, part.Item2, 0))];
    }

    /// <summary>What a new contract takes up, in the order in which it was counted.</summary>
    public IReadOnlyList<UsageSaid> ToTakeUp(ModelContract contract) => [.. Uncontracted(contract.Account).Where(said => contract.Covers(said.Time))];

    /// <param name="moves">Takes what it burns of grants.</param>
    public IReadOnlyList<ModelTally> TakeUp(ModelContract contract, UsageSaid said, long now, long seq, List<ModelMove> moves)
    {
        _uncontracted[contract.Account].Remove(said);
        return Count(contract, said, Read(said), now, seq, null, null, moves);
    }

    private ModelTally[] Count(ModelContract contract, UsageSaid said, IReadOnlyList<(string Meter, decimal Value)> read, long now, long seq, ModelRight? decided, ModelSettlement? settled, List<ModelMove> moves)
    {
        var use = new ModelUse(Holders[contract.Account], contract, said, now, decided, settled, moves);
        ModelTally[] tallies = [.. read.Select(part => contract.Count(use, part.Meter, part.Value, seq))];
        contract.Alerts.AddRange([.. use.Alerts(), .. contract.SpendAlerts(tallies, said.Time)]);
        return tallies;
    }

    /// <summary>An account's contracts, by their starts.</summary>
    public IEnumerable<ModelContract> ContractsOf(string account) => Contracts.Values.Where(contract => contract.Account == account).OrderBy(contract => contract.StartsAt);

    /// <summary>Issues a grant. One of the past covers the overage of its time first, window by window.</summary>
    public List<ModelMove> Issue(ModelAccount account, GrantTerms grant, long now)
    {
        account.Grants.Add(grant.Id, grant);
        List<ModelMove> moves = [account.Open(grant, grant.Start)];
        if (!grant.Pending)
            moves.AddRange(Cover(account, account.Lots[^1]));
        moves.AddRange(account.WalkTo(now, lot => lot.Grant.Id == grant.Id ? Cover(account, lot) : []));
        return moves;
    }

    public List<ModelMove> Pay(ModelAccount account, string grant, long now)
    {
        ModelLot lot = account.Lots.Single(one => one.Grant.Id == grant);
        return [account.Pay(lot), .. Cover(account, lot).ToArray(), .. account.WalkTo(now)];
    }

    /// <summary>Takes back what is left of a grant; what was burnt, and what is held, stays.</summary>
    public static List<ModelMove> Void(ModelAccount account, string grant)
    {
        List<ModelMove> moves = [];
        foreach (ModelLot lot in account.Lots.Where(one => one.Grant.Id == grant))
        {
            foreach (LotBalance from in new[] { LotBalance.Pending, LotBalance.Available, LotBalance.Expired })
            {
                if (lot[from] == 0)
                    continue;
                moves.Add(new ModelMove("void", lot.Name, lot[from], $"{from}"));
                lot.Move(from, LotBalance.Voided, lot[from]);
            }

            lot.HasEnded = true;
        }

        account.Voided.Add(grant);
        return moves;
    }

    private IEnumerable<ModelMove> Cover(ModelAccount account, ModelLot lot) =>
        lot.Grant.Region is null && lot.Grant.Wallet is null ? ContractsOf(account.Id).ToArray().SelectMany(contract => contract.Cover(lot)) : [];
}
