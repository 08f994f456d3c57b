using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Tollgate.Storage.Postgres.Private;

/// <summary>
/// A PostgreSQL server of our own in a folder, for trying Tollgate on PostgreSQL, for tests and for the bench. It listens on the loopback address
/// with a password, ends when the program that started it ends, however that ends, and goes on with the same folder the next time.
/// </summary>
public sealed class PrivatePostgres : IDisposable
{
    public const string User = "tollgate";

    /// <summary>The database of an installation in it.</summary>
    public const string Database = "tollgate";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The guard beside the server ends it once this program's end of the pipe is closed.</summary>
    private const string Guarded = "log=$1; shift; exec 3<&0; (cat <&3 >/dev/null; kill -INT $$ 2>/dev/null) & exec \"$@\" </dev/null 3<&- >>\"$log\" 2>&1";

    /// <summary>A server takes one for each stream, of which an environment has two, and some more.</summary>
    private const int MostConnections = 500;

    private readonly PostgresPrograms _programs;
    private readonly PrivateFolder _folder;
    private readonly string[] _settings;
    private Process? _process;

    private PrivatePostgres(PostgresPrograms programs, PrivateFolder folder, string[] settings)
    {
        _programs = programs;
        _folder = folder;
        _settings = settings;
    }

    /// <summary>On 127.0.0.1. It stays the same when the server is started again.</summary>
    public int Port { get; private set; }

    /// <summary>Starts the server of a folder, and makes it when it is not there. Returns once it answers.</summary>
    /// <param name="durable">False only for tests to which a crash of the machine does not matter: nothing is synced.</param>
    /// <param name="settings">Further settings, as in <c>max_connections=20</c>.</param>
    /// <exception cref="PrivatePostgresException">There is no PostgreSQL on this machine, or it does not start.</exception>
    public static PrivatePostgres Start(string folder, bool durable = true, params string[] settings)
    {
        PostgresPrograms programs = PostgresPrograms.Find();
        string[] quick = durable ? [] : ["fsync=off", "full_page_writes=off"];
        PrivatePostgres server = new(programs, PrivateFolder.Open(folder, programs), [.. quick, .. settings]);
        server.Start();
        return server;
    }

    /// <summary>The server of a folder while another program runs it; null when it does not run.</summary>
    public static string? ConnectionOfRunning(string folder, string database)
    {
        if (!Directory.Exists(Path.Combine(folder, "cluster")))
            return null;
        PrivateFolder opened = PrivateFolder.Open(folder, PostgresPrograms.Find());
        return opened.Running() is { Port: var port } ? Connection(port, opened.Password, database) : null;
    }

    /// <summary>How its superuser reaches a database of it.</summary>
    public string ConnectionString(string database) => Connection(Port, _folder.Password, database);

    /// <summary>Makes an empty database when there is none of that name.</summary>
    /// <returns>How its superuser reaches it.</returns>
    public string CreateDatabase(string name)
    {
        using NpgsqlConnection connection = Open();
        using NpgsqlCommand exists = new("SELECT count(*) FROM pg_database WHERE datname = $1", connection) { Parameters = { new() { Value = name } } };
        if ((long)exists.ExecuteScalar()! == 0)
        {
            using NpgsqlCommand create = new($"CREATE DATABASE \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", connection);
            create.ExecuteNonQuery();
        }

        return ConnectionString(name);
    }

    /// <summary>Starts it again after <see cref="Stop"/> or <see cref="Kill"/>, on the same port.</summary>
    /// <exception cref="PrivatePostgresException">It does not start, or not in time.</exception>
    public void Start()
    {
        WaitForPredecessor();
        if (Port == 0)
            Port = FreePort();
        List<string> arguments = ["-c", Guarded, "guarded", _folder.Log, _programs.PathOf("postgres"), "-D", _folder.Cluster];
        foreach (string setting in (string[])[$"port={Port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", $"max_connections={MostConnections}", .. _settings])
            arguments.AddRange(["-c", setting]);
        ProcessStartInfo start = _programs.Run("sh", [.. arguments]);
        // What it has to say goes to its log, from the first word on.
        (start.RedirectStandardOutput, start.RedirectStandardError) = (false, false);
        _process = Process.Start(start)!;
        WaitUntilReady();
    }

    /// <summary>Ends it in order: open transactions are rolled back, and everything is on disk.</summary>
    public void Stop()
    {
        if (_process is not { } process)
            return;
        process.StandardInput.Close();
        if (!process.WaitForExit(Patience))
            process.Kill(entireProcessTree: true);
        Forget();
    }

    /// <summary>As a power cut, for tests: every process of it is killed.</summary>
    public void Kill()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.WaitForExit();
        Forget();
    }

    public void Dispose() => Stop();

    private void Forget()
    {
        _process?.Dispose();
        _process = null;
    }

    /// <summary>A server whose program was killed is still writing its last pages.</summary>
    private void WaitForPredecessor()
    {
        long begun = Stopwatch.GetTimestamp();
        while (_folder.Running() is { Process: var other })
        {
            if (Stopwatch.GetElapsedTime(begun) > Patience)
                throw new PrivatePostgresException($"Another PostgreSQL server (process {other}) runs on {_folder.Cluster}. Stop the Tollgate that started it first.");
            Thread.Sleep(50);
        }
    }

    private void WaitUntilReady()
    {
        long begun = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using NpgsqlConnection connection = Open();
                return;
            }
            catch (NpgsqlException) when (!_process!.HasExited && Stopwatch.GetElapsedTime(begun) < Patience)
            {
                Thread.Sleep(20);
            }
            catch (NpgsqlException e)
            {
                string why = _process!.HasExited ? "ended at once" : $"does not answer within {Patience.TotalSeconds:N0} seconds ({e.Message})";
                Kill();
                throw new PrivatePostgresException($"The private PostgreSQL in {_folder.Cluster} {why}. Its log {_folder.Log} ends with: {_folder.EndOfLog()}", e);
            }
        }
    }

    private NpgsqlConnection Open()
    {
        NpgsqlConnection connection = new(ConnectionString("postgres") + ";Pooling=false");
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static string Connection(int port, string password, string database) =>
        new NpgsqlConnectionStringBuilder { Host = IPAddress.Loopback.ToString(), Port = port, Username = User, Password = password, Database = database }.ConnectionString;

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
