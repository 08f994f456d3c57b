namespace Tollgate.Storage.Journal;

/// <summary>What is wrong inside a block, before it is known which block it is: always caught and told as <see cref="JournalCorruptException"/>.</summary>
internal sealed class MalformedBlockException(string what) : Exception(what);
