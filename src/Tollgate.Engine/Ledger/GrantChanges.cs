using System.Collections.Immutable;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>What happens to a grant after it was issued: it is paid, or voided. A void takes what is left, and what was burnt stays burnt.</summary>
public static class GrantChanges
{
    public static Outcome Decide(Books books, PayGrant command, RecordedAt now)
    {
        if (Find(books, command.GrantId, out AccountBook account, out GrantBook grant) is { } missing)
            return missing;
        if (grant.VoidedAt is { } voided)
            return AlreadyVoided(grant, voided);
        if (!grant.Grant.PendingPayment)
            return new Rejection(RejectionKind.Conflict, "grant_not_pending", $"The grant '{command.GrantId}' waits for no payment.");
        if (grant.PaidAt is { } paid)
            return new Rejection(RejectionKind.Conflict, "grant_already_paid", $"The grant '{command.GrantId}' was paid at {paid}.");
        Lot lot = grant.Lots[0];
        if (lot.HasEnded)
            return new Rejection(RejectionKind.Conflict, "grant_expired", $"The grant '{command.GrantId}' expired at {lot.End} without having been paid. Issue another.");

        Holdings then = account.Holdings!.Copy();
        var fact = new GrantPaid(account.Id, grant.Grant.Id, lot.Id, lot[Balance.Pending], now);
        then.Apply(fact);
        List<Fact> facts = [fact];
        if (grant.Grant.Dimensions.IsEmpty)
            new Backdating(account, then).Cover(then.Lot(lot.Id), now, facts);
        foreach (Fact settled in Dues.Of(then, account.Id, account.Zone, new EffectiveAt(now.Microseconds), now))
        {
            then.Apply(settled);
            facts.Add(settled);
        }

        WalletAlerts.Add(account, then, facts, now);
        return Outcome.Of(then.Grants[grant.Grant.Id], facts);
    }

    public static Outcome Decide(Books books, VoidGrant command, RecordedAt now)
    {
        if (Find(books, command.GrantId, out AccountBook account, out GrantBook grant) is { } missing)
            return missing;
        if (grant.VoidedAt is { } before)
            return AlreadyVoided(grant, before);
        ImmutableArray<VoidedLot> left =
        [
            .. from lot in grant.Lots
               from balance in new[] { Balance.Pending, Balance.Available, Balance.Expired }
               where !lot[balance].IsZero
               select new VoidedLot(lot.Id, balance, lot[balance]),
        ];
        var voided = new GrantVoided(account.Id, grant.Grant.Id, left, command.Reason, command.Author, now);
        Holdings then = account.Holdings!.Copy();
        then.Apply(voided);
        List<Fact> facts = [voided];
        WalletAlerts.Add(account, then, facts, now);
        return Outcome.Of(then.Grants[grant.Grant.Id], facts);
    }

    private static Rejection AlreadyVoided(GrantBook grant, RecordedAt at) =>
        new(RejectionKind.Conflict, "grant_already_voided", $"The grant '{grant.Grant.Id}' was voided at {at}.");

    private static Rejection? Find(Books books, string grantId, out AccountBook account, out GrantBook grant)
    {
        account = books.AccountOfGrant(grantId)!;
        grant = account?.Holdings!.Grants[grantId]!;
        return account is null ? new Rejection(RejectionKind.NotFound, "grant_not_found", $"There is no grant '{grantId}'.") : null;
    }
}
