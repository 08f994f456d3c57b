using Tollgate.Engine.Accounts;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;

namespace Tollgate.Engine;

// What is held and counted under terms that were learnt of later.
public sealed partial class Books
{
    private void Enter(UsageRetallied retallied)
    {
        ContractBook first = _contracts[retallied.ContractId];
        first.Apply(retallied);
        HoldAgain(_accounts[retallied.AccountId], first);
    }

    /// <summary>The terms that a reservation's instant is under, which are not those that it was made under when the contract was amended since.</summary>
    internal ContractBook TermsOf(Reservation reservation) =>
        _contracts[reservation.Target.ContractId!] is var made && made.First.At(reservation.Time) is { } now && now.Catalog.Meters.ContainsKey(reservation.Target.Meter) ? now : made;

    private void Hold(Reservation reservation) => TermsOf(reservation).Reserve(reservation.Target.Meter, reservation.Time, reservation.FromAllowance, reservation.Beyond);

    /// <summary>What is held is held of the terms that are known now.</summary>
    private void HoldAgain(AccountBook account, ContractBook first)
    {
        if (account.Holdings is not { Reservations.Count: > 0 } holdings)
            return;
        first.HoldNothing();
        foreach (Reservation reservation in holdings.Reservations.Values.Where(reservation => _contracts[reservation.Target.ContractId!].First == first))
            Hold(reservation);
    }
}
