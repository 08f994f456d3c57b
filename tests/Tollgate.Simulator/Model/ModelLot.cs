namespace Tollgate.Simulator.Model;

/// <summary>Where units of a lot are.</summary>
internal enum LotBalance
{
    Issued,
    Pending,
    Available,
    Reserved,
    Consumed,
    Expired,
    RolledOver,
    Voided,
}

/// <summary>Units that a grant issued at one time.</summary>
/// <param name="since">Of units that rolled over: the start of the lot in which they were issued first.</param>
/// <param name="number">How many lots the account had before.</param>
internal sealed class ModelLot(GrantTerms grant, long start, long? end, long? since, int number)
{
    private readonly decimal[] _units = new decimal[Enum.GetValues<LotBalance>().Length];

    public GrantTerms Grant => grant;

    public long Start => start;

    public long? End => end;

    public long? Since => since;

    public int Number => number;

    public bool HasEnded { get; set; }

    public bool NeverPaid { get; set; }

    /// <summary>Unlike the product's ids, which the auditor finds it by.</summary>
    public string Name => NameOf(grant.Id, start, since);

    public decimal this[LotBalance balance] => _units[(int)balance];

    /// <summary>Where usage of its window finds what is left.</summary>
    public LotBalance Left => NeverPaid ? LotBalance.Pending : HasEnded ? LotBalance.Expired : LotBalance.Available;

    public static string NameOf(string grant, long start, long? since) => since is { } from ? $"{grant} of {start}, from {from}" : $"{grant} of {start}";

    /// <summary>Where it stands in the order of burning.</summary>
    public (int Priority, int Fresh, long End, int Paid, long Start, int Number) Order => (grant.Priority, since is null ? 1 : 0, end ?? long.MaxValue, grant.Paid ? 1 : 0, start, number);

    public bool Covers(long at) => at >= start && (end is not { } until || at < until);

    /// <summary>Usage of a lot that these units rolled over from.</summary>
    public bool CoversLate(long at) => since is { } from && at >= from && at < start;

    public bool Serves(string meter, string? region) => Features.MeterOf(grant.Feature) == meter && (grant.Region is null || grant.Region == region);

    /// <summary>Whether a wallet's units may be taken for usage of a feature.</summary>
    public bool PaysFor(ModelPurchase what) => (grant.Region is null || grant.Region == what.Region) && (grant.ForFeature is null || grant.ForFeature == what.Feature) && (grant.ForMeter is null || grant.ForMeter == what.Meter);

    public void Move(LotBalance from, LotBalance to, decimal units)
    {
        _units[(int)from] -= units;
        _units[(int)to] += units;
    }

    public ModelLot Copy()
    {
        var copy = new ModelLot(grant, start, end, since, number) { HasEnded = HasEnded, NeverPaid = NeverPaid };
        _units.CopyTo(copy._units, 0);
        return copy;
    }
}
