using Microsoft.OpenApi;

namespace Tollgate.Server.Http;

/// <summary>
/// What a JSON value looks like, as the reference says it. The readers and writers have the rules; a test compares them with these. What has a
/// name is a component of the document, so that generated types have it too.
/// </summary>
internal abstract record Shape
{
    public static readonly Shape Text = new ScalarShape(JsonSchemaType.String);
    public static readonly Shape Instant = new ScalarShape(JsonSchemaType.String, "date-time");
    public static readonly Shape Integer = new ScalarShape(JsonSchemaType.Integer, "int64");
    public static readonly Shape Flag = new ScalarShape(JsonSchemaType.Boolean);
    public static readonly Shape Anything = new AnyShape();

    /// <summary>A decimal as it is answered: a string.</summary>
    public static readonly Shape DecimalText = new ScalarShape(JsonSchemaType.String, "decimal");

    /// <summary>A decimal as it may be sent: a string or a number.</summary>
    public static readonly Shape DecimalSent = new Alternatives([DecimalText, new ScalarShape(JsonSchemaType.Number)]);

    /// <summary>The words of a closed list of the code's own.</summary>
    public static Choice OneOf<T>()
        where T : struct, Enum => new(typeof(T).Name, [.. Enum.GetValues<T>().Select(Http.Words.Of)]);

    public static Choice OneOf(string? name, params IEnumerable<string> words) => new(name, [.. words]);

    public static Shape ListOf(Shape item) => new ListShape(item);

    public static Shape MapOf(Shape item) => new MapShape(item);

    public static Shape Either(params Shape[] shapes) => new Alternatives(shapes);

    /// <summary>The body of a request, which has no other fields than these.</summary>
    public static ObjectShape Request(string name, params Field[] fields) => new(name, fields) { Closed = true };

    /// <summary>An answer, to which later versions may add fields.</summary>
    public static ObjectShape Answer(string name, params Field[] fields) => new(name, fields);

    /// <summary>A list with the cursor of its next page.</summary>
    public static ObjectShape PageOf(ObjectShape item) => new(item.Name + "Page", [Has("data", ListOf(item)), Has("next_cursor", Text.OrNull, "Where the next page begins; null on the last.")]);

    /// <summary>A field that a request must have.</summary>
    public static Field Needs(string name, Shape shape, string meaning) => new(name, shape, meaning);

    /// <summary>A field that a request may leave out, which is the same as null.</summary>
    public static Field Takes(string name, Shape shape, string meaning) => new(name, shape.OrNull, meaning) { Required = false };

    /// <summary>A field that an answer always has.</summary>
    public static Field Has(string name, Shape shape, string? meaning = null) => new(name, shape, meaning);

    /// <summary>A field that is left out of an answer to which it does not apply.</summary>
    public static Field MayHave(string name, Shape shape, string? meaning = null) => new(name, shape, meaning) { Required = false };

    public Shape OrNull => this is AnyShape or NullOr ? this : new NullOr(this);
}

/// <summary>A field of an object, with a sentence for its reader.</summary>
internal sealed record Field(string Name, Shape Shape, string? Meaning)
{
    public bool Required { get; init; } = true;

    /// <summary>Another name that a request may use instead.</summary>
    public string? Alias { get; init; }
}

internal sealed record ScalarShape(JsonSchemaType Type, string? Format = null) : Shape;

internal sealed record AnyShape : Shape;

internal sealed record NullOr(Shape Of) : Shape;

internal sealed record Choice(string? Name, string[] Words) : Shape;

internal sealed record ListShape(Shape Item) : Shape;

internal sealed record MapShape(Shape Item) : Shape;

internal sealed record Alternatives(Shape[] Shapes) : Shape;

internal sealed record ObjectShape(string Name, Field[] Fields) : Shape
{
    public bool Closed { get; init; }

    /// <summary>The same and more, under a name of its own.</summary>
    public ObjectShape With(string name, params Field[] more) => this with { Name = name, Fields = [.. Fields, .. more] };
}
