using System.Text;
using System.Text.Json;
using Tollgate.Server.Http;

namespace Tollgate.Server.Metering;

/// <summary>
/// Reads one event, an array of them, or one a line. What is wrong with one event refuses that event; broken syntax refuses the line it is
/// in, or, without lines, the whole body.
/// </summary>
internal static class EventBatchReader
{
    // As deep as a body can be, so that an event that is too deep is refused alone. The reader keeps a bit for each level, and recurses into none.
    public static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = RequestBody.MostBytes };

    /// <exception cref="ProblemException">The body is no JSON, neither an event nor an array, or has too many events.</exception>
    public static EventBatch ReadJson(ReadOnlySpan<byte> body)
    {
        var batch = new EventBatch();
        var names = new Interned();
        try
        {
            var reader = new Utf8JsonReader(body, ReaderOptions);
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    if (batch.Count == EventBatch.Most)
                        throw new ProblemException(TooMany);
                    ReadEvent(ref reader, body, names, batch);
                }
            }
            else
            {
                ReadEvent(ref reader, body, names, batch);
            }

            // What follows the value makes the body no JSON.
            reader.Read();
        }
        catch (JsonException error)
        {
            throw new ProblemException(JsonBody.Malformed(error));
        }

        return batch;
    }

    /// <summary>One event a line; empty lines are passed over and not counted.</summary>
    public static EventBatch ReadLines(ReadOnlySpan<byte> body)
    {
        var batch = new EventBatch();
        var names = new Interned();
        for (long before = 0; !body.IsEmpty; before++)
        {
            int end = body.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = (end < 0 ? body : body[..end]).Trim(" \t\r"u8);
            body = end < 0 ? [] : body[(end + 1)..];
            if (line.IsEmpty)
                continue;
            if (batch.Count == EventBatch.Most)
                throw new ProblemException(TooMany);
            ReadLine(line, before, names, batch);
        }

        return batch;
    }

    public static EventBatch ReadBinary(IHeaderDictionary headers, ReadOnlySpan<byte> data)
    {
        var batch = new EventBatch();
        var fields = default(EventFields);
        try
        {
            Keep(batch, CloudEvent.Read(headers, data, new Interned(), ref fields), fields);
        }
        catch (InvalidOperationException)
        {
            batch.Refuse(IdOf(fields), NoText);
        }
        catch (JsonException error)
        {
            throw new ProblemException(JsonBody.Malformed(error));
        }

        return batch;
    }

    private static Problem TooMany => new(
        StatusCodes.Status413PayloadTooLarge,
        Codes.BatchTooLarge,
        $"A batch has at most {EventBatch.Most} events. None of these was taken; send them in parts."
    );

    private static Fault NoText => new(Codes.MalformedText, "A string in the event is no Unicode text.", null);

    private static void ReadLine(ReadOnlySpan<byte> line, long before, Interned names, EventBatch batch)
    {
        // Tried in full first, so that a line that is no JSON is refused whole.
        try
        {
            var whole = new Utf8JsonReader(line, ReaderOptions);
            while (whole.Read())
            {
            }
        }
        catch (JsonException error)
        {
            Problem problem = JsonBody.Malformed(error, "line", before);
            batch.Refuse(null, new Fault(problem.Code, problem.Detail, null));
            return;
        }

        var reader = new Utf8JsonReader(line, ReaderOptions);
        reader.Read();
        ReadEvent(ref reader, line, names, batch);
    }

    private static void ReadEvent(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, Interned names, EventBatch batch)
    {
        Utf8JsonReader start = reader;
        var fields = default(EventFields);
        Fault? fault;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            fault = EventValues.WrongType(reader, "", "an event, which is an object");
        }
        else
        {
            try
            {
                fault = PlainEvent.Read(ref reader, body, names, ref fields);
                if (fault is { Code: Codes.UnknownKey or Codes.MissingKey } && IsCloudEvent(start))
                {
                    reader = start;
                    fields = default;
                    fault = CloudEvent.Read(ref reader, names, ref fields);
                }
            }
            catch (InvalidOperationException)
            {
                fault = NoText;
            }
        }

        if (fault is not null)
        {
            reader = start;
            reader.Skip();
        }

        Keep(batch, fault, fields);
    }

    private static void Keep(EventBatch batch, Fault? fault, in EventFields fields)
    {
        if (fault is null)
            batch.Add(fields);
        else
            batch.Refuse(IdOf(fields), fault);
    }

    private static string? IdOf(in EventFields fields) => fields.Id.IsEmpty ? null : Encoding.UTF8.GetString(fields.Id);

    /// <summary>Whether the object that begins here says so.</summary>
    private static bool IsCloudEvent(Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (reader.ValueTextEquals("specversion"u8))
                return true;
            reader.Read();
            reader.Skip();
        }

        return false;
    }
}
