using Tollgate.Engine.Time;

namespace Tollgate.Engine.Accounts;

public sealed record AccountRegistered(Account Account, RecordedAt At) : Fact;
