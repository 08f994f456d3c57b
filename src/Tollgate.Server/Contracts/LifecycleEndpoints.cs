using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Access;
using Tollgate.Engine.Contracts;
using Tollgate.Server.Http;
using static Tollgate.Server.Http.Shape;
using Fields = Tollgate.Server.Http.Fields;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Contracts;

/// <summary>A contract is paused and resumed, cancelled and reinstated.</summary>
internal static class LifecycleEndpoints
{
    private static readonly Field[] Grounds = [Takes("reason", Text, "Why."), Takes("author", Text, "Who.")];

    public static void Map(Routes routes, string example)
    {
        Add("pause", "Pause a contract", "It gives no rights and charges nothing from an instant on, until another or until it is resumed. What was charged in advance for the paused days is credited on the next regular invoice; usage of that time is counted, and not billed.",
            """{"from":"2025-07-01T00:00:00Z","until":"2025-08-01T00:00:00Z","reason":"summer","author":"ana"}""",
            [Takes("from", Instant, "From when; now unless given."), Takes("until", Instant, "Exclusive; until it is resumed unless given.")],
            static (id, fields) => new PauseContract(id, fields.OptionalInstant("from"), fields.OptionalInstant("until"), fields.OptionalText("reason"), fields.OptionalText("author")));
        Add("resume", "Resume a contract", "Ends a pause at an instant; at the very one at which it begins, as if there had been none.",
            """{"at":"2025-07-20T00:00:00Z","reason":"back early","author":"ana"}""",
            [Takes("at", Instant, "When; now unless given.")],
            static (id, fields) => new ResumeContract(id, fields.OptionalInstant("at"), fields.OptionalText("reason"), fields.OptionalText("author")));
        Add("cancel", "Cancel a contract", "It ends with its term (with the next one, when the notice comes too late), without terms with its billing period; or at an instant that is given, whatever notice was agreed. Contracts that end with it follow.",
            """{"reason":"moved away","author":"ana"}""",
            [Takes("at", Instant, "Exclusive; the term's end unless given.")],
            static (id, fields) => new CancelContract(id, fields.OptionalInstant("at"), fields.OptionalText("reason"), fields.OptionalText("author")));
        Add("reinstate", "Take a cancellation back", "Before the contract has ended: it has the end that it had before.",
            """{"reason":"stays","author":"ana"}""",
            [],
            static (id, fields) => new ReinstateContract(id, fields.OptionalText("reason"), fields.OptionalText("author")));

        void Add(string verb, string title, string description, string request, Field[] own, Func<string, Fields, Command<AmendedContract>> read) =>
            routes.Post($"/v1/contracts/{{id}}/{verb}", Scopes.AccountsWrite, gate => Submit(gate, [.. own.Concat(Grounds).Select(field => field.Name)], read), new("Contracts", title, description, request, example)
            {
                Takes = Request(char.ToUpperInvariant(verb[0]) + verb[1..] + "Contract", [.. own, .. Grounds]),
                Gives = Endpoints.Shape,
            });
    }

    private static async Task Submit(Gate gate, string[] allowed, Func<string, Fields, Command<AmendedContract>> read)
    {
        string id = gate.Route("id");
        Command<AmendedContract> command = await gate.JsonFields(allowed, fields => read(id, fields));
        await gate.Submit(Stream.Shard, command, StatusCodes.Status200OK, static (Utf8JsonWriter json, AmendedContract amended) => Endpoints.Write(json, amended.Contract, amended.Amendments));
    }
}
