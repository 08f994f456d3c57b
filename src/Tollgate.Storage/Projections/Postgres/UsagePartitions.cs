using NodaTime;
using Npgsql;
using Tollgate.Engine.Time;

namespace Tollgate.Storage.Projections.Postgres;

/// <summary>The partitions of <c>usage_hour</c>, one for each month of UTC that has usage, made when its first usage comes.</summary>
internal sealed class UsagePartitions(string environment)
{
    private readonly HashSet<YearMonth> _there = [];
    private readonly HashSet<YearMonth> _made = [];

    /// <summary>Makes those that are missing, in the transaction that needs them.</summary>
    /// <param name="hours">In microseconds since 1970.</param>
    public void Make(NpgsqlConnection connection, NpgsqlTransaction transaction, IEnumerable<long> hours)
    {
        _made.Clear();
        foreach (long hour in hours)
        {
            var month = Instants.FromMicroseconds(hour).InUtc().Date.ToYearMonth();
            if (_there.Contains(month) || !_made.Add(month))
                continue;
            using NpgsqlCommand make = new("SELECT tollgate.make_usage_month($1, $2)", connection, transaction)
            {
                Parameters = { new() { Value = environment }, new() { Value = hour } },
            };
            make.ExecuteNonQuery();
        }
    }

    /// <summary>The transaction was committed: what it made need not be asked for again.</summary>
    public void Keep() => _there.UnionWith(_made);

    /// <summary>Somebody may have dropped some.</summary>
    public void Forget() => _there.Clear();
}
