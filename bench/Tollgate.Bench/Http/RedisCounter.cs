using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Tollgate.Server.Entitlements;

namespace Tollgate.Bench.Http;

/// <summary>
/// A quota by hand, done well: a Lua script in Redis, behind one connection on which all requests are pipelined. What has arrived is sent in
/// one write; answers come in order.
/// </summary>
internal sealed class RedisCounter : IDisposable
{
    private const string Script =
        "local used = redis.call('INCRBY', KEYS[1], ARGV[1]) if used > 1000000000 then redis.call('DECRBY', KEYS[1], ARGV[1]) return -1 end return 1000000000 - used";

    private readonly Socket _socket;
    private readonly Channel<byte[]> _toSend = Channel.CreateUnbounded<byte[]>(new() { SingleReader = true });
    private readonly ConcurrentQueue<TaskCompletionSource<string>> _waiting = new();
    private readonly Lock _order = new();
    private string _script = "";

    private RedisCounter(Socket socket)
    {
        _socket = socket;
        _ = Task.Run(Send);
        _ = Task.Run(Receive);
    }

    public static async Task<RedisCounter> Connect(string address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPEndPoint.Parse(address));
        var redis = new RedisCounter(socket);
        redis._script = await redis.Ask("SCRIPT", "LOAD", Script);
        return redis;
    }

    public async Task Consume(DecisionRequest request)
    {
        string units = (request.Asked.Units.Scaled / 1_000_000_000).ToString(CultureInfo.InvariantCulture);
        string left = await Ask("EVALSHA", _script, "1", request.Asked.AccountId, units);
        if (left[0] == '-')
            throw new InvalidOperationException($"Redis answered {left}.");
    }

    public void Dispose() => _socket.Dispose();

    private Task<string> Ask(params string[] words)
    {
        var text = new StringBuilder($"*{words.Length}\r\n");
        foreach (string word in words)
            text.Append('$').Append(word.Length).Append("\r\n").Append(word).Append("\r\n");
        byte[] bytes = Encoding.ASCII.GetBytes(text.ToString());
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_order)
        {
            _waiting.Enqueue(answer);
            _toSend.Writer.TryWrite(bytes);
        }

        return answer.Task;
    }

    private async Task Send()
    {
        var together = new MemoryStream();
        while (await _toSend.Reader.WaitToReadAsync())
        {
            together.SetLength(0);
            while (_toSend.Reader.TryRead(out byte[]? bytes))
                together.Write(bytes);
            await _socket.SendAsync(together.GetBuffer().AsMemory(0, (int)together.Length));
        }
    }

    private async Task Receive()
    {
        using var lines = new StreamReader(new NetworkStream(_socket), Encoding.ASCII);
        while (await lines.ReadLineAsync() is { } line)
        {
            // A bulk string has its length in a line of its own.
            if (line[0] == '$')
                line = " " + await lines.ReadLineAsync();
            if (_waiting.TryDequeue(out TaskCompletionSource<string>? answer))
                answer.SetResult(line[0] == '-' ? line : line[1..]);
        }
    }
}
