using Tollgate.Server.Webhooks;
using Tollgate.Storage.Installation;

namespace Tollgate.Server.Http;

/// <summary>What a server is started with.</summary>
/// <param name="DataFolder">Made when it is not there.</param>
/// <param name="Port">On the loopback address; 0 takes a free one.</param>
public sealed record TollgateOptions(string DataFolder, int Port = TollgateOptions.DefaultPort)
{
    public const int DefaultPort = 7070;

    public StoreAddress Store { get; init; } = StoreAddress.Embedded;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How webhooks are delivered.</summary>
    public WebhookSettings Webhooks { get; init; } = new();

    /// <summary>Sets up where logs go; the console unless given.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }
}
