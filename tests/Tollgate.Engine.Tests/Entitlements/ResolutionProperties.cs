using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using FsCheck.Fluent;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Tests.Scenarios;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Entitlements;

/// <summary>
/// The resolution against a slow model of its steps: a list of what each says, of which the first that says anything is taken, those rights of it that
/// do not hold are struck out, and the rest is sorted.
/// </summary>
public class ResolutionProperties
{
    private const long June = 1_748_736_000_000_000;
    private const long Day = 86_400_000_000;

    private static readonly string[] Regions = ["eu", "us", "uk"];
    private static readonly string[] Tiers = ["gold", "silver"];
    private static readonly string[] Groups = ["beta", "staff"];
    private static readonly string[] Subjects = ["ann", "bob"];
    private static readonly string[] Rising = ["low", "mid", "high"];

    [Fact]
    public void It_is_what_the_first_step_that_says_anything_says() => Properties.Hold(Gen.Choose(0, int.MaxValue), seed =>
    {
        var random = new Random(seed);
        var told = Case.Of(random);
        World world = told.Played();
        for (int i = 0; i < 10; i++)
        {
            Question asked = Question.Of(random);
            Decision decision = Check.Decide(world.Books, told.Request(asked), world.Books.Time(default));
            string answer = Words(decision);
            told.Expected(asked).ShouldContain(answer, $"{asked} of {told}");
        }

        world.ShouldReplay();
    });

    private static string Words(Decision decision) => decision switch
    {
        { Unmet: { } unmet } => $"{decision.Reason} {unmet.Kind}",
        { Value: { } value } => $"{decision.Reason} {value}",
        _ => decision.Reason.ToString(),
    };

    private sealed record Question(string? Region, string? Subject, long At)
    {
        public static Question Of(Random random) => new(Maybe(random, Regions), Maybe(random, Subjects), June + (random.Next(-2, 12) * Day));
    }

    /// <summary>What must be so, each part by itself.</summary>
    private sealed record Wanted(ImmutableSortedDictionary<ConditionKind, string[]> Parts)
    {
        public static Wanted Of(Random random)
        {
            var parts = ImmutableSortedDictionary.CreateBuilder<ConditionKind, string[]>();
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                ConditionKind kind = Any(random, ConditionKind.From, ConditionKind.Region, ConditionKind.Attribute, ConditionKind.Group, ConditionKind.Subject);
                parts[kind] = kind switch
                {
                    ConditionKind.From => [new EffectiveAt(June + (random.Next(10) * Day)).ToString()],
                    ConditionKind.Region => Some(random, Regions),
                    ConditionKind.Attribute => Some(random, Tiers),
                    ConditionKind.Group => Some(random, Groups),
                    _ => Some(random, Subjects),
                };
            }

            return new Wanted(parts.ToImmutable());
        }

        public ConditionKind[] Missing(Case of, Question asked) =>
        [
            .. Parts.Where(part => !part.Value.Intersect(Found(part.Key, of, asked)).Any()).Select(part => part.Key),
        ];

        public string Json => "{" + string.Join(',', Parts.Select(part => part.Key switch
        {
            ConditionKind.From => $"\"from\":\"{part.Value[0]}\"",
            ConditionKind.Region => $"\"region\":{List(part.Value)}",
            ConditionKind.Attribute => $$"""{{Quoted("attributes")}}:{"tier":{{List(part.Value)}}}""",
            ConditionKind.Group => $"\"groups\":{List(part.Value)}",
            _ => $"\"subjects\":{List(part.Value)}",
        })) + "}";

        private string?[] Found(ConditionKind kind, Case of, Question asked) => kind switch
        {
            ConditionKind.From => [.. Parts[kind].Where(from => string.CompareOrdinal(from, new EffectiveAt(asked.At).ToString()) <= 0)],
            ConditionKind.Region => [asked.Region ?? of.Region],
            ConditionKind.Attribute => [of.Tier],
            ConditionKind.Group => [.. asked.Subject is { } subject ? of.GroupsOf[subject] : []],
            _ => [asked.Subject],
        };
    }

    /// <param name="Value">As JSON: <c>true</c>, <c>7</c>, <c>"mid"</c>.</param>
    private sealed record Said(string Value, Wanted? When)
    {
        public string Json(string key) => When is null ? Value : $$"""{"{{key}}":{{Value}},"when":{{When.Json}}}""";
    }

    private sealed record Case(string Kind, string? Region, string? Tier, Dictionary<string, string[]> GroupsOf, bool Contracted, bool Suspended, Said[]? Override, Said[]? Plan, Said[]? Default)
    {
        public static Case Of(Random random)
        {
            string kind = Any(random, "boolean", "number", "rising", "text");
            bool contracted = random.Next(4) > 0;
            return new Case(
                kind,
                Maybe(random, Regions),
                Maybe(random, Tiers),
                Subjects.ToDictionary(subject => subject, _ => random.Next(2) == 0 ? [] : Some(random, Groups)),
                contracted,
                random.Next(20) == 0,
                random.Next(3) == 0 ? [Saying(random, kind)] : null,
                contracted && random.Next(3) > 0 ? Sayings(random, kind) : null,
                random.Next(2) == 0 ? Sayings(random, kind) : null
            );
        }

        /// <summary>What may be answered: one thing, or which of several unmet parts is named.</summary>
        public string[] Expected(Question asked)
        {
            if (Suspended)
                return ["AccountSuspended"];
            bool contract = Contracted && asked.At >= June;
            if (new[] { asked.At >= June ? Override : null, contract ? Plan : null, Default }.FirstOrDefault(step => step is not null) is not { } said)
                return [Contracted && !contract ? "ContractNotStarted" : "FeatureNotIncluded"];
            Said[] holding = [.. said.Where(right => right.When is null || right.When.Missing(this, asked).Length == 0)];
            if (holding.Length == 0)
                return [.. said[0].When!.Missing(this, asked).Select(kind => $"ConditionNotMet {kind}")];
            string best = Kind switch
            {
                "boolean" => holding.Any(right => right.Value == "true") ? "WithinLimit" : "FeatureNotIncluded",
                "number" => $"WithinLimit {holding.Max(right => int.Parse(right.Value, CultureInfo.InvariantCulture))}",
                "rising" => $"WithinLimit {holding.MaxBy(Rank)!.Value}",
                _ => $"WithinLimit {holding[0].Value}",
            };
            return [best];
        }

        private static int Rank(Said right) => Array.FindIndex(Rising, value => Quoted(value) == right.Value);

        public EntitlementRequest Request(Question asked) => new(
            "a",
            "f",
            Quantity.One,
            null,
            new EffectiveAt(asked.At),
            asked.Subject,
            asked.Region is { } region ? Engine.Metering.Properties.Of([new Property("region", Quoted(region))]) : Engine.Metering.Properties.None
        );

        public World Played()
        {
            var world = new World();
            world.Control(new CreateEnvironment("test", EnvironmentKind.Test, new RecordedAt(June), 35, 24));
            world.Publish(Catalog());
            ImmutableSortedDictionary<string, string> attributes = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
            attributes = Region is null ? attributes : attributes.Add("region", Region);
            attributes = Tier is null ? attributes : attributes.Add("tier", Tier);
            world.Control(new RegisterAccount(new Account("a", null, AccountKind.Customer, null, null, "UTC", "ours", attributes.Clear(), attributes.Clear(), 0))).Rejection.ShouldBeNull();
            world.Control(new SetAttributes("a", attributes)).Rejection.ShouldBeNull();
            foreach ((string subject, string[] groups) in GroupsOf)
                world.Submit(new SetGroups("a", subject, [.. groups])).Rejection.ShouldBeNull();
            if (Contracted)
                world.Submit(new StartContract("c", "a", "p", new EffectiveAt(June), null, attributes.Clear())).Rejection.ShouldBeNull();
            if (Override is [var said])
                world.Submit(new SetOverride("a", Overriding(said))).Rejection.ShouldBeNull();
            if (Suspended)
                world.Submit(new SuspendAccount("a", "why", "who")).Rejection.ShouldBeNull();
            return world;
        }

        public override string ToString() =>
            $"{Catalog()} with the override {Override?[0].Json("value")}, region {Region}, tier {Tier}, {string.Join(", ", GroupsOf.Select(groups => $"{groups.Key} in {string.Join(" and ", groups.Value)}"))}";

        private Override Overriding(Said said)
        {
            JsonElement value = JsonDocument.Parse(said.Value).RootElement;
            bool? granted = value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;
            Quantity? number = value.ValueKind == JsonValueKind.Number ? Quantity.Parse(said.Value) : null;
            string? text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            return new Override("o", "f", new OverrideTerms(granted, number, text, granted, null, null), new EffectiveAt(June), null, "why", "who")
            {
                When = said.When is { } when ? ConditionReader.Read(JsonDocument.Parse(when.Json).RootElement, "").Condition : null,
            };
        }

        private string Catalog()
        {
            string feature = Kind switch
            {
                "boolean" => """{"kind":"boolean"}""",
                "number" => """{"kind":"config","type":"number"}""",
                "rising" => $$"""{"kind":"config","type":"string","values":{{List(Rising)}}}""",
                _ => """{"kind":"config","type":"string"}""",
            };
            return $$$"""{"currency":"USD","features":{"f":{{{feature}}}},"defaults":{{{Rights(Default)}}},"plans":{"p":{"period":"month","entitlements":{{{Rights(Plan)}}} } } }""";
        }

        private string Rights(Said[]? rights)
        {
            string key = Kind == "boolean" ? "granted" : "value";
            return rights switch
            {
                null => "{}",
                [var one] => $$"""{"f":{{one.Json(key)}}}""",
                _ => $$"""{"f":[{{string.Join(',', rights.Select(right => right.Json(key)))}}]}""",
            };
        }
    }

    private static Said[] Sayings(Random random, string kind) => [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Saying(random, kind))];

    private static Said Saying(Random random, string kind) => new(
        kind switch
        {
            "boolean" => Any(random, "true", "false"),
            "number" => Any(random, "0", "7", "10", "250"),
            _ => Quoted(Any(random, Rising)),
        },
        random.Next(3) == 0 ? null : Wanted.Of(random)
    );

    private static string[] Some(Random random, string[] of) => [.. of.Where(_ => random.Next(2) == 0).DefaultIfEmpty(of[0])];

    private static string? Maybe(Random random, string[] of) => random.Next(3) == 0 ? null : Any(random, of);

    private static T Any<T>(Random random, params T[] of) => of[random.Next(of.Length)];

    private static string List(IEnumerable<string> values) => $"[{string.Join(',', values.Select(Quoted))}]";

    private static string Quoted(string text) => $"\"{text}\"";
}
