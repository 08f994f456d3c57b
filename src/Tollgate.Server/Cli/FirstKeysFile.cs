using System.Text.Json;
using Spectre.Console;
using Tollgate.Server.Http;
using Tollgate.Storage.Installation;

namespace Tollgate.Server.Cli;

/// <summary>
/// The keys to begin with, for scripts in a file and for people on the screen. Whoever may read the data folder may have a key, so a file
/// without valid keys is given new ones.
/// </summary>
/// <param name="path">Null writes no file.</param>
internal sealed class FirstKeysFile(TollgateApp app, string? path)
{
    private static readonly string[] Environments = ["live", "test"];

    /// <exception cref="CliException">The file cannot be written.</exception>
    public async Task Write()
    {
        if (path is null)
            return;
        Dictionary<string, string> before = Read();
        SortedDictionary<string, string> keys = new(StringComparer.Ordinal);
        foreach (string environment in Environments)
        {
            keys[environment] = app.FirstKeys.GetValueOrDefault(environment)
                ?? (before.GetValueOrDefault(environment) is { } kept && await app.Accepts(kept) ? kept : await app.MakeKey(environment, "Made for --keys"));
        }

        try
        {
            DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(keys));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"The keys cannot be written to {path}: {refused.Message}");
        }
    }

    /// <summary>Keys that were made now are shown once, when no file holds them.</summary>
    public void Show()
    {
        if (path is not null || app.FirstKeys.Count == 0)
            return;
        AnsiConsole.WriteLine("The first keys, shown only now:");
        foreach ((string environment, string key) in app.FirstKeys)
            AnsiConsole.WriteLine($"  {environment,-5} {key}");
    }

    private Dictionary<string, string> Read()
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) ?? [] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
