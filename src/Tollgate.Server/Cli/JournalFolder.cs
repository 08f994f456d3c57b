using System.CommandLine;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Server.Cli;

/// <summary>Which journals a verb reads: those of a data folder, or one of them.</summary>
internal sealed class JournalFolder
{
    private readonly Option<DirectoryInfo> _data = new("--data")
    {
        Description = "The data folder.",
        DefaultValueFactory = _ => new DirectoryInfo("data"),
        HelpName = "DIR",
    };

    private readonly Option<string?> _stream = new("--stream")
    {
        Description = "One stream, such as live/shard-0 or live/control. Default: all.",
        HelpName = "NAME",
    };

    public Command AddTo(Command command)
    {
        command.Options.Add(_data);
        command.Options.Add(_stream);
        return command;
    }

    /// <exception cref="CliException">There is no installation, or no such stream.</exception>
    public IReadOnlyList<StreamId> Streams(ParseResult parsed)
    {
        string environments = Path.Combine(Root(parsed), "environments");
        if (!Directory.Exists(environments))
            throw new CliException($"There is no installation in {Root(parsed)}. Name its data folder with --data.");
        List<StreamId> streams = [];
        foreach (string file in Directory.GetFiles(environments, "*.db", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string name = $"{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileNameWithoutExtension(file)}";
            if (StreamId.TryParse(name, out StreamId stream))
                streams.Add(stream);
        }

        if (parsed.GetValue(_stream) is not { } wanted)
            return streams;
        return streams.Where(stream => stream.ToString() == wanted).ToArray() is [var only]
            ? [only]
            : throw new CliException($"There is no stream '{wanted}'. There are: {string.Join(", ", streams)}.");
    }

    /// <exception cref="CliException">The file cannot be opened, and why.</exception>
    public IJournalReader Open(ParseResult parsed, StreamId stream)
    {
        try
        {
            string installation = DataFolder.ReadInstallationId(Root(parsed));
            return SqliteJournalReader.Open(DataFolder.JournalPath(Root(parsed), stream), new JournalIdentity(installation, stream));
        }
        catch (Exception refused) when (refused is JournalException or DataFolderException)
        {
            throw new CliException(refused.Message);
        }
    }

    public string Root(ParseResult parsed) => parsed.GetValue(_data)!.FullName;
}
