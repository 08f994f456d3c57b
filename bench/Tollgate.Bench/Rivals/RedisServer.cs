using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Tollgate.Bench.World;

namespace Tollgate.Bench.Rivals;

/// <summary>A Redis of our own, which syncs each write before it answers, in a folder of its own.</summary>
internal sealed class RedisServer : IDisposable
{
    /// <summary>It ends with this program, however that ends: then the pipe is closed.</summary>
    private const string Guarded = "redis-server \"$@\" & cat >/dev/null; kill $!; wait";

    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;

    public RedisServer()
    {
        int port = FreePort.Find();
        Address = new IPEndPoint(IPAddress.Loopback, port).ToString();
        _process = Process.Start(new ProcessStartInfo("sh", [
            "-c", Guarded, "guarded", "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder.Path,
            "--appendonly", "yes", "--appendfsync", "always", "--save", "",
        ]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        Leftovers.Add(this);
        FreePort.WaitUntilTaken(port);
    }

    public string Address { get; }

    public void Dispose()
    {
        if (!Leftovers.Remove(this))
            return;
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
        _folder.Dispose();
    }
}

internal static class FreePort
{
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <exception cref="TimeoutException">Nobody listens there after 10 s.</exception>
    public static void WaitUntilTaken(int port)
    {
        for (long started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10); Thread.Sleep(50))
        {
            using var client = new TcpClient();
            try
            {
                client.Connect(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                // Not yet.
            }
        }

        throw new TimeoutException($"Nobody listens on port {port}.");
    }
}
