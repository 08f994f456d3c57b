using Tollgate.Engine.Access;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Taxes;
using Tollgate.Engine.Time;
using Tollgate.Engine.Webhooks;

namespace Tollgate.Engine.Environments;

/// <summary>The one table from a command of the control stream to the rule that decides it.</summary>
public static class RegisterDecisions
{
    public static Outcome Decide(Register register, Command command, RecordedAt at) => command switch
    {
        CreateEnvironment create => EnvironmentCreation.Decide(register, create, at),
        _ when register.Environment is null => EnvironmentCreation.Missing,
        AdvanceClock advance => ClockAdvance.Decide(register, advance),
        PublishCatalog publish => CatalogPublication.Decide(register, publish, at),
        RegisterAccount account => AccountRegistration.Decide(register, account, at),
        SetAttributes attributes => AttributeChange.Decide(register, attributes, at),
        IssueKey issue => KeyIssue.Decide(register, issue, at),
        RevokeKey revoke => KeyIssue.Decide(register, revoke, at),
        RegisterWebhook webhook => Registration.Decide(register, webhook, at),
        RotateWebhookSecret rotate => Registration.Decide(register, rotate, at),
        RemoveWebhook remove => Registration.Decide(register, remove, at),
        SetDelinquencyTerms terms => Dunning.Decide(terms, at),
        SetTaxRates rates => TaxTable.Decide(rates, at),
        Exchange.SetExchangeRate rate => Exchange.ExchangeRates.Decide(rate, at),
        _ => throw new ArgumentException($"The control stream does not know the command {command.GetType().Name}.", nameof(command)),
    };
}
