using System.Text;
using Tollgate.Server.Catalog;
using Tollgate.Server.Http;
using Tollgate.Server.Metering;

namespace Tollgate.Server.Tests.Http;

/// <summary>JSON and YAML made to cost far more than their length.</summary>
public class HostileJsonTests
{
    private static readonly string LongName = new('n', 1_000_000);
    private static readonly string ManyItems = string.Join(",", Enumerable.Repeat("1", 200_000));

    [Fact]
    public void A_long_name_over_many_items_costs_an_event_no_more_than_its_length()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        EventBatch batch = Events($$$$"""{"event_id":"e","account_id":"a","meter":"m","properties":{"p":{"{{{{LongName}}}}":[{{{{ManyItems}}}}]}}}""");
        batch.Events.Count.ShouldBe(1);
        Allocated(before).ShouldBeLessThan(200 * 1024 * 1024);
    }

    [Fact]
    public void A_long_name_over_many_items_costs_a_body_no_more_than_its_length()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        JsonBody.Parse(Encoding.UTF8.GetBytes($$$"""{"{{{LongName}}}":[{{{ManyItems}}}]}""")).Dispose();
        Allocated(before).ShouldBeLessThan(200 * 1024 * 1024);
    }

    [Fact]
    public void A_long_name_over_many_items_costs_a_catalog_no_more_than_its_length()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        YamlReading yaml = YamlDocument.Read($"{LongName}: [{string.Join(", ", Enumerable.Repeat("1", 50_000))}]");
        yaml.Problems.ShouldNotBeEmpty();
        Engine.Catalog.CatalogReader.Read($$$"""{"{{{LongName}}}":[{{{ManyItems}}}]}""", 1).Catalog.ShouldBeNull();
        Allocated(before).ShouldBeLessThan(400 * 1024 * 1024);
    }

    [Fact]
    public void A_catalog_of_nothing_but_mistakes_is_told_its_first_thousand()
    {
        string same = string.Join(",", Enumerable.Repeat("\"a\":1", 100_000));
        Engine.Catalog.CatalogReader.Read("{" + same + "}", 1).Problems.Length.ShouldBe(1_000);
        YamlDocument.Read(string.Concat(Enumerable.Repeat("a: 1\n", 3_000))).Problems.Length.ShouldBe(1_000);
    }

    [Fact]
    public void A_pointer_shows_the_beginning_of_a_name_that_is_no_name()
    {
        Fault fault = Events($$"""{"{{LongName}}":1}""").Refused[0].Fault;
        fault.Code.ShouldBe("unknown_key");
        fault.Pointer!.Length.ShouldBeLessThan(300);
        Engine.Catalog.JsonPointer.Append("", new string('x', 255) + "\U0001F600").ShouldBe("/" + new string('x', 255) + "...");
    }

    [Fact]
    public void A_number_is_no_longer_than_a_text_may_be()
    {
        Fault fault = Events($$$$"""{"event_id":"e","account_id":"a","meter":"m","properties":{"p":[{{{{new string('9', Texts.LongestValue + 1)}}}}]}}""").Refused[0].Fault;
        (fault.Code, fault.Pointer).ShouldBe(("text_too_long", "/properties/p/0"));
    }

    private static EventBatch Events(string json) => EventBatchReader.ReadJson(Encoding.UTF8.GetBytes(json));

    private static long Allocated(long before) => GC.GetAllocatedBytesForCurrentThread() - before;
}
