using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

public sealed record ContractStarted(Contract Contract, RecordedAt At) : Fact;
