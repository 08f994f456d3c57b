using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Tollgate.Server.Http;
using Tollgate.Storage.Installation;

namespace Tollgate.Server.Receipts;

/// <summary>
/// The keys that an installation signs receipts with: a JWK Set in the file <c>receipt-keys</c> of the data folder, for its owner alone. The last one
/// signs; of those before it only the public half is kept, so that what they signed can be checked for ever.
/// </summary>
/// <remarks>The file may be replaced under a running server, which reads it again when it changed.</remarks>
/// <param name="root">The data folder.</param>
internal sealed class SigningKeys(string root)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(20);

    private readonly string _file = DataFolder.ReceiptKeysPath(root);
    private volatile Known? _known;

    /// <summary>What was read, and how the file looked then.</summary>
    private sealed record Known(DateTime Written, long Length, SigningKey[] Keys);

    /// <summary>The key to sign with, made when there is none yet.</summary>
    /// <exception cref="DataFolderException">The file cannot be read or written, or is damaged.</exception>
    public SigningKey Current => (Keys() is { Length: > 0 } keys ? keys : MakeFirst())[^1];

    /// <summary>The public halves of all, the one to sign with last; there is one at least.</summary>
    /// <inheritdoc cref="Current"/>
    public IReadOnlyList<PublicKey> Public => [.. (Keys() is { Length: > 0 } keys ? keys : MakeFirst()).Select(key => key.Public)];

    /// <summary>The public halves of those there are, beside a running server; none is made.</summary>
    /// <exception cref="DataFolderException">The file cannot be read, or is damaged.</exception>
    public static IReadOnlyList<PublicKey> ReadPublic(string root) => [.. Read(DataFolder.ReceiptKeysPath(root)).Select(key => key.Public)];

    /// <summary>Makes a new key to sign with. The private halves of those before it are forgotten.</summary>
    /// <returns>The public halves of all, the new one last.</returns>
    /// <inheritdoc cref="Current"/>
    public static IReadOnlyList<PublicKey> Rotate(string root)
    {
        string file = DataFolder.ReceiptKeysPath(root);
        return [.. Alone(file, () => Replace(file, [.. Read(file).Select(key => key.WithoutPrivate), SigningKey.Make()])).Select(key => key.Public)];
    }

    private SigningKey[] Keys()
    {
        var file = new FileInfo(_file);
        if (!file.Exists)
            return [];
        Known? known = _known;
        if (known is null || known.Written != file.LastWriteTimeUtc || known.Length != file.Length)
            _known = known = new Known(file.LastWriteTimeUtc, file.Length, Read(_file));
        return known.Keys;
    }

    // Another process may have made it in the meantime: then that one it is.
    private SigningKey[] MakeFirst() => Alone(_file, () => Read(_file) is { Length: > 0 } made ? made : Replace(_file, [SigningKey.Make()]));

    private static SigningKey[] Replace(string file, SigningKey[] keys)
    {
        DurableFile.Replace(file, Encoding.UTF8.GetBytes(Answers.Text(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("keys"u8);
            foreach (SigningKey key in keys)
                key.Write(json);
            json.WriteEndArray();
            json.WriteEndObject();
        })));
        return keys;
    }

    private static SigningKey[] Read(string file)
    {
        try
        {
            if (!File.Exists(file))
                return [];
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            SigningKey[] keys = [.. document.RootElement.GetProperty("keys").EnumerateArray().Select(SigningKey.Read)];
            return keys is [.., { Private: null }] ? throw new FormatException("The last key cannot sign.") : keys;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            // Its message stays inside: it may quote what stands there, which is secret.
            throw new DataFolderException($"{file}, the keys that receipts are signed with, cannot be understood. Restore it from a backup of this folder: without it, receipts that were given out cannot be checked.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderException($"{file}, the keys that receipts are signed with, cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Does what nobody else may do meanwhile, in this process or another.</summary>
    private static T Alone<T>(string file, Func<T> change)
    {
        try
        {
            using FileStream held = Lock(file + ".lock");
            return change();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderException($"{file}, the keys that receipts are signed with, cannot be written: {error.Message} Check the folder's owner and rights and the free space.", error);
        }
    }

    private static FileStream Lock(string file)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(file) && waited.Elapsed < Patience)
            {
                Thread.Sleep(BetweenTries);
            }
        }
    }
}
