using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Tollgate.Server.Http;

namespace Tollgate.Server.Tests.BadDays;

/// <summary>A server in this process on a folder that was harmed, and what it logs.</summary>
internal sealed class Running : IAsyncDisposable
{
    private readonly Logged _logged;
    private readonly TollgateApp _app;

    private Running(TollgateApp app, Logged logged)
    {
        _app = app;
        _logged = logged;
    }

    public string Log => string.Join('\n', _logged.Lines);

    public static async Task<Running> Start(string data)
    {
        var logged = new Logged();
        TollgateApp app = await TollgateApp.Build(new TollgateOptions(data, Port: 0) { Logging = logging => logging.AddProvider(logged) });
        await app.Start();
        return new Running(app, logged);
    }

    /// <summary>Asks until it is so; a test that waits in vain is ended with its whole run.</summary>
    public static async Task Until(Func<Task<bool>> holds)
    {
        while (!await holds())
            await Task.Delay(50, TestContext.Current.CancellationToken);
    }

    public Caller As(string key) => new(new HttpClient { BaseAddress = _app.Url }, key);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class Logged : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
