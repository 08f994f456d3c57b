using System.Net;
using System.Net.Sockets;
using Tollgate.Server.Webhooks;

namespace Tollgate.Server.Tests.Webhooks;

public class AddressGuardTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.255.255.255")]
    [InlineData("10.0.0.0")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.0")]
    [InlineData("100.100.100.200")] // a cloud's metadata
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("168.63.129.16")]
    [InlineData("169.254.0.1")]
    [InlineData("169.254.169.254")] // most clouds' metadata
    [InlineData("172.16.0.0")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.192")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.0.1")]
    [InlineData("192.168.255.255")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.7")]
    [InlineData("203.0.113.7")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::7f00:1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.1.2.3")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a00:1")] // 10.0.0.1, translated
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")] // Teredo
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::1")] // 127.0.0.1, as 6to4
    [InlineData("2002:c0a8:1::")] // 192.168.0.1
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")] // a cloud's metadata
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void What_a_network_keeps_for_itself_is_refused(string address) => AddressGuard.IsPublic(IPAddress.Parse(address)).ShouldBeFalse();

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("128.0.0.1")]
    [InlineData("168.63.129.17")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("64:ff9b::101:101")] // 1.1.1.1, translated
    [InlineData("2002:101:101::1")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00::1")]
    public void What_the_internet_has_is_let_through(string address) => AddressGuard.IsPublic(IPAddress.Parse(address)).ShouldBeTrue();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("2130706433")] // 127.0.0.1, as one number
    [InlineData("0x7f.1")]
    [InlineData("127.1")]
    public async Task The_address_is_looked_at_where_the_connection_is_made(string host)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using HttpClient client = Addresses.Client(new WebhookSettings());
        HttpRequestException refused = await Should.ThrowAsync<HttpRequestException>(
            client.GetAsync($"http://{host}:{((IPEndPoint)listener.LocalEndpoint).Port}/", TestContext.Current.CancellationToken));
        refused.InnerException.ShouldBeOfType<AddressRefusedException>();
        listener.Pending().ShouldBeFalse("nothing was connected to");
    }

    [Theory]
    [InlineData("https://10.0.0.1/", "is an address inside a network")]
    [InlineData("https://localhost/", "is an address inside a network")]
    [InlineData("https://[::1]:8080/", "is an address inside a network")]
    [InlineData("http://1.1.1.1/", "is not https")]
    [InlineData("https://1.1.1.1/", null)]
    [InlineData("https://no-such-name.invalid/", null)] // it may lead somewhere later, and is looked at again then
    public async Task What_can_be_said_when_a_webhook_is_registered_is_said(string url, string? says)
    {
        string? why = await Addresses.Refuse(new Uri(url), new WebhookSettings(), TestContext.Current.CancellationToken);
        if (says is null)
            why.ShouldBeNull();
        else
            why.ShouldNotBeNull().ShouldContain(says);
        (await Addresses.Refuse(new Uri(url), new WebhookSettings { AllowPrivate = true }, TestContext.Current.CancellationToken)).ShouldBeNull();
    }
}
