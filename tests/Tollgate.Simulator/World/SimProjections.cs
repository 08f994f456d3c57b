using System.Data.Common;
using Microsoft.Data.Sqlite;
using Tollgate.Storage.Projections;
using Tollgate.Storage.Projections.Sqlite;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Simulator.World;

/// <summary>An environment's rows, which outlive processes: the product's own tables and statements, in a database that is in memory.</summary>
internal sealed class RowTables : IDisposable
{
    public RowTables(string installation, string environment)
    {
        SqliteLibrary.Use();
        Environment = environment;
        Connection = new SqliteConnection("Data Source=:memory:");
        Connection.Open();
        ProjectionSchema.Create(Connection, installation, environment);
        Rows = new SqliteRows(Connection);
    }

    public string Environment { get; }

    public SqliteConnection Connection { get; }

    public SqliteRows Rows { get; }

    public void Dispose()
    {
        Rows.Dispose();
        Connection.Dispose();
    }
}

/// <summary>
/// Projections as one process has them. Its transactions can be cut off before and behind each change and on either side of the commit, the
/// database can be away or full, and another process may have the same rows.
/// </summary>
internal sealed class SimProjections : ProjectionStore
{
    private readonly RowTables _tables;
    private readonly Disk _disk;
    private readonly Power _power;

    public SimProjections(RowTables tables, Disk disk, Power power)
        : base(tables.Environment, null)
    {
        (_tables, _disk, _power) = (tables, disk, power);
        Load();
    }

    public override string Place => $"the simulated rows of {_tables.Environment}";

    private protected override string Schema => "main";

    private protected override T Read<T>(Func<DbConnection, T> question, bool oneMoment)
    {
        Reach(IoPoint.Read);
        return question(_tables.Connection);
    }

    private protected override bool Write(Func<IRowTransaction, bool> work)
    {
        Reach(IoPoint.BeforeProjection);
        bool kept = _tables.Connection.InOneTransaction(transaction =>
        {
            _tables.Rows.Transaction = transaction;
            var changes = new Changes(this);
            bool keep = work(changes);
            changes.Reach();
            return keep;
        });
        _disk.At(IoPoint.AfterProjection, _power);
        return kept;
    }

    private protected override void Empty()
    {
        Reach(IoPoint.BeforeProjection);
        _tables.Connection.InOneTransaction(transaction =>
        {
            foreach (string table in ProjectionTables.Names)
            {
                using SqliteCommand delete = _tables.Connection.CreateCommand();
                delete.CommandText = $"DELETE FROM {table}";
                delete.Transaction = transaction;
                delete.ExecuteNonQuery();
                Reach(IoPoint.WithinProjection);
            }

            return true;
        });
        _disk.At(IoPoint.AfterProjection, _power);
    }

    private protected override void Close(bool remove)
    {
    }

    private protected override ProjectionException? Told(DbException failure) => null;

    private void Reach(IoPoint point)
    {
        _disk.At(point, _power);
        if (_disk.Away)
            throw new ProjectionsUnavailableException($"{Place} do not answer.");
        if (_disk.Full && point == IoPoint.WithinProjection)
            throw new ProjectionsUnavailableException($"There is no room for {Place}.");
    }

    /// <summary>The changes of one transaction: what is thrown between two of them takes all of them back.</summary>
    private sealed class Changes(SimProjections store) : IRowTransaction
    {
        private IRowTransaction Rows => store._tables.Rows;

        public void Reach() => store.Reach(IoPoint.WithinProjection);

        public int Change(string sql, params ReadOnlySpan<object?> values)
        {
            Reach();
            return Rows.Change(sql, values);
        }

        public void Add(string sql, params ReadOnlySpan<object?> values)
        {
            Reach();
            Rows.Add(sql, values);
        }

        public void AddOne(Func<Exception> otherwise, string sql, params ReadOnlySpan<object?> values)
        {
            Reach();
            Rows.AddOne(otherwise, sql, values);
        }

        public void Add(UsageBuckets buckets)
        {
            Reach();
            Rows.Add(buckets);
        }
    }
}
