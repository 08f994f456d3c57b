using System.Net;
using System.Net.Sockets;

namespace Tollgate.Server.Webhooks;

/// <summary>A webhook's host leads to no address that may be reached.</summary>
public sealed class AddressRefusedException(string host) : Exception(
    $"'{host}' is an address inside a network: private, loopback, link-local or reserved. Webhooks go to public addresses, unless the server was started with --allow-private-webhooks.");

/// <summary>How webhooks reach the world.</summary>
internal static class Addresses
{
    private const int MostHeadersKilobytes = 16;
    private const int MostDrained = 64 * 1024;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookUpTimeout = TimeSpan.FromSeconds(3);

    /// <summary>A client that connects to public addresses alone, follows no redirect, keeps no cookie and asks no proxy.</summary>
    public static HttpClient Client(WebhookSettings settings) => new(
        new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = ConnectTimeout,
            // Asked at each connection, and the connection goes to what was looked at: a name that leads elsewhere the next time gains nothing.
            ConnectCallback = (context, cancel) => Connect(context.DnsEndPoint, settings, cancel),
            MaxConnectionsPerServer = 8,
            MaxResponseHeadersLength = MostHeadersKilobytes,
            MaxResponseDrainSize = MostDrained,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            UseCookies = false,
            UseProxy = false,
        })
    {
        // Each attempt has its own limit, which holds for the whole of it.
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
    };

    /// <summary>Why a url cannot be a webhook's here, or null. A name that leads nowhere now may lead somewhere later; it is asked again with each connection.</summary>
    public static async Task<string?> Refuse(Uri url, WebhookSettings settings, CancellationToken cancel)
    {
        if (settings.AllowPrivate)
            return null;
        if (url.Scheme != Uri.UriSchemeHttps)
            return "The url is not https. What webhooks tell is sent encrypted, unless the server was started with --allow-private-webhooks.";
        try
        {
            IPAddress[] addresses = await Resolve(url.IdnHost, cancel).WaitAsync(LookUpTimeout, cancel);
            return addresses.Length > 0 && !addresses.Any(AddressGuard.IsPublic) ? new AddressRefusedException(url.Host).Message : null;
        }
        catch (Exception error) when (error is SocketException or TimeoutException)
        {
            return null;
        }
    }

    private static async ValueTask<Stream> Connect(DnsEndPoint to, WebhookSettings settings, CancellationToken cancel)
    {
        IPAddress[] addresses = await Resolve(to.Host, cancel);
        if (!settings.AllowPrivate)
            addresses = Array.FindAll(addresses, AddressGuard.IsPublic);
        if (addresses.Length == 0)
            throw new AddressRefusedException(to.Host);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, to.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Task<IPAddress[]> Resolve(string host, CancellationToken cancel) =>
        IPAddress.TryParse(host, out IPAddress? literal) ? Task.FromResult<IPAddress[]>([literal]) : Dns.GetHostAddressesAsync(host, cancel);
}
