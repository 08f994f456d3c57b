using System.Text;
using System.Text.Json;
using Tollgate.Engine.Catalog;
using Tollgate.Server.Http;

namespace Tollgate.Server.Catalog;

/// <summary>A catalog as it was sent, YAML or JSON, and where everything stands in it.</summary>
internal sealed class CatalogText
{
    private readonly DocumentPlaces? _places;

    private CatalogText(string document, DocumentPlaces? places)
    {
        Document = document;
        _places = places;
    }

    /// <summary>JSON without white space: what is published.</summary>
    public string Document { get; }

    /// <exception cref="ProblemException">It is neither, or cannot be read.</exception>
    public static CatalogText Read(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        string type = ContentTypes.Of(request);
        if (type is not (ContentTypes.Json or ContentTypes.Yaml or "application/x-yaml" or "text/yaml"))
            throw ContentTypes.Unsupported(request, ContentTypes.Yaml, ContentTypes.Json);
        if (type == ContentTypes.Json)
            return FromJson(body);

        YamlReading yaml = YamlDocument.Read(Text(body));
        if (yaml.Json is null)
            throw Refused(yaml.Problems, StatusCodes.Status400BadRequest);
        return new CatalogText(CatalogDocument.Compact(yaml.Json), yaml.Places);
    }

    /// <summary>A catalog as a part of a request: an object, or YAML in a text.</summary>
    /// <exception cref="ProblemException">It is neither, or cannot be read.</exception>
    public static CatalogText Of(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
            return new CatalogText(CatalogDocument.Compact(value.GetRawText()), null);
        if (value.ValueKind != JsonValueKind.String)
            throw Fields.WrongType("/catalog", value, "a catalog document, or YAML in a text");
        YamlReading yaml = YamlDocument.Read(value.GetString()!);
        return yaml.Json is { } json ? new CatalogText(CatalogDocument.Compact(json), yaml.Places) : throw Refused(yaml.Problems, StatusCodes.Status422UnprocessableEntity);
    }

    /// <exception cref="ProblemException">422 with every problem of the document.</exception>
    public CatalogVersion Catalog(int version)
    {
        CatalogReading reading = CatalogReader.Read(Document, version);
        if (reading.Catalog is { } catalog)
            return catalog;
        throw _places is { } places
            ? Refused(reading.Problems.Select(places.Place), StatusCodes.Status422UnprocessableEntity)
            : Refused([.. reading.Problems.Select(problem => new PlacedFault(problem.Pointer, problem.Code, problem.Detail))], StatusCodes.Status422UnprocessableEntity);
    }

    private static CatalogText FromJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            return new CatalogText(CatalogDocument.Compact(Text(body)), null);
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

    private static string Text(ReadOnlyMemory<byte> body)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(body.Span);
        }
        catch (DecoderFallbackException)
        {
            throw new ProblemException(JsonBody.NoText(""));
        }
    }

    private static ProblemException Refused(IEnumerable<PlacedProblem> problems, int status) => Refused(
        [.. problems.Select(placed => new PlacedFault(placed.Problem.Pointer, placed.Problem.Code, placed.Problem.Detail, placed.Line, placed.Column))],
        status
    );

    private static ProblemException Refused(IReadOnlyList<PlacedFault> faults, int status)
    {
        PlacedFault first = faults[0];
        string more = faults.Count == 1 ? "" : $" There are {faults.Count} problems in all.";
        return new ProblemException(new Problem(status, first.Code, first.Detail + more, first.Pointer) { Faults = faults });
    }
}
