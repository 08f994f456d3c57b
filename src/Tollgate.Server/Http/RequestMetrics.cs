using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Tollgate.Server.Http;

/// <summary>How long requests take, by route. By route and never by path, so that ids in paths make no series of their own.</summary>
internal sealed class RequestMetrics(RequestDelegate next)
{
    private static readonly Meter Meter = new("Tollgate");

    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("tollgate.http.request.duration", "s", "Time from the request's head to the answer's end.");

    public async Task Invoke(HttpContext http)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            await next(http);
        }
        finally
        {
            string route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "unmatched";
            var tags = new TagList { { "method", Known(http.Request.Method) }, { "route", route }, { "status", http.Response.StatusCode } };
            Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, tags);
        }
    }

    /// <summary>A method that a stranger made up makes no series either.</summary>
    private static string Known(string method) => method is "GET" or "POST" or "PUT" or "DELETE" or "HEAD" or "OPTIONS" or "PATCH" ? method : "other";
}
