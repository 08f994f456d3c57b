using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Tollgate.Server.Entitlements;
using Tollgate.Server.Http;

namespace Tollgate.Bench.Http;

/// <summary>A bare Kestrel, set up as Tollgate's, that does one thing with each request: what the limits and the rivals are behind HTTP.</summary>
internal static class Endpoint
{
    /// <summary>As long as Tollgate's answer to the sample question.</summary>
    private static readonly byte[] Constant = System.Text.Encoding.ASCII.GetBytes($$"""{"allowed":true,"remaining":"999999","decision_id":"{{new string('x', 820)}}"}""");

    public static async Task<WebApplication> Start(Func<HttpContext, Task> answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel((KestrelServerOptions kestrel) =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, 0);
            kestrel.AddServerHeader = false;
        });
        WebApplication web = builder.Build();
        web.Run(http => answer(http));
        await web.StartAsync();
        return web;
    }

    /// <summary>Parses the question and answers a constant.</summary>
    public static Task AnswerConstant(HttpContext http) => AnswerAfter(http, static _ => Task.CompletedTask);

    /// <summary>Parses the question, has it decided somehow, and answers a constant.</summary>
    public static async Task AnswerAfter(HttpContext http, Func<DecisionRequest, Task> decide)
    {
        using RequestBody body = await RequestBody.Read(http.Request);
        await decide(DecisionRequest.Read(body.Span, DecisionVerb.Consume));
        await Answers.Send(http, StatusCodes.Status200OK, Answers.Json, Constant);
    }

    /// <summary>Reads the body to its end and answers that it did.</summary>
    public static async Task Discard(HttpContext http)
    {
        while (true)
        {
            System.IO.Pipelines.ReadResult read = await http.Request.BodyReader.ReadAsync();
            http.Request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                break;
        }

        await Answers.Send(http, StatusCodes.Status202Accepted, Answers.Json, """{"accepted":1000,"duplicates":0,"rejected":[],"conflicts":[]}"""u8);
    }
}
