using System.Collections.Immutable;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Accounts;

/// <summary>Puts a subject of an account into groups. Saying again what is so already changes nothing.</summary>
public static class Grouping
{
    public const int MostGroups = 32;

    /// <summary>Of one account, in any group: the loop keeps them all.</summary>
    public const int MostSubjects = 100_000;

    public static Outcome Decide(Books books, SetGroups command, RecordedAt at)
    {
        if (books.Account(command.AccountId) is not { } account)
            return UsageReporting.AccountNotFound(command.AccountId) with { Kind = RejectionKind.NotFound };
        ImmutableArray<string> groups = [.. command.Groups.Order(StringComparer.Ordinal).Distinct(StringComparer.Ordinal)];
        if (groups.Length > MostGroups)
            return new Rejection(RejectionKind.Invalid, "too_many_groups", $"A subject is in at most {MostGroups} groups; here stand {groups.Length}.", "/groups");
        if (groups.Length > 0 && account.Groups.Count >= MostSubjects && account.GroupsOf(command.Subject).IsEmpty)
            return new Rejection(RejectionKind.Invalid, "too_many_subjects", $"The account has {MostSubjects} subjects in groups, the most there can be; take one out of its groups first.", "/groups");
        var set = new GroupsSet(account.Id, command.Subject, groups, at);
        return account.GroupsOf(command.Subject).AsSpan().SequenceEqual(groups.AsSpan()) ? Outcome.Of(set) : Outcome.Of(set, set);
    }
}
