using System.Text;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;

namespace Tollgate.Server.Tests.Http;

public class TimestampsTests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00Z", true)]
    [InlineData("2025-02-28T23:59:59Z", true)]
    [InlineData("2024-02-29T00:00:00Z", true)]
    [InlineData("1000-01-01T00:00:00Z", true)]
    [InlineData("2999-12-31T23:59:59Z", true)]
    [InlineData("3000-01-01T00:00:00Z", false)]
    [InlineData("0999-12-31T23:59:59Z", false)]
    [InlineData("2025-02-28T23:59:59.5Z", false)]
    [InlineData("1969-12-31T23:59:59.999999Z", false)]
    public void The_fast_way_writes_what_the_calendar_writes_or_leaves_it_to_it(string text, bool fast)
    {
        Instants.TryParse(text, out long microseconds).ShouldBeTrue();
        var instant = new EffectiveAt(microseconds);
        instant.ToString().ShouldBe(text);

        Span<byte> utf8 = stackalloc byte[32];
        Span<char> chars = stackalloc char[32];
        Timestamps.TryWrite(instant, utf8, out int bytes).ShouldBe(fast);
        Timestamps.TryWrite(instant, chars, out int length).ShouldBe(fast);
        if (!fast)
            return;
        Encoding.ASCII.GetString(utf8[..bytes]).ShouldBe(text);
        new string(chars[..length]).ShouldBe(text);
        Timestamps.TryWrite(instant, utf8[..(bytes - 1)], out _).ShouldBeFalse();
    }
}
