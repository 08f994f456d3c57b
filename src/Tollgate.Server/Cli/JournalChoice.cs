using System.CommandLine;
using Tollgate.Storage.Index.Runs;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Cli;

/// <summary>Which journals a verb reads: those of an installation, or one of them.</summary>
internal sealed class JournalChoice
{
    private readonly Option<DirectoryInfo> _data = new("--data")
    {
        Description = "The data folder.",
        DefaultValueFactory = _ => new DirectoryInfo("data"),
        HelpName = "DIR",
    };

    private readonly Option<string?> _store = StoreOption.Make();

    private readonly Option<string?> _stream = new("--stream")
    {
        Description = "One stream, such as live/shard-0 or live/control. Default: all.",
        HelpName = "NAME",
    };

    public Command AddTo(Command command)
    {
        command.Options.Add(_data);
        command.Options.Add(_store);
        command.Options.Add(_stream);
        return command;
    }

    public string Root(ParseResult parsed) => parsed.GetValue(_data)!.FullName;

    /// <summary>Opens each journal that was chosen, one after the other.</summary>
    /// <exception cref="CliException">There is no such stream.</exception>
    public IEnumerable<IJournalReader> Open(ParseResult parsed) => OpenWithIndex(parsed).Select(opened => opened.Journal);

    /// <summary>The same, each with the files of its index.</summary>
    /// <inheritdoc cref="Open"/>
    public IEnumerable<(IJournalReader Journal, IRunFiles Index)> OpenWithIndex(ParseResult parsed)
    {
        using IStoreReader store = parsed.Store(_store, Root(parsed)).OpenReader(Root(parsed));
        foreach (StreamId stream in Chosen(store.Streams(), parsed.GetValue(_stream)))
        {
            using IJournalReader journal = store.OpenReader(stream);
            yield return (journal, store.OpenIndex(stream, DataFolder.IndexPath(Root(parsed), stream)));
        }
    }

    private static IReadOnlyList<StreamId> Chosen(IReadOnlyList<StreamId> streams, string? wanted)
    {
        if (wanted is null)
            return streams;
        return streams.Where(stream => stream.ToString() == wanted).ToArray() is [var only]
            ? [only]
            : throw new CliException($"There is no stream '{wanted}'. There are: {string.Join(", ", streams)}.");
    }
}
