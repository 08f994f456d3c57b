namespace Tollgate.Simulator.World;

/// <summary>Something on the disk is not what was written, and cannot be served from. A start must refuse it; then somebody mends it.</summary>
/// <param name="Refusals">How a start may say so.</param>
internal sealed record Damage(FaultKind Kind, string Where, IReadOnlyList<Type> Refusals, Action Mend);
