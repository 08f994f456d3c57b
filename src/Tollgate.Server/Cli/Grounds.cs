using System.CommandLine;

namespace Tollgate.Server.Cli;

/// <summary><c>--reason</c> and <c>--author</c>: why something is done by hand, and who does it. Both stay on record.</summary>
internal sealed class Grounds
{
    private readonly Option<string> _reason = new("--reason") { Description = "Why. It stays on record, and stands in every explanation.", HelpName = "TEXT", Required = true };

    private readonly Option<string> _author = new("--author")
    {
        Description = "Who does it. Default: the name of whoever is logged in on this machine.",
        DefaultValueFactory = _ => Environment.UserName,
        HelpName = "NAME",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_reason);
        command.Options.Add(_author);
    }

    public string Reason(ParseResult parsed) => parsed.GetValue(_reason) is { } reason && !string.IsNullOrWhiteSpace(reason) ? reason : throw new CliException("Say why: --reason TEXT.");

    public string Author(ParseResult parsed) => parsed.GetValue(_author) is { } author && !string.IsNullOrWhiteSpace(author) ? author : throw new CliException("Say who does it: --author NAME.");
}
