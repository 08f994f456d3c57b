namespace Tollgate.Storage.Installation;

/// <summary>The data folder cannot be used. The message names it, what is wrong, and what to do.</summary>
public sealed class DataFolderException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>What a store was described with cannot be used. The message says what is wrong and what to write; it holds no password.</summary>
public sealed class StoreException(string message, Exception? cause = null) : Exception(message, cause);
