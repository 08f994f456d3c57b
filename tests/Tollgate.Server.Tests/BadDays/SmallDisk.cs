using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tollgate.Server.Tests.Cli;

namespace Tollgate.Server.Tests.BadDays;

/// <summary>
/// A disk with little room and a server on it, in a mount namespace of its own: a shell that is told what to do there, line by line.
/// Only it sees the disk; the server's log and keys lie outside.
/// </summary>
internal sealed partial class SmallDisk : IAsyncDisposable
{
    private const string Done = "<<done>> ";

    private readonly string _outside = Directory.CreateTempSubdirectory("tollgate-disk-").FullName;
    private readonly Process _shell;

    private SmallDisk()
    {
        var start = new ProcessStartInfo("unshare", ["--user", "--map-root-user", "--mount", "bash"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        _shell = Process.Start(start)!;
        _shell.ErrorDataReceived += (_, _) => { };
        _shell.BeginErrorReadLine();
        _shell.StandardInput.WriteLine($"disk={_outside}/disk; mkdir $disk && mount -t tmpfs -o size=64m none $disk");
    }

    public string Log => File.ReadAllText(LogFile);

    private string LogFile => Path.Combine(_outside, "log");

    /// <returns>A disk that others have filled, but for so much; the test is skipped where nobody may mount one.</returns>
    public static async Task<SmallDisk> Make(int kilobytes)
    {
        Said may = await Terminal.RunCommand("bash", "-c", "unshare --user --map-root-user --mount mount -t tmpfs none /mnt");
        Assert.SkipUnless(may.ExitCode == 0, $"No disk can be mounted here: {may.Error}");
        var disk = new SmallDisk();
        (await disk.Do($"head -c $(( $(df --output=avail -k $disk | tail -1) - {kilobytes} ))K /dev/zero >$disk/others")).ShouldBe(0);
        return disk;
    }

    /// <summary>Starts the server; it may refuse.</summary>
    /// <returns>A caller with a live key, or null when the server ended.</returns>
    public async Task<Caller?> Serve()
    {
        await Do($": >{LogFile}; dotnet '{Terminal.Program}' serve --port 0 --data $disk/data --keys {_outside}/keys.json --no-demo >{LogFile} 2>&1 & server=$!");
        while (true)
        {
            if (Listening().Match(Log) is { Success: true } match && Log.Contains("Ctrl-C", StringComparison.Ordinal))
            {
                string key = JsonSerializer.Deserialize<Dictionary<string, string>>(await File.ReadAllTextAsync(Path.Combine(_outside, "keys.json")))!["live"];
                return new Caller(new HttpClient { BaseAddress = new Uri(match.Groups[1].Value) }, key);
            }

            if (await Do("kill -0 $server") != 0)
                return null;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    public Task Kill() => Do("kill -9 $server; wait $server");

    /// <summary>By what anybody may do: who is not root may mount a disk of his own, and not make it larger.</summary>
    public async Task MakeRoom() => (await Do("rm $disk/others")).ShouldBe(0);

    public Task<int> Verify() => Do($"dotnet '{Terminal.Program}' journal verify --data $disk/data >&2");

    public async ValueTask DisposeAsync()
    {
        await Kill();
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
        Directory.Delete(_outside, recursive: true);
    }

    /// <returns>The command's exit code.</returns>
    private async Task<int> Do(string command)
    {
        await _shell.StandardInput.WriteLineAsync($"{command}\necho \"{Done}$?\"");
        await _shell.StandardInput.FlushAsync();
        while (await _shell.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith(Done, StringComparison.Ordinal))
                return int.Parse(line[Done.Length..], CultureInfo.InvariantCulture);
        }

        throw new InvalidOperationException("The shell has ended.");
    }

    [GeneratedRegex(@"Listening on (http://127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}
