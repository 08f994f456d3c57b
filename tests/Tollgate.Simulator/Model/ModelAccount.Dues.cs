namespace Tollgate.Simulator.Model;

// What falls due as time goes by.
internal sealed partial class ModelAccount
{
    /// <summary>The next instant at which anything falls due.</summary>
    public long? NextDue => _lots.Where(lot => !lot.HasEnded).Select(lot => lot.End).Concat(_reservations.Values.Select(one => (long?)one.ExpiresAt)).Append(NextSettled).Min();

    /// <summary>Walks to an instant, and does what falls due on the way and then. It is done before anything else at that instant.</summary>
    /// <param name="opened">Told of each lot that opens, once all of its instant is done.</param>
    public List<ModelMove> WalkTo(long until, Func<ModelLot, IEnumerable<ModelMove>>? opened = null)
    {
        List<ModelMove> moves = [];
        while (NextDue is { } due && due <= until)
        {
            int known = _lots.Count;
            foreach (ModelReservation over in _reservations.Values.Where(one => one.ExpiresAt == due).ToArray())
                moves.AddRange([new ModelMove("over", over.Id, 0, "Expired"), .. End(over)]);
            foreach (GrantTerms grant in Grants.Values)
                moves.AddRange(Turn(grant, due));
            moves.AddRange(SettleOwed(due));
            if (opened is not null)
                moves.AddRange(_lots.Skip(known).ToArray().SelectMany(opened));
        }

        return moves;
    }

    /// <summary>The boundary of one grant: first units roll over, then the rest expires, then it issues again.</summary>
    private List<ModelMove> Turn(GrantTerms grant, long due)
    {
        List<ModelMove> moves = [];
        ModelLot[] ending = [.. _lots.Where(lot => lot.Grant.Id == grant.Id && !lot.HasEnded && lot.End == due)];
        bool issues = ending.Any(lot => lot.Since is null) && grant.Again is not null && !(grant.End <= due);
        if (issues && grant.Again!.Rollover is { } terms)
            moves.AddRange(RollOver(grant, terms, [.. ending.Where(lot => lot.Since is null || terms.Repeats)], due));
        foreach (ModelLot lot in ending)
        {
            LotBalance from = lot[LotBalance.Pending] > 0 ? LotBalance.Pending : LotBalance.Available;
            moves.Add(new ModelMove("expire", lot.Name, lot[from], $"{from} at {due}"));
            lot.Move(from, LotBalance.Expired, lot[from]);
            lot.HasEnded = true;
            lot.NeverPaid = from == LotBalance.Pending;
        }

        if (issues)
            moves.Add(Open(grant, due));
        return moves;
    }

    private List<ModelMove> RollOver(GrantTerms grant, RolloverTerms terms, ModelLot[] sources, long due)
    {
        List<ModelMove> moves = [];
        decimal remaining = sources.Sum(lot => lot[LotBalance.Available]);
        decimal going = Math.Min(terms.Most, Math.Max(remaining, terms.Least));
        long boundary = grant.Again!.After(due, offsetHours);
        long end = grant.End is { } last && last < boundary ? last : boundary;
        foreach (ModelLot source in sources)
        {
            decimal taken = Math.Min(source[LotBalance.Available], going);
            // The least that goes over may be more than there is: the last source's lot has it.
            decimal units = source == sources[^1] ? going : taken;
            going -= taken;
            if (units == 0)
                continue;
            source.Move(LotBalance.Available, LotBalance.RolledOver, taken);
            moves.Add(new ModelMove("roll over", source.Name, taken));
            moves.Add(Open(new ModelLot(grant, due, end, source.Since ?? source.Start, _lots.Count), units));
        }

        return moves;
    }
}
