using System.Runtime.InteropServices;

namespace Tollgate.Storage.Installation;

/// <summary>Replaces a file so that after a crash there is the old content or the new, never a part of one.</summary>
public static partial class DurableFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes beside, syncs, renames over, and syncs the folder.</summary>
    public static void Replace(string path, Action<Stream> write)
    {
        string beside = path + ".tmp";
        using (FileStream file = Begin(beside))
        {
            write(file);
            file.Flush(flushToDisk: true);
        }

        Rename(beside, path);
    }

    public static void Replace(string path, byte[] content) => Replace(path, file => file.Write(content));

    /// <summary>Makes a folder that only its owner can enter.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>A new file that only its owner can read, in the place of one that was left there.</summary>
    internal static FileStream Begin(string path)
    {
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 64 * 1024 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return new(path, options);
    }

    /// <summary>Gives a synced file its name, durably.</summary>
    internal static void Rename(string from, string to)
    {
        File.Move(from, to, overwrite: true);
        SyncFolder(Path.GetDirectoryName(Path.GetFullPath(to))!);
    }

    // A rename is durable when the folder is. The BCL opens no folders, so this asks the system itself.
    private static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        int folder = Open(path, flags: 0);
        if (folder < 0)
            throw new IOException($"The folder {path} cannot be opened to sync it (errno {Marshal.GetLastPInvokeError()}).");
        int result = FSync(folder);
        int error = Marshal.GetLastPInvokeError();
        _ = Close(folder);
        if (result != 0)
            throw new IOException($"The folder {path} cannot be synced (errno {error}).");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
