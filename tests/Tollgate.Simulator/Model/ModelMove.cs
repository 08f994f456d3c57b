namespace Tollgate.Simulator.Model;

/// <summary>One thing that must follow from what happened, or, read from the journal, that did.</summary>
/// <param name="What">A verb.</param>
/// <param name="Of">A lot, a reservation or a feature.</param>
/// <param name="More">Whatever else is told of it.</param>
internal sealed record ModelMove(string What, string Of, decimal Units, string More = "")
{
    public override string ToString() => $"[{What} {Units:0.#####################} of {Of}{(More == "" ? "" : ": ")}{More}]";
}

/// <summary>Where usage is counted, as a move tells it.</summary>
internal sealed record ModelTarget(string Contract, long Period, string Meter, bool Late, string Cells)
{
    public override string ToString() => $"{Contract} {Period} {Meter}{(Late ? " late" : "")} {Cells}";
}
