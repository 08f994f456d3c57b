using System.Collections.Immutable;
using Tollgate.Engine.Accounts;
using Tollgate.Simulator.Model;
using Tollgate.Simulator.World;

namespace Tollgate.Simulator.Workload;

// What is said of accounts and subjects, and asked for by the conditions of rights.
internal sealed partial class Client
{
    public HashSet<(string Account, string Attributes)> AttributesWanted { get; } = [];

    public HashSet<(string Account, string Subject, string Groups)> GroupsWanted { get; } = [];

    public static string Text(ImmutableSortedDictionary<string, string> attributes) => string.Join(' ', attributes.Select(one => $"{one.Key}={one.Value}"));

    /// <summary>What is asked at the instants at which rights begin and end to hold is of every account.</summary>
    private void NoteEdges(CatalogTerms terms)
    {
        long[] edges = [.. terms.Plans.SelectMany(plan => plan.Rights.Values.Select(right => right.When).Concat(plan.SeatsWhen.Values)).OfType<ConditionSaid>().SelectMany(when => new[] { when.From, when.Until }).OfType<long>().Distinct()];
        for (int account = 0; account < layout.Accounts; account++)
            EdgesOf(account).AddRange(edges);
    }

    private SetAttributes Attributes(int account, Chance chance)
    {
        var attributes = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        if (chance.Percent(70))
            attributes = attributes.Add("tier", chance.Of(Catalogs.CustomerTiers));
        if (chance.Percent(60))
            attributes = attributes.Add("region", chance.Of(Catalogs.Regions));
        AttributesWanted.Add((NameOf(account), Text(attributes)));
        return new SetAttributes(NameOf(account), attributes);
    }

    private SetGroups GroupsOf(int account, Chance chance)
    {
        string[] groups = [.. Catalogs.Groups.Where(_ => chance.Percent(50))];
        string subject = chance.Of(Subjects);
        GroupsWanted.Add((NameOf(account), subject, string.Join(' ', groups)));
        return new SetGroups(NameOf(account), subject, [.. groups]);
    }
}
