using System.Text.Json;

namespace Tollgate.Server.Http;

/// <summary>Writes problems as <c>application/problem+json</c>.</summary>
internal static class ProblemAnswer
{
    public const string ContentType = "application/problem+json";
    public const string TypePrefix = "urn:tollgate:error:";

    public static Task Send(HttpContext http, Problem problem)
    {
        if (problem.RetryAfterSeconds is { } seconds)
            http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Answers.Send(http, problem.Status, ContentType, json => Write(json, problem));
    }

    public static void Write(Utf8JsonWriter json, Problem problem)
    {
        json.WriteStartObject();
        json.WriteString("type", TypePrefix + problem.Code);
        json.WriteString("title", ErrorCodes.TitleOf(problem.Code));
        json.WriteNumber("status", problem.Status);
        json.WriteString("detail", problem.Detail);
        json.WriteString("code", problem.Code);
        if (problem.Pointer is not null)
            json.WriteString("pointer", problem.Pointer);
        if (problem.TraceId is not null)
            json.WriteString("trace_id", problem.TraceId);
        if (problem.Faults.Count > 0)
            WriteFaults(json, problem.Faults);
        json.WriteEndObject();
    }

    private static void WriteFaults(Utf8JsonWriter json, IReadOnlyList<PlacedFault> faults)
    {
        json.WriteStartArray("problems");
        foreach (PlacedFault fault in faults)
        {
            json.WriteStartObject();
            json.WriteString("pointer", fault.Pointer);
            json.WriteString("code", fault.Code);
            json.WriteString("detail", fault.Detail);
            if (fault is { Line: { } line, Column: { } column })
            {
                json.WriteNumber("line", line);
                json.WriteNumber("column", column);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
