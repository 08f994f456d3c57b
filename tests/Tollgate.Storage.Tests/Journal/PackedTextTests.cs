using Tollgate.Storage.Journal.Columns;

namespace Tollgate.Storage.Tests.Journal;

public class PackedTextTests
{
    [Theory]
    [InlineData("req_9f31a", TextForm.Hex, 4, 5)]
    [InlineData("9f31a2c4", TextForm.Hex, 0, 8)]
    [InlineData("\"9f31a2c4\"", TextForm.Hex, 1, 8)]
    [InlineData("evt_0042", TextForm.Hex, 4, 4)]
    [InlineData("acct_4421", TextForm.Number, 5, 0)]
    [InlineData("evt7", TextForm.Number, 3, 0)]
    [InlineData("0", TextForm.Number, 0, 0)]
    [InlineData("card123", TextForm.Number, 4, 0)]
    [InlineData("order-018f3b2a-7c1d-7e2f-9a3b-4c5d6e7f8091", TextForm.Uuid, 6, 0)]
    public void Is_found_in(string text, object form, int prefix, int digits)
    {
        TextShape.TryFind(text, out TextShape shape).ShouldBeTrue();
        shape.ShouldBe(new((TextForm)form, prefix, digits, text[^1] == '"'));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"")]
    [InlineData("gpt-bee")]
    [InlineData("x7Gk2p9f31")]
    [InlineData("REQ_9F31A")]
    [InlineData("user_x")]
    public void Is_not_found_in(string text) => TextShape.TryFind(text, out _).ShouldBeFalse();
}
