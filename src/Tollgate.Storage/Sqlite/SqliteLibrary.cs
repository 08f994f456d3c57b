using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Tollgate.Storage.Sqlite;

/// <summary>
/// Which SQLite is used: the system's maintained <c>libsqlite3.so.0</c> where there is one, else the older one that the package brings. This is
/// the only place that knows, so that a newer package is a change of one line.
/// </summary>
public static class SqliteLibrary
{
    private const string SystemLibrary = "libsqlite3.so.0";

    private static readonly Lazy<string> Loaded = new(Load);

    /// <summary>Version and origin, for the log at start: <c>3.40.1 (system)</c>.</summary>
    public static string Version => Loaded.Value;

    /// <summary>Chooses the library before the first connection is opened; later calls do nothing.</summary>
    public static void Use() => _ = Loaded.Value;

    private static string Load()
    {
        bool system = false;
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        raw.FreezeProvider();
        string version = raw.sqlite3_libversion().utf8_to_string();
        return $"{version} ({(system ? "system" : "bundled")})";

        nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
        {
            if (name != "e_sqlite3" || !NativeLibrary.TryLoad(SystemLibrary, out nint library))
                return 0;
            system = true;
            return library;
        }
    }
}
