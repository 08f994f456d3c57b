using System.Collections.Immutable;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Accounts;

/// <summary>Changes what is known of an account. Saying again what is known already changes nothing.</summary>
public static class AttributeChange
{
    public const int MostAttributes = 64;

    public static Outcome Decide(Register register, SetAttributes command, RecordedAt at)
    {
        if (Refuse(command.Attributes) is { } refused)
            return refused;
        if (register.Names.Resolve(command.AccountId) is not { } id)
            return UsageReporting.AccountNotFound(command.AccountId) with { Kind = RejectionKind.NotFound };
        var set = new AttributesSet(id, command.Attributes, at);
        return register.Accounts[id].Attributes.SequenceEqual(command.Attributes) ? Outcome.Of(set) : Outcome.Of(set, set);
    }

    /// <summary>Null when an account can have as many: the loop keeps them all.</summary>
    internal static Rejection? Refuse(ImmutableSortedDictionary<string, string> attributes) =>
        attributes.Count <= MostAttributes ? RefuseInvoicing(attributes.GetValueOrDefault(Consolidations.Attribute)) : new Rejection(RejectionKind.Invalid, "too_many_attributes", $"An account has at most {MostAttributes} attributes; here stand {attributes.Count}.", "/attributes");

    private static Rejection? RefuseInvoicing(string? said) => said is null or Consolidations.Consolidated or Consolidations.Separate
        ? null
        : new Rejection(
            RejectionKind.Invalid,
            "invoicing_unknown",
            $"The attribute '{Consolidations.Attribute}' says what becomes of the invoices that the account pays: '{Consolidations.Consolidated}' or '{Consolidations.Separate}', and not '{said}'.",
            $"/attributes/{Consolidations.Attribute}"
        );
}
