using Npgsql;

namespace Tollgate.Storage.Postgres;

/// <summary>Whether a block that was committed is there after a crash: what the database's settings say of it.</summary>
internal static class Durability
{
    public static IReadOnlyList<string> Warnings(NpgsqlConnection connection)
    {
        List<string> warnings = [];
        if (Setting("synchronous_commit") == "off")
            warnings.Add("synchronous_commit is off for this user or database: work that was acknowledged is lost when the database crashes. Set it to on.");
        if (Setting("synchronous_commit") is "local" or "remote_write" && Setting("synchronous_standby_names") != "")
            warnings.Add("synchronous_commit does not wait until the standby has a block on its disk: work that was acknowledged may be lost in a failover. Set it to on.");
        if (Setting("fsync") == "off")
            warnings.Add("fsync is off in this database: a crash of its machine loses acknowledged work and may destroy the database. Set it to on.");
        if (Setting("full_page_writes") == "off")
            warnings.Add("full_page_writes is off in this database: a crash of its machine may destroy it, unless its disk writes whole pages. Set it to on.");
        return warnings;

        string Setting(string name) => (string)connection.Scalar("SELECT current_setting($1)", name)!;
    }
}
