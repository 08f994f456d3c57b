using System.Data.Common;
using Tollgate.Storage.Projections;

namespace Tollgate.Storage.Tests.Projections;

/// <summary>Where the projections of one test are kept, in one of the stores.</summary>
public abstract class ProjectionPlace : IDisposable
{
    /// <summary>The schema of the tables.</summary>
    public abstract string Schema { get; }

    /// <summary>Opens one and the same again and again, as further processes would.</summary>
    public abstract ProjectionStore Open();

    /// <summary>Opens others of the same environment, which have nothing to do with those.</summary>
    public abstract ProjectionStore OpenBeside();

    /// <summary>A connection of somebody who looks at the rows.</summary>
    public abstract DbConnection Look();

    public abstract void Dispose();
}
