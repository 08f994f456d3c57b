using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using Dapper;

namespace Tollgate.Storage.Projections;

/// <summary>The sum, modulo 2^128, of a hash of each row: equal for equal rows in any order.</summary>
internal static class ProjectionDigest
{
    public static UInt128 Of(DbConnection connection, string schema)
    {
        UInt128 sum = 0;
        using MemoryStream row = new();
        using BinaryWriter writer = new(row);
        foreach (string table in ProjectionTables.Names)
        {
            using var reader = (DbDataReader)connection.ExecuteReader($"SELECT * FROM {schema}.{table}");
            while (reader.Read())
            {
                row.SetLength(0);
                writer.Write(table);
                for (int column = 0; column < reader.FieldCount; column++)
                    Write(writer, reader.GetValue(column));
                sum = unchecked(sum + BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(row.GetBuffer().AsSpan(0, (int)row.Length))));
            }
        }

        return sum;
    }

    // Each value behind its type and length, so that no two rows write the same bytes.
    private static void Write(BinaryWriter writer, object value)
    {
        switch (value)
        {
            case DBNull:
                writer.Write((byte)0);
                break;
            case long number:
                writer.Write((byte)1);
                writer.Write(number);
                break;
            case string text:
                writer.Write((byte)2);
                writer.Write(text);
                break;
            case byte[] bytes:
                writer.Write((byte)3);
                writer.Write(bytes.Length);
                writer.Write(bytes);
                break;
            default:
                throw new InvalidOperationException($"A projection holds a {value.GetType().Name}, which is none of its types.");
        }
    }
}
