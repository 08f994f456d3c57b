using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Tollgate.Server.Http;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c> and the page that makes it readable at <c>/docs</c>; both need nothing from outside.</summary>
internal static class Reference
{
    private const string Document = "v1";

    private const string About =
        """
        Decides what a customer may use, counts what was used, prices it, and shows every invoice line's events.

        **Keys.** Send `Authorization: Bearer tg_<environment>_...`. A key names its environment and carries scopes; each operation says which one it needs.

        **Numbers and times.** Decimals are sent as JSON numbers or strings and answered as strings; nothing passes through a binary fraction. Times are RFC 3339 with an offset.

        **Errors** are problem details (RFC 9457) with a stable `code`; docs/reference/errors.md lists them all.

        **Retries.** Every POST takes an `Idempotency-Key`: the same key and body answers as the first time, with `Idempotent-Replayed: true`; the same key with another body is `409 idempotency_key_reused`.

        **Lists** are paged: pass `next_cursor` as `cursor`.
        """;

    public static void Add(IServiceCollection services) => services.AddOpenApi(Document, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            Describe(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            IList<object> metadata = context.Description.ActionDescriptor.EndpointMetadata;
            if (metadata.OfType<About>().FirstOrDefault() is { } about)
                Describe(operation, context, about, metadata.OfType<RequiredScope>().First().Scope);
            return Task.CompletedTask;
        });
    });

    public static void Use(WebApplication web) => web.UseSwaggerUI(page =>
    {
        page.RoutePrefix = "docs";
        page.DocumentTitle = "Tollgate API";
        page.SwaggerEndpoint($"/openapi/{Document}.json", "Tollgate API");
        page.DefaultModelsExpandDepth(-1);
    });

    public static void Map(WebApplication web)
    {
        web.MapOpenApi().WithMetadata(new Open());
        // Who opens the server's address in a browser wants something to read.
        web.MapGet("/", static http =>
        {
            http.Response.Redirect("/docs");
            return Task.CompletedTask;
        }).WithMetadata(new Open()).ExcludeFromDescription();
    }

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo { Title = "Tollgate", Version = Document, Description = About };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["key"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A key of an environment: tg_<environment>_..." },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("key", document)] = [] }];
    }

    private static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, About about, string scope)
    {
        string method = context.Description.HttpMethod!;
        operation.Tags = new HashSet<OpenApiTagReference> { new(about.Tag, context.Document) };
        operation.Summary = about.Summary;
        operation.OperationId = NameOf(method, about.Summary);
        operation.Description = $"{about.Text}\n\nScope: `{scope}`.";
        operation.Parameters = [.. ParametersOf(context, about, method)];
        if (about.Body is not null)
            operation.RequestBody = BodyOf(about);
        operation.Responses = new OpenApiResponses
        {
            [about.Status.ToString(System.Globalization.CultureInfo.InvariantCulture)] = Success(about),
            ["default"] = new OpenApiResponse { Description = "A problem, with its stable code.", Content = ContentOf(ProblemAnswer.ContentType, ProblemExample) },
        };
    }

    private const string ProblemExample =
        """{"type":"urn:tollgate:error:missing_key","title":"A field is missing.","status":400,"detail":"The field 'account_id' is missing.","code":"missing_key","pointer":"/account_id"}""";

    private static IEnumerable<IOpenApiParameter> ParametersOf(OpenApiOperationTransformerContext context, About about, string method)
    {
        var text = new OpenApiSchema { Type = JsonSchemaType.String };
        foreach (string part in context.Description.RelativePath!.Split('/').Where(part => part.StartsWith('{')))
            yield return new OpenApiParameter { Name = part.Trim('{', '}'), In = ParameterLocation.Path, Required = true, Schema = text };
        foreach ((string name, string meaning) in about.Query)
            yield return new OpenApiParameter { Name = name, In = ParameterLocation.Query, Description = meaning, Schema = text };
        if (method == HttpMethods.Post)
            yield return new OpenApiParameter { Name = "Idempotency-Key", In = ParameterLocation.Header, Description = "1 to 255 printable characters; makes the request safe to repeat.", Schema = text };
    }

    private static OpenApiRequestBody BodyOf(About about)
    {
        Dictionary<string, OpenApiMediaType> content = ContentOf(Answers.Json, about.Body!);
        foreach (string type in about.BodyTypes)
            content[type] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
        return new OpenApiRequestBody { Required = true, Content = content };
    }

    private static OpenApiResponse Success(About about) => new()
    {
        Description = about.Summary,
        Content = about.Answer.Length == 0 ? null : ContentOf(Answers.Json, about.Answer),
    };

    private static Dictionary<string, OpenApiMediaType> ContentOf(string type, string example)
    {
        JsonNode node = JsonNode.Parse(example)!;
        return new() { [type] = new OpenApiMediaType { Schema = SchemaOf(node), Example = node } };
    }

    /// <summary>The shape of an example: every field with its type. Decimals are strings, as they are answered.</summary>
    private static OpenApiSchema SchemaOf(JsonNode? example) => example switch
    {
        JsonObject item => new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = item.ToDictionary(field => field.Key, field => (IOpenApiSchema)SchemaOf(field.Value)),
        },
        JsonArray list => new OpenApiSchema { Type = JsonSchemaType.Array, Items = SchemaOf(list.FirstOrDefault()) },
        null => new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null },
        _ => new OpenApiSchema
        {
            Type = example.GetValueKind() switch
            {
                System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => JsonSchemaType.Boolean,
                System.Text.Json.JsonValueKind.Number => JsonSchemaType.Number,
                _ => JsonSchemaType.String,
            },
        },
    };

    /// <summary><c>Start a contract</c> is <c>startAContract</c>, which generators make a method of.</summary>
    private static string NameOf(string method, string summary)
    {
        string[] words = summary.Split(' ');
        string name = words[0].ToLowerInvariant() + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        // The gate answers two methods alike.
        return summary == "Gate a request" && method == HttpMethods.Post ? name + "ByPost" : name;
    }
}
