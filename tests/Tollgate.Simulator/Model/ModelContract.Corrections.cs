using Tollgate.Simulator.World;

namespace Tollgate.Simulator.Model;

// What reaches a period whose invoice is final: the next invoice bills the difference that it makes.
internal sealed partial class ModelContract
{
    /// <summary>By boundary and charge: what was billed, all invoices together, and how much late usage was among it.</summary>
    private readonly Dictionary<(long Boundary, string Charge), (decimal Amount, ModelTotal Late)> _billed = [];

    /// <summary>The lines by which the invoice at a boundary corrects earlier ones.</summary>
    public IEnumerable<ModelLine> Corrections(long boundary)
    {
        foreach (((long earlier, string name), (decimal amount, ModelTotal before)) in _billed.OrderBy(one => one.Key.Boundary).ThenBy(one => plan.Charges.Index().First(charge => charge.Item.Name == one.Key.Charge).Index).ToArray())
        {
            ChargeTerms charge = plan.Charges.Single(one => one.Name == name);
            ModelTotal late = LateOf(earlier, charge);
            if (earlier >= boundary || charge.Meter is null || late.Events == before.Events)
                continue;
            decimal used = late.Used - before.Used, covered = charge.AfterIncluded ? late.Covered - before.Covered : 0;
            yield return new ModelLine(name, used, covered, used - covered, 0, late.Events - before.Events, Usage(charge, earlier - 1, withLate: true).Amount - amount, 0) { Corrects = earlier };
        }
    }

    /// <summary>A boundary is final.</summary>
    /// <param name="lines">What it said; none when there was nothing to say.</param>
    public void Bill(long boundary, IReadOnlyList<ModelLine> lines, int windowDays)
    {
        long kept = DateOf(Math.Max(0, boundary - 1)) - (windowDays * SimClock.Day);
        foreach (ModelLine line in lines)
        {
            ChargeTerms charge = plan.Charges.Single(one => one.Name == line.Charge);
            long of = line.Corrects ?? boundary;
            _billed[(of, line.Charge)] = (_billed.GetValueOrDefault((of, line.Charge)).Amount + line.Amount, line.Corrects is null ? default : LateOf(of, charge));
        }

        foreach ((long Boundary, string Charge) old in _billed.Keys.Where(one => DateOf(one.Boundary) < kept).ToArray())
            _billed.Remove(old);
    }

    private ModelTotal LateOf(long boundary, ChargeTerms charge) => _cells
        .Where(one => one.Key.Period == boundary - 1 && one.Key.Charge == charge.Name && one.Key.Late && one.Key.Cell >= 0)
        .Aggregate(default(ModelTotal), (sum, one) => sum.Plus(one.Value));
}
