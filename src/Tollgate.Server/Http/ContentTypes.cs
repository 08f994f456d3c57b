namespace Tollgate.Server.Http;

/// <summary>What a body says it is.</summary>
internal static class ContentTypes
{
    public const string Json = "application/json";
    public const string Lines = "application/x-ndjson";
    public const string Yaml = "application/yaml";
    public const string CloudEvent = "application/cloudevents+json";
    public const string CloudEvents = "application/cloudevents-batch+json";

    /// <summary>The media type without its parameters; JSON when the request names none.</summary>
    public static string Of(HttpRequest request)
    {
        string type = request.ContentType ?? Json;
        int parameters = type.IndexOf(';', StringComparison.Ordinal);
        return (parameters < 0 ? type : type[..parameters]).Trim().ToLowerInvariant();
    }

    public static bool Is(HttpRequest request, string type) => request.ContentType == type || Of(request) == type;

    /// <summary>Compressed bodies are not read, and would otherwise only look broken.</summary>
    public static void RefuseEncoded(HttpRequest request)
    {
        string? encoding = request.Headers.ContentEncoding;
        if (!string.IsNullOrEmpty(encoding) && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            throw new ProblemException(new Problem(StatusCodes.Status415UnsupportedMediaType, Codes.ContentTypeUnsupported, $"The Content-Encoding '{Texts.Quoted(encoding)}' is not read here. Send the body as it is."));
    }

    public static ProblemException Unsupported(HttpRequest request, params ReadOnlySpan<string> supported) => new(new Problem(
        StatusCodes.Status415UnsupportedMediaType,
        Codes.ContentTypeUnsupported,
        $"The Content-Type '{Texts.Quoted(Of(request))}' is not read here. Send {string.Join(" or ", supported.ToArray())}."
    ));
}
