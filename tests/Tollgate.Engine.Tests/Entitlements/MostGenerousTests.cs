using Tollgate.Engine.Catalog;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Tests.Entitlements;

public class MostGenerousTests
{
    private static readonly Feature Ordered = new("f", FeatureKind.Config, ConfigType.String, null) { Values = ["basic", "pro", "enterprise"] };
    private static readonly Feature Unordered = new("f", FeatureKind.Config, ConfigType.String, null);

    // Each line: two rights, and which of them is the better one, whichever comes first.
    [Theory]
    [InlineData("yes", "no", "yes")]
    [InlineData("9", "10", "10")]
    [InlineData("-1", "0", "0")]
    [InlineData("0.000000001", "0", "0.000000001")]
    [InlineData("true", "false", "true")]
    [InlineData("'basic'", "'enterprise'", "'enterprise'")]
    [InlineData("'pro'", "'basic'", "'pro'")]
    [InlineData("'pro'", "'else'", "'pro'")]
    public void The_better_one_is(string one, string other, string better)
    {
        MostGenerous.Of(Ordered, Right(one), Right(other)).ShouldBe(Right(better));
        MostGenerous.Of(Ordered, Right(other), Right(one)).ShouldBe(Right(better));
    }

    [Theory]
    [InlineData("yes", "yes")]
    [InlineData("no", "no")]
    [InlineData("10", "10.0")]
    [InlineData("false", "false")]
    [InlineData("'eu'", "'us'")]
    public void Where_nothing_says_which_it_is_the_first(string one, string other)
    {
        Entitlement first = Right(one);
        MostGenerous.Of(Unordered, first, Right(other)).ShouldBeSameAs(first);
    }

    private static Entitlement Right(string word) => word switch
    {
        "yes" or "no" => new BooleanEntitlement(word == "yes"),
        "true" or "false" => new ConfigEntitlement(null, null, word == "true"),
        ['\'', .. var text, '\''] => new ConfigEntitlement(null, text, null),
        _ => new ConfigEntitlement(Quantity.Parse(word), null, null),
    };
}
