namespace Tollgate.Storage.Index.Runs;

/// <summary>A file of the index is missing, cut, changed or unreadable. The index is made again from the journal; nothing is lost.</summary>
public sealed class RunDamagedException(string file, string what, Exception? cause = null)
    : Exception($"The index file {file} cannot be used: {what}.", cause)
{
    public string File => file;

    public string What => what;
}
