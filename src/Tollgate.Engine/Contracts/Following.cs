using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

/// <summary>
/// What an amendment changes holds behind a pause, and behind the end of an add-on, too: those are versions that follow from the terms before them, and they are
/// made anew of the terms that are amended. A phase does not follow: it was agreed by itself.
/// </summary>
internal static class Following
{
    /// <summary>Why add-ons cannot end where they are to, or null; what follows is added to the run.</summary>
    /// <param name="before">Under the terms that are amended.</param>
    public static Rejection? Amend(ContractBook before, Contract amended, EffectiveAt from, VersionRun made)
    {
        if (amended.HasTermsOf(before.Contract))
            return null;
        List<ContractBook> follow = [];
        EffectiveAt? until = amended.EndsAt;
        Contract last = before.Contract;
        foreach (ContractBook part in before.Parts.Where(part => part.From > from))
        {
            // What begins with the very terms that end there was agreed by itself.
            bool follows = part.Contract.Paused || last.Paused || part.Contract.Terms != last.Terms;
            if (!follows || !part.Contract.IsOnPlanOf(AddOnEnds.Without(before.Contract, part.From)))
            {
                until = part.From;
                break;
            }

            follow.Add(part);
            last = part.Contract;
        }

        if (AddOnEnds.Refuse(amended.Terms, from, until) is { } outlived)
            return outlived;
        bool paused = amended.Paused;
        foreach (EffectiveAt at in follow.Select(part => part.From).Concat(AddOnEnds.Of(amended, until).Select(end => end.End)).Distinct().Order())
        {
            paused = follow.Find(part => part.From == at)?.Contract.Paused ?? paused;
            made.Add(AddOnEnds.Without(amended, at) with { Paused = paused }, at);
        }

        return null;
    }
}
