using System.Text.Json;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Entitlements;
using Tollgate.Server.Http;
using Tollgate.Server.Metering;

namespace Tollgate.Server.Entitlements;

/// <summary>
/// The requests of one call: <c>{"requests":[...],"verbose":true}</c>. What is wrong with one of them refuses that one; broken syntax, or a field beside
/// the list that is not known, refuses all.
/// </summary>
internal sealed class DecisionBatch
{
    public const int Most = 1_000;

    private const string Known = "requests, verbose";

    private readonly List<Item> _items = [];

    /// <summary>A request, or why it cannot be one.</summary>
    public readonly record struct Item(DecisionRequest? Request, Fault? Fault);

    public IReadOnlyList<Item> Items => _items;

    /// <summary>Decisions are answered in full.</summary>
    public bool Verbose { get; private set; }

    /// <param name="consume">Allows event_id and source too.</param>
    /// <exception cref="ProblemException">The body cannot be read, or has too many requests.</exception>
    public static DecisionBatch Read(ReadOnlySpan<byte> body, bool consume)
    {
        var batch = new DecisionBatch();
        try
        {
            var reader = new Utf8JsonReader(body, EventBatchReader.ReaderOptions);
            reader.Read();
            batch.ReadFields(ref reader, body, consume);
            // What follows the value makes the body no JSON.
            reader.Read();
            return batch;
        }
        catch (JsonException error)
        {
            throw new ProblemException(JsonBody.Malformed(error));
        }
        catch (InvalidOperationException)
        {
            throw new ProblemException(JsonBody.NoText(""));
        }
    }

    private void ReadFields(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, bool consume)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Refused(EventValues.WrongType(reader, "", "an object with the list of requests"));
        bool list = false, verbose = false, given = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (reader.ValueTextEquals("requests"u8))
            {
                RefuseTwice(ref list, "requests");
                reader.Read();
                given = reader.TokenType != JsonTokenType.Null;
                if (given)
                    ReadRequests(ref reader, body, consume);
            }
            else if (reader.ValueTextEquals("verbose"u8))
            {
                RefuseTwice(ref verbose, "verbose");
                reader.Read();
                if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null))
                    throw Refused(EventValues.WrongType(reader, "/verbose", "true or false"));
                Verbose = reader.TokenType == JsonTokenType.True;
            }
            else
            {
                string name = reader.GetString()!;
                throw Refused(new Fault(Codes.UnknownKey, $"The field '{Texts.Quoted(name)}' is not known here. There are: {Known}.", JsonPointer.Append("", name)));
            }
        }

        if (!given)
            throw Refused(EventFields.Missing("requests"));
    }

    private void ReadRequests(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, bool consume)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Refused(EventValues.WrongType(reader, "/requests", "a list of requests"));
        var names = new Interned();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (_items.Count == Most)
                throw new ProblemException(TooMany);
            ReadRequest(ref reader, body, names, consume);
        }
    }

    private void ReadRequest(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, Interned names, bool consume)
    {
        Utf8JsonReader start = reader;
        DecisionRequest? request = null;
        Fault? fault;
        try
        {
            fault = DecisionRequest.Read(ref reader, body, names, consume, out request) ?? Senseless(request!);
        }
        catch (InvalidOperationException)
        {
            fault = new Fault(Codes.MalformedText, "A string in the request is no Unicode text.", null);
        }

        if (fault is not null)
        {
            reader = start;
            reader.Skip();
        }

        _items.Add(new Item(fault is null ? request : null, fault));
    }

    private static Fault? Senseless(DecisionRequest request) =>
        Check.Refuse(request.Asked) is { } rejection ? new Fault(rejection.Code, rejection.Detail, rejection.Pointer) : null;

    private static void RefuseTwice(ref bool seen, string name)
    {
        if (seen)
            throw new ProblemException(JsonBody.Twice("/" + name, name));
        seen = true;
    }

    private static Problem TooMany => new(
        StatusCodes.Status413PayloadTooLarge,
        Codes.BatchTooLarge,
        $"A batch has at most {Most} requests. None of these was looked at; send them in parts."
    );

    private static ProblemException Refused(Fault fault) => new(Problem.Shape(fault.Code, fault.Detail, fault.Pointer));
}
