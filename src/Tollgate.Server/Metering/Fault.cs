namespace Tollgate.Server.Metering;

/// <summary>Why one event of a batch is refused. A value and not an exception, since a batch may be full of them.</summary>
/// <param name="Pointer">A JSON pointer into the event.</param>
internal sealed record Fault(string Code, string Detail, string? Pointer);
