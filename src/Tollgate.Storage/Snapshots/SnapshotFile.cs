using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Snapshots;

/// <summary>Why one snapshot is passed over.</summary>
internal sealed class SnapshotUnusableException(string message) : Exception(message);

/// <summary>
/// A snapshot as a file: "TGSN", a version byte, installation and stream (each a length byte and UTF-8), block number (8 bytes, the lowest first)
/// and hash, the payload, and the SHA-256 of all that stands before it.
/// </summary>
internal static class SnapshotFile
{
    private const byte Version = 2;
    private const int PlaceLength = 8 + BlockHash.Size;

    private static ReadOnlySpan<byte> Magic => "TGSN"u8;

    public static void Write(Stream file, JournalIdentity identity, SnapshotPlace place, Action<Stream> write)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using HashingStream hashed = new(file, hash);
        hashed.Write(Magic);
        hashed.WriteByte(Version);
        Text(hashed, identity.Installation);
        Text(hashed, identity.Stream.ToString());
        Span<byte> numbers = stackalloc byte[PlaceLength];
        BinaryPrimitives.WriteInt64LittleEndian(numbers, place.Seq);
        place.Hash.CopyTo(numbers[8..]);
        hashed.Write(numbers);
        write(hashed);
        file.Write(hash.GetHashAndReset());
    }

    public static Snapshot Read(byte[] all, JournalIdentity identity)
    {
        if (all.Length < Magic.Length + 1 + SHA256.HashSizeInBytes || !all.AsSpan(0, Magic.Length).SequenceEqual(Magic))
            throw new SnapshotUnusableException("it is not a snapshot");
        ReadOnlySpan<byte> body = all.AsSpan(0, all.Length - SHA256.HashSizeInBytes);
        if (!SHA256.HashData(body).AsSpan().SequenceEqual(all.AsSpan(body.Length)))
            throw new SnapshotUnusableException("it is damaged or incomplete: its hash does not match");
        int at = Magic.Length;
        if (body[at] != Version)
            throw new SnapshotUnusableException($"its version is {body[at]}, and this program knows {Version}");
        at++;
        string installation = Text(body, ref at);
        string stream = Text(body, ref at);
        if (installation != identity.Installation || stream != identity.Stream.ToString())
            throw new SnapshotUnusableException($"it belongs to {stream} of installation {installation}");
        if (body.Length - at < PlaceLength)
            throw new SnapshotUnusableException("it ends too early");
        SnapshotPlace place = new(BinaryPrimitives.ReadInt64LittleEndian(body[at..]), BlockHash.From(body.Slice(at + 8, BlockHash.Size)));
        at += PlaceLength;
        return place.Seq >= 0
            ? new(place, all.AsMemory(at, body.Length - at))
            : throw new SnapshotUnusableException($"it names a block {place.Seq}");
    }

    /// <summary>Why a snapshot does not lie on a journal's branch of history; null when it does.</summary>
    public static string? WhyNot(Snapshot snapshot, IJournalReader journal)
    {
        using EncodedBlock? block = journal.ReadBlock(snapshot.Place.Seq);
        if (block?.Hash == snapshot.Place.Hash)
            return null;
        return block is null
            ? $"it was taken at block {snapshot.Place.Seq}, which the journal has not"
            : $"it was taken at another block {snapshot.Place.Seq} than the journal has";
    }

    private static void Text(Stream to, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        to.WriteByte(checked((byte)bytes.Length));
        to.Write(bytes);
    }

    private static string Text(ReadOnlySpan<byte> from, ref int at)
    {
        if (at >= from.Length || from.Length - at - 1 < from[at])
            throw new SnapshotUnusableException("it ends too early");
        int length = from[at];
        at += 1 + length;
        return Encoding.UTF8.GetString(from.Slice(at - length, length));
    }
}
