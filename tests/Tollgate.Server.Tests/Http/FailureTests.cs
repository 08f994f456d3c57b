using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;

namespace Tollgate.Server.Tests.Http;

public class FailureTests
{
    [Fact]
    public async Task Of_an_unexpected_exception_nothing_but_a_trace_id_gets_out()
    {
        (HttpContext http, JsonElement problem) = await Answer(new InvalidOperationException("the password is hunter2"));
        http.Response.StatusCode.ShouldBe(500);
        problem.GetProperty("code").GetString().ShouldBe("internal_error");
        problem.GetProperty("trace_id").GetString().ShouldNotBeNullOrEmpty();
        problem.GetRawText().ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("storage_full")]
    [InlineData("storage_unavailable")]
    [InlineData("outcome_unknown")]
    [InlineData("not_owner")]
    [InlineData("stopping")]
    public async Task What_may_be_retried_says_so_and_when(string code)
    {
        (HttpContext http, JsonElement problem) = await Answer(new StreamUnavailableException(code, "Retry with the same id."));
        http.Response.StatusCode.ShouldBe(503);
        http.Response.Headers.RetryAfter.ToString().ShouldBe("1");
        problem.GetProperty("code").GetString().ShouldBe(code);
        problem.GetProperty("title").GetString().ShouldNotBe(code);
    }

    private static async Task<(HttpContext Http, JsonElement Problem)> Answer(Exception error)
    {
        var body = new MemoryStream();
        var http = new DefaultHttpContext { Response = { Body = body }, TraceIdentifier = "trace-1" };
        await new Failures(_ => throw error, NullLogger<Failures>.Instance).Invoke(http);
        await http.Response.BodyWriter.FlushAsync(TestContext.Current.CancellationToken);
        return (http, JsonSerializer.Deserialize<JsonElement>(Encoding.UTF8.GetString(body.ToArray())));
    }
}
