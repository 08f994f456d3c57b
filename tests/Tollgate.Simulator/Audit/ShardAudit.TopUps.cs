using Tollgate.Engine;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Ledger;
using Tollgate.Simulator.Model;
using Tollgate.Simulator.Workload;

namespace Tollgate.Simulator.Audit;

// Wallets that ask for more by themselves: when it is called for and not otherwise, behind what called for it, and once while one waits.
internal sealed partial class ShardAudit
{
    /// <summary>Something was taken of its wallets, or of what they could be asked for: before anything else happens, they have asked for what they need.</summary>
    private ModelAccount? _mayAsk;

    /// <summary>When somebody was denied; null is the latest instant recorded.</summary>
    private long? _deniedAt;

    /// <summary>It is what came of billing, which asks at its end.</summary>
    private bool _isBilling;

    /// <summary>Somebody was denied for want of what is in a wallet.</summary>
    /// <returns>Whether it has to ask for more.</returns>
    public bool AsksForMore(string account, long now)
    {
        (_mayAsk, _deniedAt) = (Model.Holders[account], now);
        return _mayAsk.CalledFor(now).Any();
    }

    /// <returns>True when the fact is such a request.</returns>
    private bool IsAskedFor(Fact fact, FactPosition at)
    {
        if (fact is GrantIssued { Grant: { Source: GrantSource.TopUp, Wallet: { } wallet } grant } issued && !client.Grants.ContainsKey(grant.Id))
        {
            ModelAccount account = Model.Holders[issued.AccountId];
            long now = issued.At.Microseconds;
            // What it stands behind may have made something due.
            if (_mayAsk != account)
                NothingDue(account, now, at);
            GrantTerms? wanted = account.CalledFor(now).Where(one => one.Wallet == wallet).Select(one => one with { Id = grant.Id }).FirstOrDefault();
            Must.Hold(wanted is not null && Grants.Of(grant) == wanted, "a wallet asks when it has too little", $"{grant} at {at} of {stream}, where {wanted?.ToString() ?? "nothing"} was called for");
            Must.Hold(_toCome.All(move => move.What == "throttle"), SameMoves, $"{string.Join(' ', _toCome)} did not come before {grant.Id} at {at} of {stream}");
            Must.Hold(Done.TryAdd($"grant {grant.Id}", at.Seq), "counted once", $"{grant.Id} is issued again at {at}");
            account.Grants.Add(grant.Id, wanted!);
            ModelMove expected = account.Open(account.Grants[grant.Id], now), found = Movements.Of(fact).Single();
            Must.Hold(expected == found, SameMoves, $"at {at} of {stream} it expects {expected}, and the journal has {found}");
            client.Asked(stream, grant.Id);
            happenings.Note(Happening.TopUpAsked);
            Advance(now, at);
            return true;
        }

        bool bills = fact is InvoiceDrafted or InvoiceFinalized or PeriodClosed;
        if (fact is not (UnitsBurnt or AlertRaised or LinesPaid) && !(bills && _isBilling && AccountOf(fact) == _mayAsk))
            HasAsked($"at {at}");
        if (bills)
            (_mayAsk, _isBilling) = (AccountOf(fact), true);
        return false;
    }

    private void HasAsked(string where)
    {
        GrantTerms[] missing = [.. _mayAsk?.CalledFor(_deniedAt ?? Now) ?? []];
        Must.Hold(missing.Length == 0, "a wallet asks when it has too little", $"{_mayAsk?.Id} did not ask for {string.Join<GrantTerms>(' ', missing)}, {where} of {stream}");
        (_mayAsk, _deniedAt, _isBilling) = (null, null, false);
    }

    private void RuleSet(ModelAccount account, TopUpRuleSet set, FactPosition at)
    {
        string text = Text(set.AccountId, set.Wallet, set.Rule);
        Must.Hold(client.TopUps.Contains(text), "nothing is made up", $"nobody said {text} at {at}");
        if (set.Rule is { } rule)
            account.TopUps[set.Wallet] = new TopUpSaid(Usages.Number(rule.Below), Usages.Number(rule.Amount), rule.ExpiresAfterDays);
        else
            account.TopUps.Remove(set.Wallet);
        Done.TryAdd($"top-up {text}", at.Seq);
        happenings.Note(set.Rule is null ? Happening.TopUpRuleEnded : Happening.TopUpRuleSet);
        _mayAsk = account;
    }

    public static string Text(string account, string wallet, TopUpRule? rule) => $"{account} {wallet} {rule?.Below} {rule?.Amount} {rule?.ExpiresAfterDays}";

    private ModelAccount AccountOf(Fact fact) => Model.Holders[Model.Contracts[fact switch
    {
        InvoiceDrafted drafted => drafted.ContractId,
        InvoiceFinalized finalized => finalized.ContractId,
        _ => ((PeriodClosed)fact).ContractId,
    }].Account];
}
