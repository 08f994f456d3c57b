using Microsoft.AspNetCore.Routing;
using Tollgate.Engine.Access;
using Tollgate.Server.Http;

namespace Tollgate.Server.Tests.Http;

/// <summary>Every endpoint asks for exactly one scope, or is one of the few that are open to everybody.</summary>
public class EndpointScopeTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public void Every_endpoint_declares_one_known_scope()
    {
        RouteEndpoint[] endpoints = [.. server.Endpoints];
        endpoints.Count(endpoint => endpoint.Metadata.OfType<RequiredScope>().Any()).ShouldBeGreaterThan(25);
        Undeclared(endpoints).ShouldBeEmpty();
    }

    [Fact]
    public void One_without_is_found()
    {
        var planted = new RouteEndpoint(_ => Task.CompletedTask, Microsoft.AspNetCore.Routing.Patterns.RoutePatternFactory.Parse("/v1/secrets"), 0, null, null);
        Undeclared([planted]).ShouldBe(["/v1/secrets"]);
    }

    private static IEnumerable<string?> Undeclared(IEnumerable<RouteEndpoint> endpoints) => endpoints
        .Where(endpoint => endpoint.Metadata.GetMetadata<Open>() is null || endpoint.RoutePattern.RawText!.StartsWith("/v1", StringComparison.Ordinal))
        .Where(endpoint => endpoint.Metadata.OfType<RequiredScope>().ToArray() is not [{ Scope: var scope }] || !Scopes.Known.Contains(scope) || scope == Scopes.All)
        .Select(endpoint => endpoint.RoutePattern.RawText);
}
