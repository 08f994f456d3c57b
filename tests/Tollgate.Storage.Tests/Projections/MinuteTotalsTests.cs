using Tollgate.Engine.Numbers;
using Tollgate.Storage.Projections;

namespace Tollgate.Storage.Tests.Projections;

public sealed class MinuteTotalsTests
{
    [Fact]
    public void What_is_packed_comes_back_and_fits()
    {
        MinuteTotals minutes = new();
        Quantity[] quantities = [Quantity.MinValue, Quantity.MaxValue, 0, 1, -1, Quantity.FromScaled(long.MaxValue), Quantity.FromScaled((Int128)long.MaxValue + 1)];
        for (int minute = 59; minute >= 0; minute--)
            minutes.Add(minute, quantities[minute % quantities.Length], minute % 2 == 0 ? long.MaxValue : minute);

        MinuteTotals back = MinuteTotals.Unpack(minutes.Pack());
        back.Items.ToArray().ShouldBe(minutes.Items.ToArray());
        back.Items.ToArray().Select(item => item.Minute).ShouldBe(Enumerable.Range(0, 60));
    }

    [Fact]
    public void The_bytes_are_as_documented()
    {
        MinuteTotals minutes = new();
        minutes.Add(15, Quantity.FromScaled(-65), events: 300);
        minutes.Add(3, Quantity.FromScaled(1), events: 1);
        minutes.Pack().ShouldBe([3, 1, 2, 15, 0xAC, 0x02, 0x81, 0x01]);
    }

    [Theory]
    [InlineData(60, 1, 1)]
    [InlineData(3, 1)]
    [InlineData(3)]
    [InlineData(3, 0x80)]
    public void Other_bytes_are_refused(params int[] bytes) =>
        Should.Throw<InvalidDataException>(() => MinuteTotals.Unpack([.. bytes.Select(value => (byte)value)]));
}
