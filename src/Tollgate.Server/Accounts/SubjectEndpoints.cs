using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine.Access;
using Tollgate.Engine.Accounts;
using Tollgate.Server.Http;
using Tollgate.Storage.Projections;
using static Tollgate.Server.Http.Shape;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Accounts;

/// <summary>The groups that an account's subjects are in: its users, keys or devices, as requests name them.</summary>
internal static class SubjectEndpoints
{
    private const string Example = """{"account_id":"acct_1","subject":"user_7","groups":["beta","staff"]}""";

    /// <summary>The list's name in its cursors.</summary>
    private const string Subjects = "subjects";

    private static readonly ObjectShape Subject = Answer(
        "Subject",
        Has("account_id", Text),
        Has("subject", Text, "As a request's subject names it."),
        Has("groups", ListOf(Text), "In the order of their names.")
    );

    public static void Map(Routes routes)
    {
        routes.Put("/v1/accounts/{id}/subjects/{subject}", Scopes.AccountsWrite, Set, new(
            "Accounts",
            "Set the groups of a subject",
            "All groups that a subject of the account is in from now on, up to 32; an empty list takes it out of every one. A subject needs not be made first. Conditions of entitlements ask for groups.",
            """{"groups":["beta","staff"]}""",
            Example)
        {
            Takes = Request("SetGroups", Needs("groups", ListOf(Text), "All that it is in; those left out it leaves.")),
            Gives = Subject,
        });
        routes.Get("/v1/accounts/{id}/subjects/{subject}", Scopes.AccountsRead, Get, new("Accounts", "Get the groups of a subject", "None of a subject that nobody put into one.", null, Example)
        {
            Gives = Subject,
        });
        routes.Get("/v1/accounts/{id}/subjects", Scopes.AccountsRead, List, new("Accounts", "List subjects in groups", "Those of an account that are in any, by name.", null, "{\"data\":[" + Example + "],\"next_cursor\":null}")
        {
            Gives = PageOf(Subject),
            Query = About.Paging,
        });
    }

    private static async Task Set(Gate gate)
    {
        Fields fields = await gate.JsonFields("groups");
        ImmutableArray<string> groups = Read(fields);
        string subject = SubjectOf(gate);
        string account = await gate.ResolveAccount(gate.Route("id"));
        await gate.Submit(Stream.Shard, new SetGroups(account, subject, groups), StatusCodes.Status200OK, (json, set) => Write(json, account, set.Subject, set.Groups));
    }

    private static async Task Get(Gate gate)
    {
        string subject = SubjectOf(gate);
        string account = await gate.ResolveAccount(gate.Route("id"));
        ImmutableArray<string> groups = await gate.Host.Shard.Read((books, _) => books.Account(account)!.GroupsOf(subject), gate.Cancel);
        await gate.Answer(StatusCodes.Status200OK, json => Write(json, account, subject, groups));
    }

    private static async Task List(Gate gate)
    {
        PageRequest page = PageRequest.From(gate.Request);
        string account = await gate.ResolveAccount(gate.Route("id"));
        string? after = Cursor.Read(Subjects, page.Cursor);
        List<KeyValuePair<string, ImmutableArray<string>>> found = await gate.Host.Shard.Read((books, _) => Of(books.Account(account)!, after, page.Limit), gate.Cancel);
        string? next = found.Count > page.Limit ? Cursor.After(Subjects, found[page.Limit - 1].Key) : null;
        await gate.Answer(StatusCodes.Status200OK, json => Answers.WritePage(
            json,
            new Page<KeyValuePair<string, ImmutableArray<string>>>(found[..Math.Min(found.Count, page.Limit)], next),
            (writer, subject) => Write(writer, account, subject.Key, subject.Value)
        ));
    }

    /// <summary>One more than the page holds, when there is more.</summary>
    private static List<KeyValuePair<string, ImmutableArray<string>>> Of(AccountBook account, string? after, int limit) =>
    [
        .. account.Groups
            .Where(subject => after is null || string.CompareOrdinal(subject.Key, after) > 0)
            .Take(limit + 1),
    ];

    private static ImmutableArray<string> Read(Fields fields)
    {
        JsonElement list = fields.Required("groups");
        if (list.ValueKind != JsonValueKind.Array)
            throw Fields.WrongType("/groups", list, "a list of texts");
        var groups = ImmutableArray.CreateBuilder<string>(list.GetArrayLength());
        foreach (JsonElement item in list.EnumerateArray())
        {
            string at = $"/groups/{groups.Count}";
            if (item.ValueKind != JsonValueKind.String)
                throw Fields.WrongType(at, item, "a text");
            string group = item.GetString()!;
            if (!Texts.IsId(group))
                throw new ProblemException(Problem.Shape(Codes.MalformedId, $"A group has 1 to {Texts.LongestId} printable characters; this has {group.Length}.", at));
            groups.Add(group);
        }

        return groups.ToImmutable();
    }

    private static string SubjectOf(Gate gate)
    {
        string subject = gate.Route("subject");
        return Texts.IsId(subject)
            ? subject
            : throw new ProblemException(Problem.Shape(Codes.MalformedId, $"A subject has 1 to {Texts.LongestId} printable characters."));
    }

    private static void Write(Utf8JsonWriter json, string account, string subject, ImmutableArray<string> groups)
    {
        json.WriteStartObject();
        json.WriteString("account_id"u8, account);
        json.WriteString("subject"u8, subject);
        json.WriteStartArray("groups"u8);
        foreach (string group in groups)
            json.WriteStringValue(group);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
