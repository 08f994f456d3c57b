using Tollgate.Engine.Access;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;

namespace Tollgate.Server.Access;

/// <summary>Makes keys, and the first ones of an environment, which may do everything.</summary>
internal static class FirstKeys
{
    /// <summary>An id for a key: not the key, and no part of it.</summary>
    public static string MakeId() => "key_" + System.Security.Cryptography.RandomNumberGenerator.GetString(Base62.Alphabet, 16);

    /// <returns>The key, which is nowhere else.</returns>
    public static async Task<string> Issue(GateServices services, EnvironmentHost host, string name = "First key")
    {
        string key = ApiKey.Make(host.Id);
        var command = new IssueKey(MakeId(), name, services.Secrets.HashOf(key), [Scopes.All]);
        Reply reply = await host.Control(new Submission([command]));
        if (reply.Outcomes[0].Rejection is { } rejection)
            throw new InvalidOperationException($"The first key of '{host.Id}' was rejected: {rejection.Detail}");
        await services.RefreshKeys(host);
        return key;
    }

    /// <summary>Gives each environment that has never had a key its first one.</summary>
    /// <returns>The new keys by environment; empty when every one had keys before.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> IssueMissing(GateServices services)
    {
        SortedDictionary<string, string> made = new(StringComparer.Ordinal);
        foreach (EnvironmentHost host in services.Installation.Environments.Values)
        {
            if (await host.Register.Read(static (register, _) => register.Keys.Count) == 0)
                made.Add(host.Id, await Issue(services, host));
        }

        return made;
    }
}
