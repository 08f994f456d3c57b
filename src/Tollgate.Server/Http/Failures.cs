using System.Diagnostics;
using Tollgate.Engine.Numbers;
using Tollgate.Server.Shards;
using Tollgate.Storage.Deliveries;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Projections;

namespace Tollgate.Server.Http;

/// <summary>Turns whatever ends a request early into a problem. Of an unexpected exception nothing but a trace id gets out.</summary>
internal sealed class Failures(RequestDelegate next, ILogger<Failures> log)
{
    private const int RetrySoon = 1;

    public async Task Invoke(HttpContext http)
    {
        try
        {
            await next(http);
            if (!http.Response.HasStarted && Unanswered(http) is { } unanswered)
                await ProblemAnswer.Send(http, unanswered);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer.
        }
        catch (Exception error) when (!http.Response.HasStarted)
        {
            Problem problem = Of(error) ?? Unexpected(http, error);
            http.Response.Headers.Clear();
            if (problem.Status == StatusCodes.Status401Unauthorized)
                http.Response.Headers.WWWAuthenticate = "Bearer";
            await ProblemAnswer.Send(http, problem);
        }
    }

    /// <summary>What a known failure answers; null for one that nobody expected.</summary>
    public static Problem? Of(Exception error) => error switch
    {
        ProblemException known => known.Problem,
        IdempotencyKeyReusedException reused => new Problem(StatusCodes.Status409Conflict, Codes.IdempotencyKeyReused, reused.Message),
        StreamUnavailableException down => Later(down.Code, down.Message),
        // Met outside of the loops: an environment being made, an event being looked up.
        JournalFullException full => Later("storage_full", full.Message),
        DeliveriesUnavailableException gone => Later("storage_unavailable", gone.Message),
        JournalException or DataFolderException => Later("storage_unavailable", error.Message),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => RequestBody.TooLarge,
        BadHttpRequestException bad => new Problem(bad.StatusCode, Codes.RequestMalformed, bad.Message),
        NumberOutOfRangeException big => new Problem(StatusCodes.Status422UnprocessableEntity, Codes.AmountOutOfRange, big.Message),
        UnreadableCursorException cursor => Problem.Shape(Codes.ParameterInvalid, cursor.Message, "?cursor"),
        ProjectionException rows => Later(Codes.NotReady, rows.Message),
        _ => null,
    };

    private static Problem Later(string code, string detail) =>
        new(StatusCodes.Status503ServiceUnavailable, code, detail) { RetryAfterSeconds = RetrySoon };

    private static Problem? Unanswered(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound when http.GetEndpoint() is null =>
            Problem.NotFound(Codes.PathNotFound, $"Nothing stands at {Texts.Quoted(http.Request.Path)}. /docs lists all there is."),
        StatusCodes.Status405MethodNotAllowed =>
            new Problem(StatusCodes.Status405MethodNotAllowed, Codes.MethodNotAllowed, $"{http.Request.Method} is not taken here; {http.Response.Headers.Allow} is."),
        _ => null,
    };

    private Problem Unexpected(HttpContext http, Exception error)
    {
        string trace = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;
        Messages.RequestFailed(log, error, http.Request.Method, http.Request.Path, trace);
        return new Problem(StatusCodes.Status500InternalServerError, Codes.InternalError, "Tollgate made a mistake; its log tells more under the trace id. Retry with the same id.")
        {
            TraceId = trace,
        };
    }
}
