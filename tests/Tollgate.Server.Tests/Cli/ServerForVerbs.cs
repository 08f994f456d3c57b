namespace Tollgate.Server.Tests.Cli;

/// <summary>A server that the verbs talk to, and a folder for their files.</summary>
public sealed class ServerForVerbs : IAsyncLifetime
{
    private readonly string _files = Directory.CreateTempSubdirectory("tollgate-verbs-").FullName;
    private ServerProcess? _server;

    public string Url => _server!.Url.ToString().TrimEnd('/');

    public string KeysFile => _server!.KeysFile;

    public string Data => _server!.Data;

    public string Connection => $"--url {Url} --keys {KeysFile}";

    public async ValueTask InitializeAsync() => _server = await ServerProcess.Start();

    public string Write(string name, string text)
    {
        string path = Path.Combine(_files, name);
        File.WriteAllText(path, text);
        return path;
    }

    public Caller Caller() => new(new HttpClient { BaseAddress = _server!.Url }, _server.Key("live"));

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        Directory.Delete(_files, recursive: true);
    }
}
