using Tollgate.Engine.Accounts;
using Tollgate.Engine.Access;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Requests;
using Tollgate.Engine.Taxes;
using Tollgate.Engine.Webhooks;

namespace Tollgate.Engine.Environments;

/// <summary>Hands a shard an item of the control stream. Items come in order; one that was seen already changes nothing.</summary>
public sealed record AdoptControl(FactPosition Position, Fact Item, int Shard) : Command<FactPosition>;

public static class Adoption
{
    public static Outcome Decide(Books books, AdoptControl command)
    {
        if (books.Followed is { } followed && command.Position.CompareTo(followed) <= 0)
            return Outcome.Of(followed);
        return Concerns(books, command.Item, command.Shard)
            ? Outcome.Of(command.Position, new ControlAdopted(command.Position, command.Item))
            : Outcome.Of(command.Position);
    }

    /// <summary>A shard takes what is global, and of the directory only its own accounts.</summary>
    private static bool Concerns(Books books, Fact item, int shard) => item switch
    {
        // It came after the registration, which the shard has taken or not.
        AttributesSet set => books.Accounts.ContainsKey(set.AccountId),
        AccountRegistered registered => registered.Account.HomeShard == shard,
        EnvironmentCreated or ClockAdvanced or CatalogPublished or DelinquencyTermsSet or TaxRatesSet or Exchange.ExchangeRateSet => true,
        KeyIssued or KeyRevoked or WebhookRegistered or WebhookSecretRotated or WebhookRemoved or AnswerKept => false,
        _ => throw new ArgumentException($"The control stream does not hold the fact {item.GetType().Name}.", nameof(item)),
    };
}
