using System.Collections.Immutable;
using Tollgate.Engine;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Time;
using Tollgate.Server.Access;
using Tollgate.Server.Webhooks;
using Tollgate.Storage.HighWater;
using Tollgate.Storage.Index;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Shards;

/// <summary>A store and all its environments at work. Only one server has its data folder at a time.</summary>
public sealed class Installation : IAsyncDisposable
{
    public const string Live = "live";
    public const string Test = "test";

    private readonly IStore _store;
    private readonly StreamSurroundings _around;
    private readonly WebhookSettings _webhooks;
    private readonly SemaphoreSlim _changing = new(1, 1);
    private ImmutableSortedDictionary<string, EnvironmentHost> _environments = ImmutableSortedDictionary.Create<string, EnvironmentHost>(StringComparer.Ordinal);

    private Installation(IStore store, StreamSurroundings around, WebhookSettings webhooks)
    {
        _store = store;
        _around = around;
        _webhooks = webhooks;
        Pulse = new(store, around.Time);
    }

    public string Id => _store.Folder.InstallationId;

    public string Root => _store.Folder.Root;

    /// <summary>Which store it is kept in, with the version of its software.</summary>
    public string Store => _store.Description;

    public StorePulse Pulse { get; }

    public ReadOnlyMemory<byte> Secret => _store.Folder.Secret;

    public IReadOnlyDictionary<string, EnvironmentHost> Environments => _environments;

    /// <summary>The environment of that id, or null.</summary>
    public EnvironmentHost? Find(string environment) => _environments.GetValueOrDefault(environment);

    /// <summary>Takes the store, makes <c>live</c> and <c>test</c> the first time, and starts every environment.</summary>
    /// <param name="stopProcess">See <see cref="StreamSurroundings"/>; null ends the process by <see cref="ProcessStop"/>.</param>
    /// <param name="webhooks">How webhooks are delivered; null is as usual.</param>
    /// <param name="store">From then on this installation's, also when it cannot be opened.</param>
    /// <exception cref="DataFolderException">A folder of an environment cannot be made.</exception>
    /// <exception cref="StoreBehindHighWaterException">An old copy of a journal was put back.</exception>
    /// <exception cref="HighWaterUnreadableException">A high-water mark is damaged.</exception>
    /// <exception cref="JournalException">A journal cannot be opened or is not what was written.</exception>
    public static async Task<Installation> Open(IStore store, TimeProvider time, ILogger log, Action<Exception>? stopProcess = null, WebhookSettings? webhooks = null)
    {
        var around = new StreamSurroundings(new IndexKeys(store.Folder.Secret.Span), time, log, stopProcess ?? ProcessStop.Now);
        var installation = new Installation(store, around, webhooks ?? new WebhookSettings());
        Messages.StoreOpen(log, store.Description);
        foreach (string warning in store.Warnings)
            Messages.StoreWarning(log, warning);
        try
        {
            await installation.OpenEnvironments().ConfigureAwait(false);
            installation.NoteStore();
            return installation;
        }
        catch
        {
            await installation.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Makes another environment and starts it.</summary>
    /// <returns>The environment, or why it cannot be made; then nothing was.</returns>
    /// <exception cref="DataFolderException">Its folder cannot be made.</exception>
    /// <exception cref="StreamUnavailableException">Whether it was made is not known: ask again.</exception>
    public async Task<(EnvironmentHost? Environment, Rejection? Rejection)> Create(CreateEnvironment command, CancellationToken cancel = default)
    {
        if (Refuse(command) is { } refused)
            return (null, refused);
        await _changing.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (Find(command.Id) is not null)
                return (null, new Rejection(RejectionKind.Conflict, "environment_exists", $"There is an environment '{command.Id}' already.", "/id"));
            return (await Make(command).ConfigureAwait(false), null);
        }
        finally
        {
            _changing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (EnvironmentHost environment in _environments.Values)
            await environment.DisposeAsync().ConfigureAwait(false);
        _environments = _environments.Clear();
        _store.Dispose();
        _changing.Dispose();
    }

    /// <summary>What can be known before anything is made on disk.</summary>
    private static Rejection? Refuse(CreateEnvironment command) => StreamId.IsEnvironmentName(command.Id)
        ? new Register().Decide(command, default(RecordedAt)).Rejection
        : new Rejection(
            RejectionKind.Invalid,
            "environment_id_invalid",
            "An environment's id is 1 to 31 of a-z, 0-9 and '-', and starts with a letter.",
            "/id"
        );

    /// <summary>The first start that succeeds says where the installation lives; only a move changes that.</summary>
    private void NoteStore()
    {
        if (StoreRecord.Read(Root) is null)
            new StoreRecord(_store.Place).Write(_store.Folder);
    }

    private async Task OpenEnvironments()
    {
        IReadOnlyList<string> found = _store.Environments();
        HighWaterMark.RefuseMissing(new DiskFolder(_store.Folder.HighWaterPath), stream => found.Contains(stream.Environment));
        foreach (string id in found)
        {
            EnvironmentHost environment = await Start(id).ConfigureAwait(false);
            if (await environment.Exists().ConfigureAwait(false))
            {
                _environments = _environments.Add(id, environment);
                continue;
            }

            // Creating it was cut off. Live and test are made below; any other is as if it had never been asked for.
            await environment.DisposeAsync().ConfigureAwait(false);
            Messages.EnvironmentUnfinished(_around.Log, id);
        }

        if (Find(Live) is null)
            await Make(Standard(Live, EnvironmentKind.Live)).ConfigureAwait(false);
        if (Find(Test) is null)
            await Make(Standard(Test, EnvironmentKind.Test)).ConfigureAwait(false);
    }

    private static CreateEnvironment Standard(string id, EnvironmentKind kind) =>
        new(id, kind, Clock: null, EnvironmentCreation.DefaultAcceptanceWindowDays, EnvironmentCreation.DefaultGraceHours);

    private async Task<EnvironmentHost> Make(CreateEnvironment command)
    {
        EnvironmentHost environment = await Start(command.Id).ConfigureAwait(false);
        try
        {
            // An attempt before, of which nobody was told how it ended, may have made it.
            if (!await environment.Exists().ConfigureAwait(false)
                && (await environment.Control(new Submission([command])).ConfigureAwait(false)).Outcomes[0].Rejection is { } rejection)
                throw new InvalidOperationException($"The environment '{command.Id}' could not be created: {rejection.Detail}");
        }
        catch
        {
            await environment.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        _environments = _environments.Add(command.Id, environment);
        return environment;
    }

    private async Task<EnvironmentHost> Start(string id)
    {
        _store.CreateEnvironment(id);
        using var opened = new OpenedTogether();
        StreamStorage control = opened.Keep(OpenStream(StreamId.Control(id)));
        StreamStorage shard = opened.Keep(OpenStream(StreamId.OfShard(id, 0)));
        var projections = new EnvironmentProjections(() => _store.OpenProjections(id), id, [control.Journal, shard.Journal], _around.Log);
        WebhookDispatch webhooks = OpenWebhooks(id, projections);
        opened.Release();
        var environment = new EnvironmentHost(new EnvironmentStorage(id, control, [shard], projections, webhooks), _around);
        try
        {
            await environment.Start().ConfigureAwait(false);
            return environment;
        }
        catch
        {
            await environment.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private WebhookDispatch OpenWebhooks(string id, EnvironmentProjections projections)
    {
        try
        {
            return new WebhookDispatch(id, _store.OpenDeliveries(id), new Secrets(Secret.ToArray()), _webhooks, _around.Time, _around.Log);
        }
        catch
        {
            projections.Dispose();
            throw;
        }
    }

    private StreamStorage OpenStream(StreamId stream) =>
        new(_store.OpenJournal(stream), _store.OpenSnapshots(stream), new HighWaterMark(_store.Folder.HighWaterPath, stream), _store.OpenIndex(stream));

    /// <summary>Closes again what was opened, when what was to be opened with it could not be.</summary>
    private sealed class OpenedTogether : IDisposable
    {
        private readonly List<StreamStorage> _streams = [];

        public StreamStorage Keep(StreamStorage stream)
        {
            _streams.Add(stream);
            return stream;
        }

        public void Release() => _streams.Clear();

        public void Dispose()
        {
            foreach (StreamStorage stream in _streams)
                stream.Journal.Dispose();
        }
    }
}
