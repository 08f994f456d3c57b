namespace Tollgate.Simulator.Model;

// What the account's money pays of an invoice that becomes final.
internal sealed partial class ModelContract
{
    /// <summary>The features whose units a meter counts.</summary>
    private static string[] FeaturesOf(string meter) => meter == Features.MeterOf(Features.Chat) ? [meter, Features.Chat] : [meter];

    /// <summary>Pays what is due of lines still, from lots in force at the invoice's date: usage first, then what is beyond the included, then what is fixed; whole cents of each.</summary>
    /// <param name="lines">By charge; changed where one is paid.</param>
    public List<ModelMove> PayLines(ModelAccount account, string currency, List<ModelLine> lines, long date)
    {
        List<ModelMove> moves = [];
        foreach (ModelLine line in lines.OrderBy(Rank).ToArray())
        {
            ModelLot[] serving = [.. account.WalletLots(currency).Where(lot => !lot.HasEnded && lot.Covers(date) && Pays(lot.Grant, line))];
            decimal pays = Math.Min(line.Amount - line.Paid, Math.Floor(serving.Sum(lot => lot[LotBalance.Available]) * 100) / 100);
            if (pays <= 0)
                continue;
            int number = lines.IndexOf(line);
            lines[number] = line with { Paid = line.Paid + pays };
            foreach (ModelLot lot in serving)
            {
                decimal part = Math.Min(pays, lot[LotBalance.Available]);
                if (part == 0)
                    continue;
                pays -= part;
                lot.Move(LotBalance.Available, LotBalance.Consumed, part);
                moves.Add(new ModelMove("pay line", lot.Name, part, $"{number + 1}"));
            }
        }

        return moves;
    }

    private ChargeTerms ChargeOf(ModelLine line) => plan.Charges.Single(charge => charge.Name == line.Charge);

    private int Rank(ModelLine line) => ChargeOf(line) switch
    {
        { Meter: null } => 2,
        { AfterIncluded: true } => 1,
        _ => 0,
    };

    private bool Pays(GrantTerms grant, ModelLine line) => ChargeOf(line).Meter is not { } meter
        ? grant.IsUnscoped
        : grant.Region is null && (grant.ForMeter is null || grant.ForMeter == meter) && (grant.ForFeature is null || FeaturesOf(meter).Contains(grant.ForFeature));
}
