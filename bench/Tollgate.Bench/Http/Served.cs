using System.Diagnostics;
using Tollgate.Bench.World;

namespace Tollgate.Bench.Http;

/// <summary>A server of <see cref="HostVerb"/> in a process of its own, whose processor time can be told apart from the load's.</summary>
internal sealed class Served : IDisposable
{
    private readonly Process _process;

    public Served(params string[] what)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(Served).Assembly.Location);
        start.ArgumentList.Add("host");
        foreach (string word in what)
            start.ArgumentList.Add(word);
        _process = Process.Start(start)!;
        Leftovers.Add(this);
        string[] told = (_process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The server '{string.Join(' ', what)}' did not start.")).Split(' ');
        (Url, Key) = (told[0], told[1]);
    }

    /// <param name="granted">Each account has twenty grants and five limits.</param>
    public static Served Tollgate(StoreKind store, bool granted = false) => new(granted ? "tollgate-granted" : "tollgate", store.ToString());

    public string Url { get; }

    public string Key { get; }

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>
    /// Waits until Tollgate's projections hold all that is durable. A list waits two seconds for that, so that one that comes sooner has it.
    /// </summary>
    public void Settle()
    {
        using var client = new HttpClient { BaseAddress = new Uri(Url) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Key);
        for (long asked = 0; asked == 0 || Stopwatch.GetElapsedTime(asked) > TimeSpan.FromSeconds(1.9);)
        {
            asked = Stopwatch.GetTimestamp();
            client.GetStringAsync("/v1/accounts?limit=1").Wait();
        }
    }

    public void Dispose()
    {
        if (!Leftovers.Remove(this))
            return;
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(30)))
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
