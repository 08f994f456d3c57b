using System.CommandLine;
using System.Text.Json;

namespace Tollgate.Server.Cli;

/// <summary>Which server a verb talks to, and with which key: from options, else from the environment, else the local default.</summary>
internal sealed class Connection
{
    private readonly Option<string> _url = new("--url")
    {
        Description = "The server's address.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("TOLLGATE_URL") ?? "http://127.0.0.1:7070",
        HelpName = "URL",
    };

    private readonly Option<string?> _key = new("--key")
    {
        Description = "The key, which also names the environment. Default: $TOLLGATE_KEY.",
        HelpName = "KEY",
    };

    private readonly Option<FileInfo?> _keys = new("--keys")
    {
        Description = "A file with keys as written by 'serve --keys'; its live key is taken, or the one of --environment.",
        HelpName = "FILE",
    };

    private readonly Option<string> _environment = new("--environment")
    {
        Description = "Which key of --keys to take.",
        DefaultValueFactory = _ => "live",
        HelpName = "ID",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_url);
        command.Options.Add(_key);
        command.Options.Add(_keys);
        command.Options.Add(_environment);
    }

    /// <exception cref="CliException">No key was given, or the file has none for the environment.</exception>
    public ApiClient Open(ParseResult parsed) => new(parsed.GetValue(_url)!, Key(parsed));

    private string Key(ParseResult parsed)
    {
        if (parsed.GetValue(_key) is { } key)
            return key;
        if (parsed.GetValue(_keys) is { } file)
            return FromFile(file, parsed.GetValue(_environment)!);
        return Environment.GetEnvironmentVariable("TOLLGATE_KEY") is { Length: > 0 } set
            ? set
            : throw new CliException("No key. Give --key, --keys FILE, or set TOLLGATE_KEY.");
    }

    /// <exception cref="CliException">There is no such file, or it has no key for the environment.</exception>
    public static string FromFile(FileInfo file, string environment)
    {
        if (!file.Exists)
            throw new CliException($"There is no file {file.FullName}.");
        try
        {
            Dictionary<string, string>? keys = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(file.FullName));
            return keys?.GetValueOrDefault(environment)
                ?? throw new CliException($"{file.FullName} has no key for the environment '{environment}'.");
        }
        catch (JsonException)
        {
            throw new CliException($"{file.FullName} is no keys file: it should be {{\"live\":\"tg_live_...\"}}.");
        }
    }
}
