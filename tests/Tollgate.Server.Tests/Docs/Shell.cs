using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Tollgate.Server.Tests.Docs;

/// <summary>
/// Runs the <c>sh</c> blocks of one page with bash, in a folder of its own, each with the variables that those before it set. <c>tollgate</c> is
/// the program under test, <c>./run</c> the repository's own on a port that is free.
/// </summary>
internal sealed class Shell : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Who has said nothing for so long has said all.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("tollgate-docs-").FullName;
    private readonly List<Process> _background = [];

    public Shell()
    {
        Program("bin/tollgate", $"exec dotnet '{Path.Combine(AppContext.BaseDirectory, "tollgate.dll")}' \"$@\"");
        Program("run", $"exec '{Repository.PathOf("run")}' --port 0 \"$@\"");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "samples"), Repository.PathOf("samples"));
    }

    /// <summary>Runs a script to its end.</summary>
    public async Task<(int ExitCode, string Output)> Run(string script, IReadOnlyDictionary<string, string> variables)
    {
        using Process bash = Start(script, variables, out StringBuilder output);
        using var limit = new CancellationTokenSource(Limit);
        await bash.WaitForExitAsync(limit.Token);
        return (bash.ExitCode, Text(output));
    }

    /// <summary>Starts a script that stays up, and waits until its output is as it should be.</summary>
    /// <returns>The output, also when it never became so.</returns>
    public async Task<string> Stay(string script, Func<string, bool> up)
    {
        Process bash = Start("exec " + script, new Dictionary<string, string>(), out StringBuilder output);
        _background.Add(bash);
        var waited = Stopwatch.StartNew();
        var silent = Stopwatch.StartNew();
        for (int heard = 0; !bash.HasExited && waited.Elapsed < Limit && silent.Elapsed < Silence && !up(Text(output)); heard = Text(output).Length)
        {
            await Task.Delay(200);
            if (Text(output).Length > heard)
                silent.Restart();
        }

        return Text(output);
    }

    /// <summary>Ends what stays up, as Ctrl-C does.</summary>
    /// <returns>The exit codes.</returns>
    public async Task<IReadOnlyList<int>> Interrupt()
    {
        List<int> codes = [];
        foreach (Process process in _background)
        {
            using (Process kill = Process.Start("kill", ["-INT", "--", "-" + process.Id.ToString(CultureInfo.InvariantCulture)]))
                await kill.WaitForExitAsync();
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            await process.WaitForExitAsync(limit.Token);
            codes.Add(process.ExitCode);
            process.Dispose();
        }

        _background.Clear();
        return codes;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Process process in _background)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private Process Start(string script, IReadOnlyDictionary<string, string> variables, out StringBuilder output)
    {
        string state = Path.Combine(_folder, ".state");
        // Every variable is exported, so that the next block of the page has it too.
        string whole = $"set -euo pipefail\n[ ! -f '{state}' ] || source '{state}'\nset -a\n{script}\nexport -p >'{state}'\n";
        string file = Path.Combine(_folder, ".script");
        File.WriteAllText(file, whole);
        // A session of its own, so that a signal reaches all of it and nothing else.
        var start = new ProcessStartInfo("setsid", ["bash", file]) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = Path.Combine(_folder, "bin") + ":" + System.Environment.GetEnvironmentVariable("PATH");
        foreach ((string name, string value) in variables)
            start.Environment[name] = value;
        var heard = new StringBuilder();
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        output = heard;
        return process;

        void Hear(string? line)
        {
            lock (heard)
            {
                if (line is not null)
                    heard.Append(line).Append('\n');
            }
        }
    }

    private static string Text(StringBuilder output)
    {
        lock (output)
            return output.ToString();
    }

    private void Program(string name, string script)
    {
        string file = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, $"#!/usr/bin/env bash\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
