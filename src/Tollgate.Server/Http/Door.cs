using System.Collections.Concurrent;
using Tollgate.Server.Access;
using Tollgate.Server.Shards;

namespace Tollgate.Server.Http;

/// <summary>Lets a request in whose key is in force and has the endpoint's scope.</summary>
internal sealed class Door(GateServices services)
{
    private const string Scheme = "Bearer ";
    private const int MostKnown = 1_000;

    // Headers whose key was found in force, with the edition of the keys that said so: reading a key anew takes longer than most checks.
    private readonly ConcurrentDictionary<string, Entry> _known = new(StringComparer.Ordinal);

    private sealed record Entry(EnvironmentHost Host, Keyring Keys, object Edition, Bearer Bearer);

    /// <exception cref="ProblemException">401 or 403.</exception>
    public ValueTask<Gate> Enter(HttpContext http, string scope, string operation)
    {
        string? header = http.Request.Headers.Authorization;
        return header is not null && _known.TryGetValue(header, out Entry? known) && ReferenceEquals(known.Edition, known.Keys.Edition)
            ? new ValueTask<Gate>(LetIn(http, known.Host, known.Bearer, scope, operation))
            : Examine(http, header, scope, operation);
    }

    private async ValueTask<Gate> Examine(HttpContext http, string? header, string scope, string operation)
    {
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            throw Refused("Send a key: Authorization: Bearer tg_<environment>_...");
        string text = header[Scheme.Length..].Trim();
        // What is mistyped is refused here, before anything is looked up.
        if (!ApiKey.TryRead(text, out string environment))
            throw Refused("This is no key: its form or its checksum is wrong. Copy it again, whole.");
        if (services.Installation.Find(environment) is not { } host)
            throw Unknown();
        Keyring keys = await services.KeyringOf(host);
        // Taken before the look-up: what a refresh in between makes stale is asked anew.
        object edition = keys.Edition;
        if (keys.Find(services.Secrets.HashOf(text)) is not { } bearer)
            throw Unknown();
        if (_known.Count >= MostKnown)
            _known.Clear();
        _known[header] = new Entry(host, keys, edition, bearer);
        return LetIn(http, host, bearer, scope, operation);
    }

    private Gate LetIn(HttpContext http, EnvironmentHost host, Bearer bearer, string scope, string operation) => bearer.Has(scope)
        ? new Gate(http, services, host, bearer, operation)
        : throw new ProblemException(new Problem(StatusCodes.Status403Forbidden, Codes.ScopeMissing, $"This needs the scope '{scope}', which the key does not have."));

    private static ProblemException Unknown() => Refused("The key is not known, or was revoked.");

    private static ProblemException Refused(string detail) => new(new Problem(StatusCodes.Status401Unauthorized, Codes.KeyInvalid, detail));
}
