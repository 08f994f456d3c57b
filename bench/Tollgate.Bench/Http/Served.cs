using System.Diagnostics;

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
        string[] told = (_process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The server '{string.Join(' ', what)}' did not start.")).Split(' ');
        (Url, Key) = (told[0], told[1]);
    }

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

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(30)))
            _process.Kill();
        _process.Dispose();
    }
}
