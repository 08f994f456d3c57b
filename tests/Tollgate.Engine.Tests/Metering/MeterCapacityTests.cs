using System.Text.Json;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Metering;

namespace Tollgate.Engine.Tests.Metering;

/// <summary>How many units a price can be told for: a power of ten, at which it costs at most 10^15.</summary>
public class MeterCapacityTests
{
    [Theory]
    [InlineData("""{"model":"per_unit","amount":"1.00"}""", "1000000000000000")]
    [InlineData("""{"model":"per_unit","amount":"1.01"}""", "100000000000000")]
    [InlineData("""{"model":"per_unit","amount":"0"}""", "100000000000000000")]
    [InlineData("""{"model":"per_unit","amount":"0.000000000001"}""", "100000000000000000")]
    [InlineData("""{"model":"per_unit","amount":"1.00","convert":{"divide_by":1000}}""", "1000000000000000000")]
    [InlineData("""{"model":"per_unit","amount":"9999999999999999"}""", "0")]
    [InlineData("""{"model":"flat","amount":"3000.00"}""", "100000000000000000")]
    [InlineData("""{"model":"flat","amount":"9999999999999999"}""", "0")]
    [InlineData("""{"model":"package","package_size":1000,"amount":"0.20"}""", "100000000000000000")]
    [InlineData("""{"model":"graduated","tiers":[{"up_to":10,"unit_amount":"1000000"},{"up_to":null,"unit_amount":"0.001"}]}""", "100000000000000000")]
    [InlineData("""{"model":"volume","tiers":[{"up_to":10,"unit_amount":"1000000"},{"up_to":null,"unit_amount":"0.001"}]}""", "100000000000000000")]
    [InlineData("""{"model":"volume","tiers":[{"up_to":10000000000,"unit_amount":"1000000"},{"up_to":null,"unit_amount":"0.001"}]}""", "1000000000")]
    [InlineData("""{"model":"matrix","dimensions":["m"],"cells":[{"m":"a","price":{"model":"per_unit","amount":"100"}},{"m":"b","price":{"model":"per_unit","amount":"1"}}]}""", "10000000000000")]
    public void A_price_takes_so_many_units(string price, string units)
    {
        using JsonDocument document = JsonDocument.Parse(price);
        MeterCapacity.Of(PriceReader.Read(document.RootElement).Price!).ToString().ShouldBe(units);
    }
}
