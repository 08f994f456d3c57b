using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

/// <summary>The terms of a contract over its time, as they were known at an instant: made of its facts alone, so that any past can be asked for.</summary>
public sealed class HeldTerms
{
    // A change that is none of the terms, such as of the end, goes with whatever terms hold then.
    private readonly List<(EffectiveAt From, Contract Contract, bool IsNew)> _versions = [];
    private EffectiveAt? _end;

    private HeldTerms(ContractStarted started)
    {
        _versions.Add((started.Contract.StartsAt, started.Contract, true));
        _end = started.Contract.EndsAt;
    }

    /// <returns>Null when the contract was not known then.</returns>
    public static HeldTerms? Of(ContractStarted started, IEnumerable<ContractAmended> amendments, RecordedAt knownAt)
    {
        if (started.At > knownAt)
            return null;
        var held = new HeldTerms(started);
        foreach (ContractAmended amended in amendments)
        {
            if (amended.At > knownAt)
                break;
            held.Amend(amended);
        }

        return held;
    }

    /// <summary>The terms at an instant; before the contract those that it starts with, behind its end its last.</summary>
    public Contract At(EffectiveAt at)
    {
        Contract found = _versions[0].Contract;
        foreach ((EffectiveAt from, Contract contract, bool isNew) in _versions)
        {
            if (from > at || (from >= _end && isNew))
                break;
            found = isNew ? contract : found with { Version = contract.Version, PurchaseOrder = contract.PurchaseOrder, BillTo = contract.BillTo };
        }

        return found with { EndsAt = _end };
    }

    /// <summary>The number of the version whose terms hold at an instant, whatever was said of the contract's end since.</summary>
    public int VersionAt(EffectiveAt at) => _versions.LastOrDefault(version => version.IsNew && version.From <= at && !(version.From >= _end), _versions[0]).Contract.Version;

    /// <summary>Each stretch of time under the same terms, in order.</summary>
    public IEnumerable<(Contract Contract, EffectiveAt From, EffectiveAt? Until)> Phases()
    {
        (EffectiveAt From, Contract Contract, bool)[] held = [.. _versions.Where(version => version.IsNew && !(version.From >= _end))];
        for (int i = 0; i < held.Length; i++)
            yield return (held[i].Contract with { EndsAt = _end }, held[i].From, i + 1 < held.Length ? held[i + 1].From : _end);
    }

    private void Amend(ContractAmended amended)
    {
        bool isNew = !amended.Withdraws && (amended.EffectiveAt >= _end || !At(amended.EffectiveAt).HasTermsOf(amended.Contract));
        _end = amended.Contract.EndsAt;
        if (isNew || amended.Withdraws)
            _versions.RemoveAll(version => version.From == amended.EffectiveAt);
        int place = _versions.FindIndex(version => version.From > amended.EffectiveAt);
        _versions.Insert(place < 0 ? _versions.Count : place, (amended.EffectiveAt, amended.Contract, isNew));
    }
}
