using System.Text.Json;
using static Tollgate.Server.Http.Shape;

namespace Tollgate.Server.Http;

/// <summary>Writes problems as <c>application/problem+json</c>.</summary>
internal static class ProblemAnswer
{
    public const string ContentType = "application/problem+json";
    public const string TypePrefix = "urn:tollgate:error:";

    public static readonly ObjectShape Shape = Answer(
        "Problem",
        Has("type", Text, "An address of the code's own."),
        Has("title", Text),
        Has("status", Integer),
        Has("detail", Text, "What is wrong, in a sentence."),
        Has("code", Text, "Stable; docs/reference/errors.md lists them all."),
        MayHave("pointer", Text, "The place in the body, as a JSON pointer, or ?name for a query parameter."),
        MayHave("trace_id", Text),
        MayHave("problems", ListOf(Answer(
            "PlacedProblem",
            Has("pointer", Text),
            Has("code", Text),
            Has("detail", Text),
            MayHave("line", Integer),
            MayHave("column", Integer)
        )), "All that were found in one go, when there are more.")
    );

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
