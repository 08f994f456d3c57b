using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>
/// The lots of a feature in the order of burning, with what they have for usage of about now. Every decision asks for that sum: it holds between two instants at which a lot begins or ends, and
/// is kept as units move, so that an account with many lots is not walked through each time.
/// </summary>
/// <param name="lots">All that hold something to be burnt; some may be empty since.</param>
internal sealed class LotsInOrder(Lot[] lots)
{
    /// <summary>Lots for certain dimensions alone give to some usage, and to other none.</summary>
    private readonly bool _serveAll = Array.TrueForAll(lots, lot => lot.ServesAll);

    private bool _known;
    private EffectiveAt _from;
    private EffectiveAt? _until;
    private EffectiveAt? _finalThrough;
    private Quantity _available;

    public ReadOnlySpan<Lot> Lots => lots;

    /// <summary>What they have for usage of an instant.</summary>
    /// <param name="finalThrough">Periods that end here or earlier are final.</param>
    public Quantity Available(EffectiveAt at, Properties properties, EffectiveAt? finalThrough)
    {
        if (_serveAll && _known && at >= _from && !(at >= _until) && _finalThrough == finalThrough)
            return _available;
        (_from, _until, _finalThrough) = (new EffectiveAt(long.MinValue), null, finalThrough);
        _available = Quantity.Zero;
        foreach (Lot lot in lots)
        {
            if (Gives(lot, at) && Burning.Serves(lot, properties))
                _available += lot.BurnableQuantity;
            Between(lot.RolledSince, at);
            Between(lot.Start, at);
            Between(lot.End, at);
        }

        _known = true;
        return _available;
    }

    /// <summary>Units came to a lot, or, below zero, went from it.</summary>
    public void Moved(Lot lot, Quantity units)
    {
        if (_known && Gives(lot, _from))
            _available += units;
    }

    private bool Gives(Lot lot, EffectiveAt at) => (lot.Covers(at) || lot.CoversLate(at)) && lot.IsOpen(_finalThrough);

    private void Between(EffectiveAt? bound, EffectiveAt at)
    {
        if (bound <= at && bound > _from)
            _from = bound.Value;
        else if (bound > at && !(bound >= _until))
            _until = bound;
    }
}
