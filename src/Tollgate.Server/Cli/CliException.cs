namespace Tollgate.Server.Cli;

/// <summary>Something the user can mend; its message is all that is shown.</summary>
internal sealed class CliException(string message) : Exception(message);
