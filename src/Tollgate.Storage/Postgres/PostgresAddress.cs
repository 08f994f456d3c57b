using System.Globalization;
using Npgsql;
using Tollgate.Storage.Installation;

namespace Tollgate.Storage.Postgres;

/// <summary>Which database, and how to reach it. As text it is host, port and name: its password never appears anywhere.</summary>
public sealed class PostgresAddress
{
    /// <summary>Seconds. Whatever the user's connection string says of these has precedence.</summary>
    private const string Defaults = "Timeout=5;Command Timeout=20;Keepalive=30;Application Name=tollgate;Max Auto Prepare=20;Maximum Pool Size=16;";

    private readonly NpgsqlConnectionStringBuilder _settings;

    private PostgresAddress(NpgsqlConnectionStringBuilder settings)
    {
        _settings = settings;
    }

    public string User => _settings.Username ?? "(none)";

    public string Database => _settings.Database ?? User;

    /// <summary>How psql reaches it, for people; a password it asks for.</summary>
    internal string ForPsql => string.Create(CultureInfo.InvariantCulture, $"-h {_settings.Host} -p {_settings.Port} -U {User} -d {Database}");

    /// <summary>A pool, for reading.</summary>
    internal string Pooled => _settings.ConnectionString;

    /// <summary>For the writer of a stream: a connection of its own. A commit that takes too long is not cancelled, which would not undo it.</summary>
    internal string Dedicated => new NpgsqlConnectionStringBuilder(_settings.ConnectionString) { Pooling = false, CancellationTimeout = -1 }.ConnectionString;

    /// <param name="text">As Npgsql has it, <c>Host=db;Database=tollgate;Username=tollgate</c>, or <c>postgres://user@host:5432/database</c>.</param>
    /// <exception cref="StoreException">It is neither.</exception>
    public static PostgresAddress Parse(string text)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new(Defaults + (IsUri(text) ? FromUri(new Uri(text)) : text));
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            // The text may hold a password: nothing of it is repeated, nor of an error that may.
            throw new StoreException("The connection string of --store cannot be read. It is written \"Host=db.example.com;Database=tollgate;Username=tollgate\"; a value with ';' or '=' stands in quotes.");
        }

        if (string.IsNullOrEmpty(settings.Host))
            throw new StoreException("The connection string of --store names no host. It is written \"Host=db.example.com;Database=tollgate;Username=tollgate\".");
        // Of several hosts one can be written to. Journals are read there too: a standby may not have what was acknowledged.
        if (settings.Host.Contains(',', StringComparison.Ordinal) && string.IsNullOrEmpty(settings.TargetSessionAttributes))
            settings.TargetSessionAttributes = "primary";
        RefuseUnusable(settings);
        return new(settings);
    }

    /// <summary>Host, port and database.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{_settings.Host}:{_settings.Port}/{Database}");

    internal static bool IsUri(string text) =>
        text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    /// <summary>What can be read, and cannot be used: Npgsql itself says so only when it is to connect, and not as a failure of a database.</summary>
    private static void RefuseUnusable(NpgsqlConnectionStringBuilder settings)
    {
        if (settings.Port is < 1 or > 65535)
            throw new StoreException($"The connection string of --store names the port {settings.Port}; one is a number from 1 to 65535.");
        if (settings.Multiplexing)
            throw new StoreException("The connection string of --store sets Multiplexing, with which a stream's writer cannot have a connection of its own. Leave it away.");
        try
        {
            NpgsqlDataSource.Create(settings).Dispose();
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or InvalidOperationException)
        {
            throw new StoreException($"The connection string of --store cannot be used: {e.Message.TrimEnd('.')}. Correct these settings, or leave them away.", e);
        }
    }

    private static string FromUri(Uri uri)
    {
        string[] user = uri.UserInfo.Split(':', 2);
        NpgsqlConnectionStringBuilder settings = new() { Host = uri.Host, Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')) };
        if (!uri.IsDefaultPort && uri.Port > 0)
            settings.Port = uri.Port;
        if (user[0].Length > 0)
            settings.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1)
            settings.Password = Uri.UnescapeDataString(user[1]);
        foreach (string pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] setting = pair.Split('=', 2);
            string name = setting[0].Equals("sslmode", StringComparison.OrdinalIgnoreCase) ? "SSL Mode" : setting[0];
            settings[name] = Uri.UnescapeDataString(setting.Length > 1 ? setting[1].Replace("-", "", StringComparison.Ordinal) : "");
        }

        return settings.ConnectionString;
    }
}
