using System.Buffers;
using System.IO.Pipelines;

namespace Tollgate.Server.Http;

/// <summary>The whole body of a request, in a pooled buffer, up to the limit.</summary>
internal readonly struct RequestBody(byte[] buffer, int length) : IDisposable
{
    /// <summary>The longest body that is taken.</summary>
    public const int MostBytes = 10 * 1024 * 1024;

    /// <summary>
    /// How much of a body that is too long is still read, so that its sender gets to read the answer and not a broken connection.
    /// </summary>
    public const long MostDrained = 64L * 1024 * 1024;

    public ReadOnlySpan<byte> Span => buffer.AsSpan(0, length);

    public ReadOnlyMemory<byte> Memory => buffer.AsMemory(0, length);

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    /// <exception cref="ProblemException">The body is longer than <see cref="MostBytes"/>.</exception>
    public static async ValueTask<RequestBody> Read(HttpRequest request)
    {
        PipeReader reader = request.BodyReader;
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(request.ContentLength ?? 4096, 256, MostBytes));
        int length = 0;
        long dropped = 0;
        while (true)
        {
            ReadResult result = await reader.ReadAsync(request.HttpContext.RequestAborted);
            foreach (ReadOnlyMemory<byte> part in result.Buffer)
            {
                if (dropped > 0 || length + part.Length > MostBytes)
                {
                    dropped += part.Length;
                    continue;
                }

                if (length + part.Length > buffer.Length)
                    buffer = Grow(buffer, length, length + part.Length);
                part.Span.CopyTo(buffer.AsSpan(length));
                length += part.Length;
            }

            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                break;
        }

        if (dropped == 0)
            return new RequestBody(buffer, length);
        ArrayPool<byte>.Shared.Return(buffer);
        throw new ProblemException(TooLarge);
    }

    public static Problem TooLarge => new(
        StatusCodes.Status413PayloadTooLarge,
        Codes.BodyTooLarge,
        $"The body is longer than {MostBytes} bytes (10 MiB). Send it in parts."
    );

    private static byte[] Grow(byte[] buffer, int length, int needed)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Min(buffer.Length * 2, MostBytes)));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
