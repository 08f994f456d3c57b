using Tollgate.Server.Http;

namespace Tollgate.Server.Catalog;

/// <summary>
/// The JSON Schema of the catalog document, for editors: what may stand where. It is made of the shape that the reference shows, which tests hold against the reader. What only the whole tells, such as a meter that nothing
/// declares, the reader says.
/// </summary>
internal static class CatalogSchema
{
    public const string Path = "/schemas/catalog/v1.json";

    public static readonly string Text = JsonSchemaDocument.Of(CatalogShape.Document, "urn:tollgate:schema:catalog:v1", "Tollgate catalog");

    /// <summary>Editors fetch it without a key: it says nothing of anybody's catalog.</summary>
    public static void Map(WebApplication web) => web.MapGet(Path, static http =>
    {
        http.Response.ContentType = "application/schema+json";
        return http.Response.WriteAsync(Text, http.RequestAborted);
    }).WithMetadata(new Open()).ExcludeFromDescription();
}
