using Tollgate.Engine.Environments;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Accounts;

/// <summary>Changes what is known of an account. Saying again what is known already changes nothing.</summary>
public static class AttributeChange
{
    public static Outcome Decide(Register register, SetAttributes command, RecordedAt at)
    {
        if (register.Names.Resolve(command.AccountId) is not { } id)
            return UsageReporting.AccountNotFound(command.AccountId) with { Kind = RejectionKind.NotFound };
        var set = new AttributesSet(id, command.Attributes, at);
        return register.Accounts[id].Attributes.SequenceEqual(command.Attributes) ? Outcome.Of(set) : Outcome.Of(set, set);
    }
}
