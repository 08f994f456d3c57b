using System.Globalization;
using Tollgate.Engine.Ledger;
using Tollgate.Simulator.Model;
using Tollgate.Simulator.Workload;

namespace Tollgate.Simulator.Audit;

/// <summary>A reservation as one line, to hold the product's against the model's.</summary>
internal static class ReservationText
{
    public static string Of(ModelReservation one) => Of(
        one.Target,
        one.Time,
        one.Units,
        one.FromAllowance,
        one.Beyond,
        one.ExpiresAt,
        one.Holds.Select(hold => (hold.Lot.Name, $"{hold.From}", hold.Units))
    );

    public static string Of(Reservation one, Movements movements) => Of(
        Movements.TargetOf(one.Target),
        one.Time.Microseconds,
        Usages.Number(one.Units),
        Usages.Number(one.FromAllowance),
        Usages.Number(one.Beyond),
        one.ExpiresAt.Microseconds,
        one.Holds.Select(hold => (movements.NameOf(hold.LotId), $"{hold.From}", Usages.Number(hold.Units)))
    );

    private static string Of(ModelTarget target, long time, decimal units, decimal fromAllowance, decimal beyond, long expires, IEnumerable<(string Lot, string From, decimal Units)> holds) => string.Create(
        CultureInfo.InvariantCulture,
        $"{units:0.#########} at {time} for {target} until {expires}, {fromAllowance:0.#########} of the allowance, {beyond:0.#########} beyond, {string.Join(", ", holds.Select(hold => $"{hold.Units:0.#####################} {hold.From} of {hold.Lot}"))}"
    );
}
