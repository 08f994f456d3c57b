using System.Buffers;
using System.Text;
using Tollgate.Engine;
using Tollgate.Engine.Webhooks;
using Tollgate.Server.Accounts;
using Tollgate.Server.Http;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Projections;

namespace Tollgate.Server.Alerts;

/// <summary>
/// Alerts as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). A reader holds a position and nothing else: each look
/// asks the projections for what stands behind it, so that a slow one costs no memory, and one that comes back misses and doubles nothing.
/// </summary>
internal static class AlertStream
{
    private const string ContentType = "text/event-stream";
    private const string Beginning = "beginning";
    private const int AtOnce = 100;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>A reader who takes nothing for so long is let go; he goes on later where he was.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task Answer(Gate gate)
    {
        string? account = gate.Query("account_id") is { } name ? await gate.ResolveAccount(name) : null;
        StreamId stream = gate.Host.Shard.Stream;
        FactPosition? after = After(gate, stream.Shard!.Value);
        using IDisposable seat = gate.Host.AlertReaders.Take() ?? throw new ProblemException(new Problem(
            StatusCodes.Status429TooManyRequests,
            Codes.TooManyStreams,
            $"The environment has {AlertReaders.Most} readers of alerts already. Close one first; a reader may follow all accounts.")
        {
            RetryAfterSeconds = 5,
        });
        HttpResponse response = gate.Http.Response;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        // nginx holds an answer back until it has enough of it, unless told so.
        response.Headers["X-Accel-Buffering"] = "no";
        IHostApplicationLifetime server = gate.Http.RequestServices.GetRequiredService<IHostApplicationLifetime>();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(gate.Cancel, server.ApplicationStopping);
        try
        {
            await Follow(gate, stream, account, after, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The reader went away, or the server stops; either way he goes on from the last position he saw.
        }
    }

    private static async Task Follow(Gate gate, StreamId stream, string? account, FactPosition? after, CancellationToken end)
    {
        // Said before anything happens, so that who loses the connection at once comes back to where he began.
        await Send(gate, after is { } begin ? $"id: {AlertJson.PositionText(stream.Shard!.Value, begin)}\n\n" : ": from the beginning\n\n", end);
        while (true)
        {
            Task rung = gate.Host.AlertBell.Next;
            IReadOnlyList<ListedAlert> found = Look(gate, stream, account, after);
            // From its revocation on a key hears nothing more.
            if (!await gate.IsInForce())
                return;
            if (found.Count > 0)
            {
                await Send(gate, string.Concat(found.Select(alert => Event(stream.Shard!.Value, alert))), end);
                after = found[^1].Position;
            }
            else if (!await Rings(rung, end))
            {
                await Send(gate, ": still here\n\n", end);
            }
        }
    }

    /// <returns>False when it was quiet for as long as a reader is left without a word.</returns>
    private static async Task<bool> Rings(Task rung, CancellationToken end)
    {
        try
        {
            await rung.WaitAsync(Heartbeat, end);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <returns>None while the projections cannot be read: they come back, and so do the alerts.</returns>
    private static IReadOnlyList<ListedAlert> Look(Gate gate, StreamId stream, string? account, FactPosition? after)
    {
        ProjectionStore rows = gate.Host.Projections;
        try
        {
            return rows.AlertsAfter(stream, after, account, AtOnce);
        }
        catch (ProjectionsDamagedException)
        {
            gate.Host.ReplaceProjections(rows);
        }
        catch (Exception error) when (error is ProjectionsUnavailableException or ObjectDisposedException)
        {
            // Another has replaced them meanwhile, or their database is away.
        }

        return [];
    }

    private static async Task Send(Gate gate, string text, CancellationToken end)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(end);
        patience.CancelAfter(Patience);
        try
        {
            gate.Http.Response.BodyWriter.Write(Encoding.UTF8.GetBytes(text));
            await gate.Http.Response.BodyWriter.FlushAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!end.IsCancellationRequested)
        {
            gate.Http.Abort();
            throw;
        }
    }

    private static string Event(int shard, ListedAlert alert) =>
        $"id: {AlertJson.PositionText(shard, alert.Position)}\nevent: {EventTypes.Of(alert.Raised.Kind)}\n"
        + $"data: {Answers.Text(json => AlertJson.Write(json, shard, alert.Position, alert.Raised))}\n\n";

    /// <summary>Where the reader goes on; null at the first alert there is.</summary>
    private static FactPosition? After(Gate gate, int shard)
    {
        // A browser that reconnects sends both, and its header is newer than the address it was given.
        string? header = gate.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } last] ? last : null;
        if ((header ?? gate.Query("after")) is not { } text)
            return new FactPosition(gate.Host.Shard.Committed.Seq, int.MaxValue);
        if (text == Beginning)
            return null;
        FactPosition position = AlertJson.ReadPosition(shard, text) ?? throw new ProblemException(Problem.Shape(
            Codes.ParameterInvalid,
            $"'{Texts.Quoted(text)}' is no position of an alert. Send one as the stream gave it, or 'beginning'.",
            header is null ? "?after" : null
        ));
        if (position.Seq <= gate.Host.Shard.Committed.Seq)
            return position;
        // A journal that was put back to an earlier state: what stands where he was is another story.
        throw new ProblemException(Problem.Shape(
            Codes.ParameterInvalid,
            $"The position '{Texts.Quoted(text)}' lies ahead of all that is known. Look at GET /v1/alerts, and follow without a position.",
            header is null ? "?after" : null
        ));
    }
}
