using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Tollgate.Server.Http;

/// <summary>
/// The parts of an address that name something. Routing leaves <c>%2F</c> as it is, so that an id with a slash could not be told from one with
/// the letters "%2F"; they are read from the address as it was sent.
/// </summary>
internal static class Address
{
    public static string Part(HttpContext http, string name)
    {
        string routed = (string)http.Request.RouteValues[name]!;
        if (!routed.Contains('%', StringComparison.Ordinal))
            return routed;
        string[] sent = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0].Trim('/').Split('/');
        RoutePattern pattern = ((RouteEndpoint)http.GetEndpoint()!).RoutePattern;
        // An address with dots in it was made shorter before it was routed; its parts stand elsewhere.
        return sent.Length == pattern.PathSegments.Count ? Uri.UnescapeDataString(sent[PlaceOf(name, pattern)]) : routed;
    }

    private static int PlaceOf(string name, RoutePattern pattern)
    {
        for (int place = 0; ; place++)
        {
            if (pattern.PathSegments[place].Parts is [RoutePatternParameterPart parameter] && parameter.Name == name)
                return place;
        }
    }
}
