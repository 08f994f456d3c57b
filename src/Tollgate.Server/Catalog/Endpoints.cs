using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Tollgate.Engine.Access;
using Tollgate.Engine.Catalog;
using Tollgate.Server.Http;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Catalog;

internal static class Endpoints
{
    private const string ChangesExample =
        """{"version":4,"changes":[{"kind":"changed","pointer":"/plans/growth/entitlements/api_calls/included","sentence":"Plan growth: api_calls allowance 10,000,000 -> 12,000,000"}],"stays":{"contracts":12,"accounts":11},"touches":[{"what":"plans","name":"growth","contracts":12,"accounts":11}]}""";

    public static void Map(Routes routes)
    {
        routes.Put("/v1/catalog", Scopes.CatalogWrite, Put, new(
            "Catalog",
            "Put a catalog into force",
            "The whole catalog as one document, YAML or JSON, becomes the next version; the same document again changes nothing. With dry_run=true nothing is changed, and the answer is the same: "
                + "what the document would change, in words, how many contracts and accounts stay on the older versions that they were made from, and who has something that changes. A document that cannot be used is refused with all its problems, each with its place.",
            """{"currency":"USD","meters":{"api_calls":{"event":"api_calls","aggregation":"sum","value":"quantity"}},"features":{"api_calls":{"kind":"metered","meter":"api_calls"}},"plans":{"growth":{"name":"Growth","period":"month","entitlements":{"api_calls":{"included":10000000,"enforcement":"soft"}},"charges":{"platform":{"model":"flat","amount":"3000.00","bill":"advance"}}}}}""",
            ChangesExample)
        {
            Takes = CatalogShape.Document,
            Gives = CatalogShape.Changes,
            Query = [("dry_run", "true only says what would change.")],
            BodyTypes = [(ContentTypes.Yaml, Shape.Text)],
        });
        routes.Get("/v1/catalog", Scopes.CatalogRead, Get, new(
            "Catalog",
            "Get the catalog",
            "The version in force, or the one asked for.",
            null,
            """{"version":3,"published_at":"2025-02-01T10:15:22Z","document":{"currency":"USD"}}""")
        {
            Gives = CatalogShape.Version,
            Query = [("version", "A number; the version in force unless given.")],
        });
    }

    private static async Task Put(Gate gate)
    {
        bool dryRun = gate.Flag("dry_run");
        CatalogText text = CatalogText.Read(gate.Request, await gate.Body());
        // Asked first: by now the document may be the one in force, and would answer that nothing changes.
        if (await gate.FirstAnswer(Stream.Control) is { } first)
        {
            await gate.Send(first, repeated: true);
            return;
        }

        (CatalogVersion? before, string? document) = await gate.Host.Register.Read(static (register, _) => (register.Catalogs.Current, register.Catalogs.CurrentDocument), gate.Cancel);
        CatalogVersion after = text.Catalog((before?.Version ?? 0) + 1);
        ImmutableArray<CatalogChange> changes = CatalogDifference.Between(before, after);
        // The same meaning is the same version, however it is written.
        bool same = before is not null && changes.IsEmpty;
        (int contracts, int accounts, ImmutableArray<CatalogTouch> touched) = await Staying(gate, same ? before!.Version : after.Version, changes);
        if (dryRun || same)
        {
            await gate.Answer(StatusCodes.Status200OK, json => Write(json, same ? before!.Version : after.Version, changes, contracts, accounts, touched));
            return;
        }

        await gate.Submit(
            Stream.Control,
            new PublishCatalog(text.Document),
            StatusCodes.Status200OK,
            (json, published) => Write(json, published.Version, changes, contracts, accounts, touched)
        );
    }

    /// <summary>What stays on versions before this one.</summary>
    private static Task<(int Contracts, int Accounts, ImmutableArray<CatalogTouch> Touched)> Staying(Gate gate, int version, ImmutableArray<CatalogChange> changes) => gate.Host.Shard.Read(
        (books, _) =>
        {
            var older = books.Contracts.Values.Where(contract => contract.IsLast && contract.Contract.CatalogVersion < version).ToList();
            return (older.Count, older.Select(contract => contract.Contract.AccountId).Distinct(StringComparer.Ordinal).Count(), CatalogTouch.Of(books, changes));
        },
        gate.Cancel
    );

    private static async Task Get(Gate gate)
    {
        int? version = null;
        if (gate.Query("version") is { } text)
        {
            version = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                ? number
                : throw new ProblemException(Problem.Shape(Codes.ParameterInvalid, "version is a number.", "?version"));
        }

        await gate.Fresh();
        CatalogPublished published = gate.Host.Projections.CatalogVersion(version) ?? throw new ProblemException(Problem.NotFound(
            Codes.CatalogVersionNotFound,
            version is null ? "There is no catalog yet: PUT /v1/catalog." : $"There is no version {version} of the catalog."
        ));
        await gate.Answer(StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("version"u8, published.Version);
            json.WriteString("published_at"u8, (Engine.Time.RecordedAt?)published.At);
            json.WritePropertyName("document"u8);
            json.WriteRawValue(published.Document, skipInputValidation: true);
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, int version, ImmutableArray<CatalogChange> changes, int contracts, int accounts, ImmutableArray<CatalogTouch> touched)
    {
        json.WriteStartObject();
        json.WriteNumber("version"u8, version);
        json.WriteStartArray("changes"u8);
        foreach (CatalogChange change in changes)
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, Words.Of(change.Kind));
            json.WriteString("pointer"u8, change.Pointer);
            json.WriteString("sentence"u8, change.Sentence);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("stays"u8);
        json.WriteNumber("contracts"u8, contracts);
        json.WriteNumber("accounts"u8, accounts);
        json.WriteEndObject();
        CatalogTouch.Write(json, touched);
        json.WriteEndObject();
    }
}
