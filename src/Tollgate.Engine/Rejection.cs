namespace Tollgate.Engine;

/// <summary>Whether the asker can mend a rejection by changing the request, by naming something else, or not at all.</summary>
public enum RejectionKind
{
    Invalid,
    NotFound,
    Conflict,

    /// <summary>What the command brings along was overtaken by what was recorded meanwhile: the same, brought anew, may pass.</summary>
    Stale,

    /// <summary>Tollgate's own mistake, which no change of the request mends; its code is <c>internal_error</c>.</summary>
    Fault,
}

/// <summary>
/// A command that cannot be done, and why, as a sentence for people and a stable code for programs. Nothing has changed.
/// </summary>
/// <param name="Pointer">A JSON pointer into the request to the place that is wrong, or null when the whole of it is.</param>
public sealed record Rejection(RejectionKind Kind, string Code, string Detail, string? Pointer = null);
