using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tollgate.Server.Tests;

/// <summary>
/// The real program, started as a user would start it, on a port of its own and a data folder that goes with it. It can be killed and
/// started again on the same data.
/// </summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly StringBuilder _output = new();
    private Process? _process;

    private ServerProcess(string data, string[] arguments)
    {
        Data = data;
        Arguments = arguments;
    }

    public string Data { get; }

    public string KeysFile => Path.Combine(Data + "-keys.json");

    /// <summary>What its next start is given further.</summary>
    public string[] Arguments { get; set; }

    /// <summary>Where its next start finds the installation, when that was moved.</summary>
    public string[] Store { get; set; } = [];

    public Uri Url { get; private set; } = null!;

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public int? ExitCode => _process is { HasExited: true } ended ? ended.ExitCode : null;

    public static async Task<ServerProcess> Start(params string[] arguments)
    {
        var server = new ServerProcess(Directory.CreateTempSubdirectory("tollgate-test-").FullName, arguments);
        await server.Start();
        return server;
    }

    /// <summary>A first key of an environment, with all rights.</summary>
    public string Key(string environment) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(KeysFile))![environment];

    /// <summary>An HTTP client that sends a key.</summary>
    public HttpClient Client(string key)
    {
        var client = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromMinutes(2) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }

    public async Task Start()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "tollgate.dll"));
        foreach (string argument in (string[])["serve", "--port", "0", "--data", Data, "--keys", KeysFile, "--no-demo", .. Arguments, .. Store])
            start.ArgumentList.Add(argument);
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException("The server ended instead of starting."));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            Url = await listening.Task.WaitAsync(StartLimit);
        }
        catch (Exception failed) when (failed is TimeoutException or InvalidOperationException)
        {
            await Kill();
            throw new InvalidOperationException($"The server did not start:\n{Output}", failed);
        }

        void Hear(string? line)
        {
            if (line is null)
                return;
            lock (_output)
                _output.AppendLine(line);
            if (Listening().Match(line) is { Success: true } match)
                listening.TrySetResult(new Uri(match.Groups[1].Value));
        }
    }

    /// <summary>As a power cut: nothing of it is told.</summary>
    public async Task Kill()
    {
        if (_process is null)
            return;
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>As Ctrl-C.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> Stop()
    {
        using (Process interrupt = Process.Start("kill", ["-INT", _process!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await interrupt.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(StartLimit);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        _process?.Dispose();
        if (Directory.Exists(Data))
            Directory.Delete(Data, recursive: true);
        File.Delete(KeysFile);
    }

    [GeneratedRegex(@"(http://127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}
