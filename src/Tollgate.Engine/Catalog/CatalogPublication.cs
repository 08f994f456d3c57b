using Tollgate.Engine.Environments;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Catalog;

/// <summary>Publishing the document that is in force already changes nothing and answers the version it has.</summary>
public static class CatalogPublication
{
    public static Outcome Decide(Register register, PublishCatalog command, RecordedAt at)
    {
        CatalogShelf shelf = register.Catalogs;
        int next = (shelf.Current?.Version ?? 0) + 1;
        CatalogReading reading = CatalogReader.Read(command.Document, next);
        if (reading.Catalog is null)
        {
            CatalogProblem first = reading.Problems[0];
            return new Rejection(RejectionKind.Invalid, first.Code, first.Detail, first.Pointer);
        }

        if (shelf.Current is { } current && shelf.CurrentDocument == command.Document)
            return Outcome.Of(new CatalogPublished(current.Version, command.Document, at));

        var published = new CatalogPublished(next, command.Document, at);
        return Outcome.Of(published, published);
    }
}
