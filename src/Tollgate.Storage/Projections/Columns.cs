using System.Data.Common;

namespace Tollgate.Storage.Projections;

/// <summary>Columns that may be null.</summary>
internal static class Columns
{
    public static string? Text(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static long? Number(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
}

/// <summary>What somebody calls a thing in another system: <c>system:id</c>, or an id that any system may have given.</summary>
internal sealed record ExternalName(string Whole, string? System, string? Id)
{
    public static ExternalName? Of(string? name)
    {
        if (name is null)
            return null;
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? new(name, null, null) : new(name, name[..colon], name[(colon + 1)..]);
    }
}
