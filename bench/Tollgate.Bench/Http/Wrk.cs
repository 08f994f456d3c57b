using System.Diagnostics;
using System.Globalization;
using Tollgate.Bench.Rounds;

namespace Tollgate.Bench.Http;

/// <summary>The load: wrk on 64 connections, each waiting for its answer before it asks again, with questions that <c>decisions.lua</c> prepared.</summary>
internal static class Wrk
{
    private const int Connections = 64;

    /// <summary>Of one round. A shorter one sees little but the first requests.</summary>
    public static int Seconds(Scale scale) => scale.Quick ? 2 : 4;

    /// <param name="together">How many questions each request carries; all figures are of one question, but for the time to the answer.</param>
    /// <exception cref="InvalidOperationException">Something was not answered with success, or nothing was.</exception>
    public static Figure Run(Served server, string path, int seconds, int accounts, int together = 1)
    {
        TimeSpan cpu = server.ProcessorTime;
        using Process wrk = Process.Start(new ProcessStartInfo("wrk", [
            "-t1", $"-c{Connections}", $"-d{seconds}s", "-s", Path.Combine(AppContext.BaseDirectory, "decisions.lua"),
            server.Url + path, "--", server.Key, accounts.ToString(CultureInfo.InvariantCulture), together.ToString(CultureInfo.InvariantCulture),
        ]) { RedirectStandardOutput = true })!;
        string[] told = wrk.StandardOutput.ReadToEnd().Split('\n');
        wrk.WaitForExit();
        string[] figures = told.FirstOrDefault(line => line.StartsWith("figures ", StringComparison.Ordinal))?.Split(' ')
            ?? throw new InvalidOperationException($"wrk told no figures: {string.Join(' ', told)}");
        double requests = Number(figures[1]);
        if (requests == 0)
            throw new InvalidOperationException($"Nothing was answered to {path} within {seconds} s. The machine is too busy to measure anything.");
        if (Number(figures[4]) != 0)
            throw new InvalidOperationException($"{figures[4]} of {figures[1]} requests to {path} failed.");
        double questions = requests * together;
        return new(questions / Number(figures[2]), (server.ProcessorTime - cpu).TotalMicroseconds / questions, Number(figures[3]));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
