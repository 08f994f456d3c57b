using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Time;
using Tollgate.Storage.Projections;

namespace Tollgate.Server.Http;

/// <summary>Writes JSON answers by hand: decimals as strings, times as RFC 3339, snake_case.</summary>
internal static class Answers
{
    public const string Json = "application/json";

    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    public static Task Send(HttpContext http, int status, string contentType, Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = Encode(write);
        return Send(http, status, contentType, buffer.WrittenSpan);
    }

    public static Task Send(HttpContext http, int status, string contentType, ReadOnlySpan<byte> body)
    {
        HttpResponse response = http.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        // Copied into the connection's own buffer now, since ours belongs to the thread.
        response.BodyWriter.Write(body);
        ValueTask<FlushResult> flush = response.BodyWriter.FlushAsync();
        return flush.IsCompletedSuccessfully ? Task.CompletedTask : flush.AsTask();
    }

    public static string Text(Action<Utf8JsonWriter> write) => Encoding.UTF8.GetString(Encode(write).WrittenSpan);

    public static void WriteString(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Quantity value)
    {
        Span<byte> utf8 = stackalloc byte[48];
        value.TryFormat(utf8, out int written);
        json.WriteString(name, utf8[..written]);
    }

    public static void WriteString(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Quantity? value)
    {
        if (value is { } quantity)
            json.WriteString(name, quantity);
        else
            json.WriteNull(name);
    }

    public static void WriteString(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Money? value)
    {
        if (value is not { } money)
        {
            json.WriteNull(name);
            return;
        }

        Span<byte> utf8 = stackalloc byte[48];
        money.TryFormat(utf8, out int written);
        json.WriteString(name, utf8[..written]);
    }

    public static void WriteString(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Units value)
    {
        Span<byte> utf8 = stackalloc byte[48];
        value.TryFormat(utf8, out int written);
        json.WriteString(name, utf8[..written]);
    }

    public static void WriteString(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Rate value) => json.WriteString(name, value.ToString());

    public static void WriteString(this Utf8JsonWriter json, ReadOnlySpan<byte> name, BilledQuantity value) => json.WriteString(name, value.ToString());

    public static void WriteString(this Utf8JsonWriter json, ReadOnlySpan<byte> name, EffectiveAt? value)
    {
        Span<byte> utf8 = stackalloc byte[32];
        if (value is { } instant && Timestamps.TryWrite(instant, utf8, out int written))
            json.WriteString(name, utf8[..written]);
        else
            json.WriteString(name, value?.ToString());
    }

    public static void WriteString(this Utf8JsonWriter json, ReadOnlySpan<byte> name, RecordedAt? value) => json.WriteString(name, value?.ToString());

    public static void WriteMap(this Utf8JsonWriter json, ReadOnlySpan<byte> name, IEnumerable<KeyValuePair<string, string>> items)
    {
        json.WriteStartObject(name);
        foreach ((string key, string value) in items)
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    /// <summary>A list with the cursor of its next page.</summary>
    public static void WritePage<T>(Utf8JsonWriter json, Page<T> page, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        foreach (T item in page.Items)
            write(json, item);
        json.WriteEndArray();
        json.WriteString("next_cursor"u8, page.NextCursor);
        json.WriteEndObject();
    }

    private static ArrayBufferWriter<byte> Encode(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = _buffer is { Capacity: < 1 << 20 } kept ? kept : _buffer = new ArrayBufferWriter<byte>(4096);
        buffer.ResetWrittenCount();
        Utf8JsonWriter json = _writer ??= new Utf8JsonWriter(buffer, Options);
        json.Reset(buffer);
        try
        {
            write(json);
            json.Flush();
        }
        catch
        {
            // A writer left in the middle of something must not serve the next answer.
            _writer = null;
            throw;
        }

        return buffer;
    }
}
