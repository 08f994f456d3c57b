using Tollgate.Storage.Journal;

namespace Tollgate.Server;

/// <summary>
/// Every message that the server logs. An event id, once released, keeps its meaning for good; see docs/operating for what to do about each.
/// </summary>
internal static partial class Messages
{
    // 1000: streams

    [LoggerMessage(1001, LogLevel.Information, "{Stream} is open at block {Seq}, epoch {Epoch}, after {Milliseconds} ms")]
    public static partial void StreamOpen(ILogger log, StreamId stream, long seq, long epoch, long milliseconds);

    [LoggerMessage(1002, LogLevel.Information, "{Stream} is closed at block {Seq}")]
    public static partial void StreamClosed(ILogger log, StreamId stream, long seq);

    [LoggerMessage(1003, LogLevel.Error, "{Stream}: the rule for {Command} failed; the command {Identity} was rejected as internal_error, and nothing changed")]
    public static partial void DecideFailed(ILogger log, Exception error, StreamId stream, string command, object identity);

    [LoggerMessage(1004, LogLevel.Critical, "{Stream}: what {Command} led to could not be applied; {Identity} is in quarantine, and the state is loaded again")]
    public static partial void ApplyFailed(ILogger log, Exception error, StreamId stream, string command, object identity);

    [LoggerMessage(1005, LogLevel.Error, "{Stream}: the answer to the request {Key} could not be made or kept; a repetition of it will not be recognised")]
    public static partial void AnswerNotKept(ILogger log, Exception error, StreamId stream, string key);

    [LoggerMessage(1006, LogLevel.Error, "{Stream}: block {Seq} was not written, or nobody knows; tentative state is thrown away and loaded again from the journal")]
    public static partial void WriteFailed(ILogger log, Exception error, StreamId stream, long seq);

    [LoggerMessage(1007, LogLevel.Information, "{Stream} is loaded again at block {Seq}, epoch {Epoch}, after {Milliseconds} ms")]
    public static partial void StreamLoadedAgain(ILogger log, StreamId stream, long seq, long epoch, long milliseconds);

    [LoggerMessage(1008, LogLevel.Error, "{Stream} cannot be loaded or taken over; trying again in {Milliseconds} ms")]
    public static partial void LoadFailed(ILogger log, Exception error, StreamId stream, long milliseconds);

    [LoggerMessage(1009, LogLevel.Critical, "{Stream} has another owner; this one answers nothing any more")]
    public static partial void Fenced(ILogger log, Exception error, StreamId stream);

    [LoggerMessage(1010, LogLevel.Critical, "{Stream}: the disk could not make a block durable. The process stops; start it again, and it goes on from what is really there")]
    public static partial void SyncFailed(ILogger log, Exception error, StreamId stream);

    [LoggerMessage(1011, LogLevel.Critical, "{Stream}: the loop itself failed. The process stops")]
    public static partial void LoopFailed(ILogger log, Exception error, StreamId stream);

    // 1100: what is made from the journal

    [LoggerMessage(1101, LogLevel.Information, "{Stream}: snapshot written at block {Seq} in {Milliseconds} ms")]
    public static partial void SnapshotWritten(ILogger log, StreamId stream, long seq, long milliseconds);

    [LoggerMessage(1102, LogLevel.Warning, "{Stream}: a snapshot could not be written; the next start reads more of the journal")]
    public static partial void SnapshotFailed(ILogger log, Exception error, StreamId stream);

    [LoggerMessage(1103, LogLevel.Warning, "{Stream}: the snapshot {File} is passed over: {Reason}")]
    public static partial void SnapshotSkipped(ILogger log, StreamId stream, string file, string reason);

    [LoggerMessage(1104, LogLevel.Critical, "{Stream}: at block {Seq} the state is {Live} and its replay {Replayed}. The journal is the truth; restart the server, and report this")]
    public static partial void DigestDiffers(ILogger log, StreamId stream, long seq, UInt128 live, UInt128 replayed);

    [LoggerMessage(1105, LogLevel.Error, "{Stream}: {Consumer} failed at block {Seq}; it is tried again in {Milliseconds} ms, and everything else goes on")]
    public static partial void ConsumerFailed(ILogger log, Exception error, StreamId stream, string consumer, long seq, long milliseconds);

    [LoggerMessage(1106, LogLevel.Error, "{Stream}: the journal could not be read back; trying again in {Milliseconds} ms")]
    public static partial void ReplayFailed(ILogger log, Exception error, StreamId stream, long milliseconds);

    [LoggerMessage(1107, LogLevel.Warning, "{Stream}: the high-water mark could not be written")]
    public static partial void MarkFailed(ILogger log, Exception error, StreamId stream);

    [LoggerMessage(1108, LogLevel.Warning, "{Stream}: the checkpoint failed; the log beside the journal grows until one succeeds")]
    public static partial void CheckpointFailed(ILogger log, Exception error, StreamId stream);

    [LoggerMessage(1109, LogLevel.Critical, "{Stream}: block {Seq} cannot be replayed. Restart the server; if it does not come up, keep the data folder and report this")]
    public static partial void ReplayBroken(ILogger log, Exception error, StreamId stream, long seq);

    [LoggerMessage(1110, LogLevel.Warning, "Environment {Environment}: the projections were dropped, since {Reason}; they are filled again from the journal")]
    public static partial void ProjectionsDropped(ILogger log, string environment, string reason);

    [LoggerMessage(1111, LogLevel.Error, "{Stream}: the index of ids is damaged; it is opened again, or made again from the journal, and nothing is lost")]
    public static partial void IndexDamaged(ILogger log, Exception error, StreamId stream);

    [LoggerMessage(1112, LogLevel.Warning, "{Stream}: the index of ids is made again from the journal, since its files cannot be used: {Reason}")]
    public static partial void IndexRebuilt(ILogger log, StreamId stream, string reason);

    [LoggerMessage(1113, LogLevel.Warning, "{Stream}: the index of ids could not be written; what is newest stays in memory, and it is tried again in {Milliseconds} ms")]
    public static partial void IndexNotWritten(ILogger log, Exception error, StreamId stream, long milliseconds);

    [LoggerMessage(1114, LogLevel.Debug, "{Stream}: index of ids: {Work}")]
    public static partial void IndexStep(ILogger log, StreamId stream, object work);

    [LoggerMessage(1115, LogLevel.Information, "{Stream}: reading block {Seq} of {Last}")]
    public static partial void Loading(ILogger log, StreamId stream, long seq, long last);

    // 1200: environments

    [LoggerMessage(1201, LogLevel.Critical, "{Stream} cannot follow the control stream at {Position}: {Reason}. What comes after it waits")]
    public static partial void CannotFollow(ILogger log, StreamId stream, object position, string reason);

    [LoggerMessage(1202, LogLevel.Information, "Environment {Environment} is open")]
    public static partial void EnvironmentOpen(ILogger log, string environment);

    [LoggerMessage(1203, LogLevel.Warning, "The folder of environment {Environment} was never finished; create the environment again to use it")]
    public static partial void EnvironmentUnfinished(ILogger log, string environment);

    [LoggerMessage(1204, LogLevel.Warning, "Environment {Environment}: its shards cannot follow the control stream yet; the next item of it tries again")]
    public static partial void FollowingLater(ILogger log, Exception error, string environment);

    // 1300: the store

    [LoggerMessage(1301, LogLevel.Information, "The store is {Store}")]
    public static partial void StoreOpen(ILogger log, string store);

    [LoggerMessage(1302, LogLevel.Warning, "The store: {Warning}")]
    public static partial void StoreWarning(ILogger log, string warning);

    // 1400: webhooks

    [LoggerMessage(1401, LogLevel.Warning, "The webhook {Webhook} did not take the message {Message} in {Attempts} attempts, the last with: {Reason} It is given up; list it with state dead, and send it again")]
    public static partial void WebhookGivenUp(ILogger log, string webhook, string message, int attempts, string reason);

    [LoggerMessage(1402, LogLevel.Error, "The webhook {Webhook}: its messages cannot be read, sent or noted; trying again in {Milliseconds} ms")]
    public static partial void WebhookTrouble(ILogger log, Exception error, string webhook, long milliseconds);

    [LoggerMessage(1403, LogLevel.Information, "{Stream}: webhooks are told what comes behind block {Seq}; what was raised before is listed by GET /v1/alerts")]
    public static partial void WebhooksBegin(ILogger log, StreamId stream, long seq);

    [LoggerMessage(1404, LogLevel.Error, "Environment {Environment}: the messages to webhooks could not be used, since {Reason}. What waited there is not sent; GET /v1/alerts lists what was raised")]
    public static partial void DeliveriesSetAside(ILogger log, string environment, string reason);

    [LoggerMessage(1405, LogLevel.Warning, "Environment {Environment}: old messages to webhooks could not be dropped; it is tried again in an hour")]
    public static partial void DeliveriesNotCleared(ILogger log, Exception error, string environment);

    // 3000: requests

    [LoggerMessage(3001, LogLevel.Error, "{Method} {Path} failed unexpectedly and was answered internal_error, trace {Trace}")]
    public static partial void RequestFailed(ILogger log, Exception error, string method, string path, string trace);
}
