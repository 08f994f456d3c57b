using System.Collections.Concurrent;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Time;
using Tollgate.Server.Access;
using Tollgate.Server.Receipts;
using Tollgate.Server.Shards;
using Tollgate.Server.Simulations;

namespace Tollgate.Server.Http;

/// <summary>What every request may need: the environments, their keys, the secrets, the time.</summary>
internal sealed class GateServices(Installation installation, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Keyring> _keyrings = new(StringComparer.Ordinal);

    private readonly SemaphoreSlim _making = new(1, 1);
    private readonly SemaphoreSlim _refreshing = new(1, 1);

    public Installation Installation => installation;

    public Secrets Secrets { get; } = new(installation.Secret.ToArray());

    public SimulationDesk Simulations { get; } = new();

    public SigningKeys SigningKeys { get; } = new(installation.Root);

    public RecordedAt RealTime => new((time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>The keys of an environment, read when they are first asked for.</summary>
    public async ValueTask<Keyring> KeyringOf(EnvironmentHost host)
    {
        if (_keyrings.TryGetValue(host.Id, out Keyring? known))
            return known;
        await RefreshKeys(host);
        return _keyrings[host.Id];
    }

    /// <summary>Reads the keys again, after one was issued or revoked.</summary>
    public async Task RefreshKeys(EnvironmentHost host)
    {
        // One after another: an answer that was read before a revocation must not be put in place after it.
        await _refreshing.WaitAsync();
        try
        {
            Key[] keys = await host.Register.Read(static (register, _) => register.Keys.Values.ToArray());
            if (_keyrings.TryGetValue(host.Id, out Keyring? known))
            {
                known.Refresh(keys);
                return;
            }

            // Filled before anybody finds it: an empty one would refuse keys that are in force.
            var first = new Keyring();
            first.Refresh(keys);
            _keyrings[host.Id] = first;
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>Waits for the turn to make an environment, first key and kept answer and all; the turn ends with what is returned.</summary>
    public async Task<IDisposable> TurnToMakeEnvironments(CancellationToken cancel)
    {
        await _making.WaitAsync(cancel);
        return new Turn(_making);
    }

    private sealed class Turn(SemaphoreSlim of) : IDisposable
    {
        public void Dispose() => of.Release();
    }
}
