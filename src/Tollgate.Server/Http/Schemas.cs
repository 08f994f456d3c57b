using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Tollgate.Server.Http;

/// <summary>Writes shapes as JSON Schema. Named ones become components of the document and are referred to.</summary>
internal sealed class Schemas(OpenApiDocument document)
{
    public IOpenApiSchema Of(Shape shape) => shape switch
    {
        ScalarShape scalar => new OpenApiSchema { Type = scalar.Type, Format = scalar.Format },
        NullOr { Of: ScalarShape scalar } => new OpenApiSchema { Type = scalar.Type | JsonSchemaType.Null, Format = scalar.Format },
        NullOr { Of: Alternatives some } => AnyOf([.. some.Shapes.Select(Of), Null()]),
        NullOr { Of: var other } => AnyOf([Of(other), Null()]),
        Choice { Name: { } name } choice => Component(name, () => WordsOf(choice)),
        Choice choice => WordsOf(choice),
        ListShape list => new OpenApiSchema { Type = JsonSchemaType.Array, Items = Of(list.Item) },
        MapShape map => new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalProperties = Of(map.Item) },
        Alternatives some => AnyOf([.. some.Shapes.Select(Of)]),
        ObjectShape item => Component(item.Name, () => FieldsOf(item)),
        _ => new OpenApiSchema(),
    };

    private static OpenApiSchema Null() => new() { Type = JsonSchemaType.Null };

    // Not oneOf: validators would have to prove that the others do not fit.
    private static OpenApiSchema AnyOf(IList<IOpenApiSchema> schemas) => new() { AnyOf = schemas };

    private static OpenApiSchema WordsOf(Choice choice) =>
        new() { Type = JsonSchemaType.String, Enum = [.. choice.Words.Select(word => (JsonNode)JsonValue.Create(word))] };

    private OpenApiSchema FieldsOf(ObjectShape item)
    {
        var schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema>(),
            Required = item.Fields.Where(field => field is { Required: true, Alias: null }).Select(field => field.Name).ToHashSet(),
            AdditionalPropertiesAllowed = !item.Closed,
        };
        foreach (Field field in item.Fields)
        {
            schema.Properties[field.Name] = Described(field.Shape, field.Meaning);
            if (field.Alias is null)
                continue;
            schema.Properties[field.Alias] = Described(field.Shape, $"Another name for {field.Name}; exactly one of the two is sent.");
            schema.AllOf ??= [];
            schema.AllOf.Add(new OpenApiSchema { OneOf = [Requiring(field.Name), Requiring(field.Alias)] });
        }

        return schema;
    }

    private static OpenApiSchema Requiring(string name) => new() { Required = new HashSet<string> { name } };

    private IOpenApiSchema Described(Shape shape, string? meaning)
    {
        IOpenApiSchema schema = Of(shape);
        if (meaning is not null)
            schema.Description = meaning;
        return schema;
    }

    private OpenApiSchemaReference Component(string name, Func<OpenApiSchema> make)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        if (!document.Components.Schemas.ContainsKey(name))
            document.AddComponent(name, make());
        return new OpenApiSchemaReference(name, document);
    }
}
