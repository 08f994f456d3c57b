using Tollgate.Engine;

namespace Tollgate.Server.Http;

/// <summary>Why a request got nothing, as RFC 9457 has it: a status, a stable code, a sentence, and the place in the request.</summary>
/// <param name="Pointer">A JSON pointer into the body; null when the whole of the request is meant.</param>
internal sealed record Problem(int Status, string Code, string Detail, string? Pointer = null)
{
    /// <summary>More of the same kind that were found in one go, such as every fault of a catalog; empty when this is the only one.</summary>
    public IReadOnlyList<PlacedFault> Faults { get; init; } = [];

    public string? TraceId { get; init; }

    public int? RetryAfterSeconds { get; init; }

    public static Problem Of(Rejection rejection) => new(
        rejection.Kind switch
        {
            RejectionKind.NotFound => StatusCodes.Status404NotFound,
            RejectionKind.Conflict or RejectionKind.Stale => StatusCodes.Status409Conflict,
            RejectionKind.Fault => StatusCodes.Status500InternalServerError,
            _ => StatusCodes.Status422UnprocessableEntity,
        },
        rejection.Code,
        rejection.Detail,
        rejection.Pointer
    );

    /// <summary>Several that were found in one go: the first of them, and all with their places.</summary>
    public static Problem Of(IReadOnlyList<Problem> found) => found is [var alone] ? alone : found[0] with
    {
        Faults = [.. found.SelectMany(problem => problem.Faults.Count > 0 ? problem.Faults : [new PlacedFault(problem.Pointer ?? "", problem.Code, problem.Detail)])],
    };

    public static Problem NotFound(string code, string detail) => new(StatusCodes.Status404NotFound, code, detail);

    public static Problem Shape(string code, string detail, string? pointer = null) =>
        new(StatusCodes.Status400BadRequest, code, detail, pointer);
}

/// <summary>One fault of many, with its line and column when the document was a text that has them.</summary>
internal sealed record PlacedFault(string Pointer, string Code, string Detail, long? Line = null, long? Column = null);

/// <summary>Ends a request with a problem.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;
}
