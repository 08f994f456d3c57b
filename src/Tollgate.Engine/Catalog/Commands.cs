namespace Tollgate.Engine.Catalog;

/// <summary>Puts a whole catalog document into force as the next version.</summary>
/// <param name="Document">Canonical JSON.</param>
public sealed record PublishCatalog(string Document) : Command<CatalogPublished>;
