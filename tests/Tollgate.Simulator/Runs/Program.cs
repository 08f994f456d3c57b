using Tollgate.Simulator.Runs;
ulong from = ulong.Parse(args[0]); int n = int.Parse(args[1]);
var sw = System.Diagnostics.Stopwatch.StartNew();
int bad = 0;
for (ulong s = from; s < from + (ulong)n; s++)
{
    using var sim = new Simulation(s, null);
    try { sim.Run(120, null); if (n < 5) Console.WriteLine($"{s} ok {sim.Trace.Hash} {sim.Blocks}"); }
    catch (Exception e) { bad++; Console.WriteLine($"seed {s}: {(e is Tollgate.Simulator.World.ViolationException ? e.Message : e.ToString())}"); if (n == 1) foreach (string l in sim.Trace.Last) Console.WriteLine(l); if (bad > 12) break; }
}
Console.WriteLine($"{n} in {sw.Elapsed.TotalSeconds:F1}s, {bad} bad");
