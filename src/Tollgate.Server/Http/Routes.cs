using System.Reflection;
using Tollgate.Storage.Projections;

namespace Tollgate.Server.Http;

/// <summary>The endpoints of the API. Each declares the one scope it needs, and what the reference says of it.</summary>
internal sealed class Routes(IEndpointRouteBuilder endpoints, Door door)
{
    // The API's description wants a method for every operation; parameters and bodies come from About and not from it.
    private static readonly MethodInfo Described = typeof(Routes).GetMethod(nameof(Operation), BindingFlags.NonPublic | BindingFlags.Static)!;

    public void Get(string pattern, string scope, Func<Gate, Task> handle, About about) => Add(HttpMethods.Get, pattern, scope, handle, about);

    public void Post(string pattern, string scope, Func<Gate, Task> handle, About about) => Add(HttpMethods.Post, pattern, scope, handle, about);

    public void Put(string pattern, string scope, Func<Gate, Task> handle, About about) => Add(HttpMethods.Put, pattern, scope, handle, about);

    public void Delete(string pattern, string scope, Func<Gate, Task> handle, About about) => Add(HttpMethods.Delete, pattern, scope, handle, about);

    private void Add(string method, string pattern, string scope, Func<Gate, Task> handle, About about)
    {
        string operation = $"{method} {pattern}";
        endpoints.MapMethods(pattern, [method], async http => await Handle(await door.Enter(http, scope, operation), about, handle))
            .WithMetadata(new RequiredScope(scope), about, Described)
            .WithDisplayName(operation);
    }

    private static async Task Handle(Gate gate, About about, Func<Gate, Task> handle)
    {
        if (gate.Request.QueryString.HasValue)
            Parameters.RefuseUnknown(gate.Request.Query, about.Query);
        ProjectionStore rows = gate.Host.Projections;
        try
        {
            await handle(gate);
        }
        catch (ProjectionsDamagedException)
        {
            // They can be made again, so they are; this request is told to come back.
            gate.Host.ReplaceProjections(rows);
            throw;
        }
    }

    private static void Operation()
    {
    }
}

/// <summary>The scope that an endpoint needs.</summary>
internal sealed record RequiredScope(string Scope);

/// <summary>What the reference says of an endpoint.</summary>
/// <param name="Body">An example of the request, as JSON; null when it has no body.</param>
/// <param name="Answer">An example of the answer, as JSON.</param>
/// <param name="Status">Of a success.</param>
internal sealed record About(string Tag, string Summary, string Text, string? Body, string Answer, int Status = StatusCodes.Status200OK)
{
    /// <summary>Query parameters, as name and meaning.</summary>
    public (string Name, string Meaning)[] Query { get; init; } = [];

    /// <summary>The request's fields; null when it has no body.</summary>
    public Shape? Takes { get; init; }

    /// <summary>The answer's fields; null when it has no body.</summary>
    public Shape? Gives { get; init; }

    /// <summary>Further content types of the body.</summary>
    public (string Type, Shape Takes)[] BodyTypes { get; init; } = [];

    /// <summary>The two parameters of every list.</summary>
    public static readonly (string Name, string Meaning)[] Paging =
    [
        ("cursor", "Where to go on: next_cursor of the page before."),
        ("limit", "How many at most, 1 to 500; 50 unless given."),
    ];
}
