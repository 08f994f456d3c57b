namespace Tollgate.Storage.Projections;

/// <summary>
/// The transaction in which a batch becomes rows. Changes are made in the order in which they are given; a database that is far away may
/// gather them. Parameters stand by place: the first value is <c>$1</c>.
/// </summary>
internal interface IRowTransaction
{
    /// <summary>Makes a change now.</summary>
    /// <returns>How many rows it changed.</returns>
    int Change(string sql, params ReadOnlySpan<object?> values);

    /// <summary>Makes a change before the transaction ends.</summary>
    void Add(string sql, params ReadOnlySpan<object?> values);

    /// <summary>Makes a change before the transaction ends, which must be of one row.</summary>
    /// <param name="otherwise">What is thrown when it is not.</param>
    void AddOne(Func<Exception> otherwise, string sql, params ReadOnlySpan<object?> values);

    /// <summary>Adds usage to the buckets that are there.</summary>
    void Add(UsageBuckets buckets);
}
