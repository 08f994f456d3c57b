using Tollgate.Engine;
using Tollgate.Engine.Alerts;
using Tollgate.Simulator.Model;
using Tollgate.Simulator.Workload;

namespace Tollgate.Simulator.Audit;

// That each crossing of a threshold is told once, behind the event that crossed and in its block.
internal sealed partial class ShardAudit
{
    private readonly HashSet<string> _alerts = new(StringComparer.Ordinal);

    /// <summary>All that were raised, by id.</summary>
    public IReadOnlyCollection<string> Alerts => _alerts;

    private void Raised(AlertRaised raised, FactPosition at)
    {
        Must.Hold(_alerts.Add(raised.Id), "an alert is raised once", $"{raised.Id} is raised again at {at}");
        ModelContract contract = Model.Contracts[raised.ContractId!];
        string mark = (raised.Wallet is { } wallet ? $"{wallet} " : "") + (raised.Kind, raised.AfterCutoff) switch
        {
            (AlertKind.BurnRate, _) => "burn_rate",
            (AlertKind.Spend, _) => $"spend {raised.Threshold}",
            (AlertKind.Usage or AlertKind.Balance, _) => raised.Threshold.ToString(),
            (_, false) => "overage",
            (_, true) => "late",
        };
        var found = new ModelAlert(contract.Id, raised.Meter ?? "*", raised.PeriodStart.Microseconds, mark, Usages.Number(raised.Of), Usages.Number(raised.Reached));
        happenings.Note(raised.Kind == AlertKind.BurnRate ? Happening.BurnRateTold : raised.Kind == AlertKind.Spend ? Happening.SpendTold : raised.Wallet is null ? Happening.AlertRaised : Happening.WalletAlertRaised);
        Must.Hold(contract.Alerts.Remove(found), "an alert tells a crossing", $"{found} at {at}, where the model has {string.Join(" ", contract.Alerts)}");
        Advance(raised.At.Microseconds, at);
    }

    /// <summary>Wallets were moved other than by usage: what that reaches is told of the account's contract in force.</summary>
    /// <param name="moves">What became of their lots.</param>
    /// <param name="more">A wallet that changed though none of its units moved.</param>
    private void Tells(ModelAccount account, IReadOnlyList<ModelMove> moves, long now, string? more = null)
    {
        IEnumerable<string?> wallets = moves
            .Where(move => move.What is "expire" or "settle" or "pay line")
            .Select(move => account.Lots.First(lot => lot.Name == move.Of).Grant.Wallet)
            .Append(more);
        ModelContract? contract = Model.ContractAt(account.Id, now);
        ModelAlert[] told = [.. account.Alerts(wallets, contract, now)];
        contract?.Alerts.AddRange(told);
        if (told.Length > 0)
            happenings.Note(Happening.WalletToldWithoutUse);
    }

    /// <summary>Whatever was counted before has had its alerts.</summary>
    private void AllRaised(string where)
    {
        foreach (ModelContract contract in Model.Contracts.Values)
            Must.Hold(contract.Alerts.Count == 0, "a crossing is told", $"{string.Join(" ", contract.Alerts)} was not, {where} of {stream}");
    }
}
