using System.Text;

namespace Tollgate.Storage.Installation;

/// <summary>
/// Which store an installation lives in, in the file <c>store</c> of its data folder: a start with another is refused, and one that names none
/// finds it. It holds host, port and name of a database, and neither user nor password.
/// </summary>
/// <param name="Home">As <see cref="StoreAddress.Place"/> names it.</param>
/// <param name="MovingTo">Where it is being moved, while that is not complete.</param>
public sealed record StoreRecord(string Home, string? MovingTo = null)
{
    private const string FileName = "store";
    private const string HomeWord = "home ";
    private const string MovingWord = "moving-to ";

    /// <returns>Null when nothing was noted: a new installation, or one of an older program.</returns>
    /// <exception cref="DataFolderException">It cannot be read.</exception>
    public static StoreRecord? Read(string root)
    {
        string file = Path.Combine(Path.GetFullPath(root), FileName);
        try
        {
            if (!File.Exists(file))
                return null;
            string[] lines = File.ReadAllLines(file);
            string? home = Behind(HomeWord, lines);
            return home is null
                ? throw new DataFolderException($"{file} does not say which store the installation lives in. It holds one line: {HomeWord}sqlite, {HomeWord}postgres, or {HomeWord}HOST:PORT/DATABASE. Write that line, or restore the file from a backup of this folder.")
                : new(home, Behind(MovingWord, lines));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderException($"{file}, which says which store the installation lives in, cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Durably, in the place of what was noted.</summary>
    /// <exception cref="DataFolderException">It cannot be written; what was noted stays.</exception>
    public void Write(DataFolder folder)
    {
        string text = HomeWord + Home + "\n" + (MovingTo is null ? "" : MovingWord + MovingTo + "\n");
        try
        {
            DurableFile.Replace(Path.Combine(folder.Root, FileName), Encoding.UTF8.GetBytes(text));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderException($"It cannot be noted in {folder.Root} which store the installation lives in: {e.Message} Check the folder's owner and rights and the free space.", e);
        }
    }

    /// <summary>Refuses a start with a store that the installation does not live in.</summary>
    /// <exception cref="StoreException">It lives in another.</exception>
    public static void RefuseOther(DataFolder folder, string place)
    {
        if (Read(folder.Root) is not { } noted || noted.Home == place)
            return;
        string renamed = StoreAddress.IsDatabase(noted.Home) && StoreAddress.IsDatabase(place)
            ? $" If that is the same database under another name, remove the file {Path.Combine(folder.Root, FileName)} and start again."
            : "";
        throw new StoreException(
            $"The installation in {folder.Root} lives in {StoreAddress.Told(noted.Home)}, and this start names {StoreAddress.Told(place)}. Start it with {StoreAddress.Named(noted.Home)}; to move it: tollgate store move.{renamed}");
    }

    /// <summary>Refuses a store that holds a part of an installation only, or what it was before it was moved.</summary>
    /// <exception cref="StoreException">It is not at home there.</exception>
    public static void RefuseAway(IStore store)
    {
        StoreStanding standing = store.Standing;
        if (standing.Kind == StandingKind.Left)
        {
            throw new StoreException(
                $"The installation was moved from here ({store.Description}) to {StoreAddress.Told(standing.Other!)}. Start it with {StoreAddress.Named(standing.Other!)}. If that move was cut off, run 'tollgate store move' once more.");
        }

        if (standing.Kind == StandingKind.Arriving)
        {
            throw new StoreException(
                $"The installation is being moved here ({store.Description}) from {StoreAddress.Told(standing.Other!)}, and that is not complete. Run the same 'tollgate store move' once more, or start it with {StoreAddress.Named(standing.Other!)}.");
        }
    }

    private static string? Behind(string word, string[] lines) =>
        Array.Find(lines, line => line.StartsWith(word, StringComparison.Ordinal)) is { } line && line[word.Length..].Trim() is { Length: > 0 } rest ? rest : null;
}
