using System.Net;
using System.Net.Sockets;

namespace Tollgate.Server.Webhooks;

/// <summary>
/// Which addresses a webhook may reach: those of the public internet. Everything that a network keeps for itself is refused, since whoever registers a
/// webhook could else have this server ask its neighbours.
/// </summary>
/// <remarks>The IANA registries of special-purpose addresses (RFC 6890 and its updates), multicast, and what carries an IPv4 address inside an IPv6 one.</remarks>
internal static class AddressGuard
{
    private static readonly IPNetwork[] Refused4 = Networks(
        "0.0.0.0/8", // this network
        "10.0.0.0/8", // private
        "100.64.0.0/10", // shared by carriers (CGNAT); some clouds keep their metadata here
        "127.0.0.0/8", // loopback
        "168.63.129.16/32", // Azure's own service
        "169.254.0.0/16", // link-local, with the metadata of most clouds
        "172.16.0.0/12", // private
        "192.0.0.0/24", // protocol assignments
        "192.0.2.0/24", // documentation
        "192.88.99.0/24", // 6to4 relays
        "192.168.0.0/16", // private
        "198.18.0.0/15", // benchmarks
        "198.51.100.0/24", // documentation
        "203.0.113.0/24", // documentation
        "224.0.0.0/4", // multicast
        "240.0.0.0/4" // reserved, and broadcast
    );

    private static readonly IPNetwork[] Refused6 = Networks(
        "::/96", // unspecified, loopback, and IPv4 in its oldest form
        "64:ff9b:1::/48", // translation inside a network
        "100::/64", // discard
        "2001::/23", // protocol assignments, with Teredo
        "2001:db8::/32", // documentation
        "3fff::/20", // documentation
        "5f00::/16", // segment routing
        "fc00::/7", // private, with the metadata of some clouds
        "fe80::/10", // link-local
        "fec0::/10", // site-local
        "ff00::/8" // multicast
    );

    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return !Array.Exists(Refused4, network => network.Contains(address));
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return false;
        // A scope says which of this machine's links is meant.
        address = new IPAddress(address.GetAddressBytes());
        return !Array.Exists(Refused6, network => network.Contains(address)) && (Inside(address) is not { } carried || IsPublic(carried));
    }

    /// <summary>The IPv4 address that an IPv6 one leads to, or null.</summary>
    private static IPAddress? Inside(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        if (Translated.Contains(address))
            return new IPAddress(bytes.AsSpan(12, 4));
        return SixToFour.Contains(address) ? new IPAddress(bytes.AsSpan(2, 4)) : null;
    }

    private static IPNetwork[] Networks(params string[] networks) => Array.ConvertAll(networks, network => IPNetwork.Parse(network));
}
