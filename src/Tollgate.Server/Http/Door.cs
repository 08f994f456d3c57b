using Tollgate.Server.Access;

namespace Tollgate.Server.Http;

/// <summary>Lets a request in whose key is in force and has the endpoint's scope.</summary>
internal sealed class Door(GateServices services)
{
    private const string Scheme = "Bearer ";

    /// <exception cref="ProblemException">401 or 403.</exception>
    public async ValueTask<Gate> Enter(HttpContext http, string scope, string operation)
    {
        string? header = http.Request.Headers.Authorization;
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            throw Refused("Send a key: Authorization: Bearer tg_<environment>_...");
        string text = header[Scheme.Length..].Trim();
        // What is mistyped is refused here, before anything is looked up.
        if (!ApiKey.TryRead(text, out string environment))
            throw Refused("This is no key: its form or its checksum is wrong. Copy it again, whole.");
        if (services.Installation.Find(environment) is not { } host
            || (await services.KeyringOf(host)).Find(text, services.Secrets) is not { } bearer)
            throw Refused("The key is not known, or was revoked.");
        if (!bearer.Has(scope))
            throw new ProblemException(new Problem(StatusCodes.Status403Forbidden, Codes.ScopeMissing, $"This needs the scope '{scope}', which the key does not have."));
        return new Gate(http, services, host, bearer, operation);
    }

    private static ProblemException Refused(string detail) => new(new Problem(StatusCodes.Status401Unauthorized, Codes.KeyInvalid, detail));
}
