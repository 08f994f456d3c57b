using System.CommandLine;
using System.Text.Json;
using Tollgate.Server.Http;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate grants list|issue|pay|void</c>: units given to an account beside its plan's.</summary>
internal static class GrantVerbs
{
    public static Command Command() => new("grants", "Give an account units beside its plan's, or money or credits, for a time or for good.") { List(), Issue(), Pay(), Void() };

    private static Argument<string> Id() => new("id") { Description = "The grant's id." };

    private static Command List()
    {
        var account = new Argument<string>("account") { Description = "Whose; an external id is written system:id." };
        var state = new Option<string?>("--state") { Description = "Only those that are pending, active, ended or voided.", HelpName = "STATE" };
        Option<bool> json = Raw.Option();
        var connection = new Connection();
        var command = new Command("list", "List an account's grants with what is left of them. Example: tollgate grants list acme --state active") { account, state, json };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            Columns table = new Columns().Text("Grant").Text("Feature").Text("Wallet").Text("Source").Number("Amount").Number("Left").Number("Used").Text("From").Text("Until").Text("State").Text("By").Text("Why");
            await foreach (JsonElement grant in api.List($"v1/grants{new Query().With("limit", "500").With("account_id", parsed.GetValue(account)).With("state", parsed.GetValue(state))}", cancel))
            {
                if (Raw.Print(parsed.GetValue(json), grant))
                    continue;
                JsonElement balances = grant.GetProperty("balances");
                table.Row(
                    Text(grant, "id"),
                    Text(grant, "feature"),
                    Text(grant, "wallet"),
                    Text(grant, "source"),
                    Units(grant, "amount"),
                    Units(balances, "available"),
                    Units(balances, "consumed"),
                    Text(grant, "effective_at"),
                    Text(grant, "expires_at"),
                    State(grant),
                    Text(grant, "author"),
                    Text(grant, "reason")
                );
            }

            if (!parsed.GetValue(json))
                table.Show(parsed.GetValue(state) is { } of ? $"The account '{parsed.GetValue(account)}' has no grants that are {of}." : $"The account '{parsed.GetValue(account)}' has no grants.");
            return Verb.Done;
        });
    }

    private static Command Issue()
    {
        var account = new Argument<string>("account") { Description = "To whom; an external id is written system:id." };
        var feature = new Argument<string>("feature") { Description = "A metered feature of the catalog, whose units they are; with --wallet a currency or a credit." };
        var amount = new Argument<string>("amount") { Description = "How many units, or how much." };
        var wallet = new Option<bool>("--wallet") { Description = "Into the account's wallet: money or credits instead of units of a feature." };
        var source = new Option<string>("--source") { Description = "purchase, promotion, commit, top_up or support. What cost nothing burns first.", DefaultValueFactory = _ => "support", HelpName = "SOURCE" };
        var priority = new Option<int?>("--priority") { Description = "The lower burns first; 100 unless given, which the plan's units have.", HelpName = "N" };
        var pending = new Option<bool>("--pending-payment") { Description = "It cannot be spent before 'tollgate grants pay'." };
        var key = new Option<string?>("--idempotency-key") { Description = "Makes it safe to say again: under one key it is given once.", HelpName = "KEY" };
        var window = new Window();
        var grounds = new Grounds();
        var connection = new Connection();
        var command = new Command("issue", "Give units. Example: tollgate grants issue acme api_calls 10000 --for 72h --reason \"outage of 9 June\"") { account, feature, amount, wallet, source, priority, pending, key };
        window.AddTo(command);
        grounds.AddTo(command);
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string whose = parsed.GetValue(account)!;
            (string? from, string? until) = await window.Read(parsed, api, whose, cancel);
            bool isWallet = parsed.GetValue(wallet);
            string body = JsonSerializer.Serialize(new
            {
                account_id = whose,
                feature = isWallet ? null : parsed.GetValue(feature),
                wallet = isWallet ? parsed.GetValue(feature) : null,
                amount = parsed.GetValue(amount),
                source = parsed.GetValue(source),
                priority = parsed.GetValue(priority),
                effective_at = from,
                expires_at = until,
                pending_payment = parsed.GetValue(pending),
                reason = grounds.Reason(parsed),
                author = grounds.Author(parsed),
            });
            ApiAnswer answer = await api.Post("v1/grants", body, cancel, parsed.GetValue(key));
            if (answer.Code == "feature_not_found" && !isWallet)
                throw new CliException(answer.Sentence() + " For money or credits, add --wallet.");
            JsonElement made = answer.OrThrow().Json;
            string end = made.GetProperty("expires_at").GetString() is { } ends ? $"until {ends}" : "without an end";
            string spendable = made.GetProperty("pending_payment").GetBoolean() ? " It waits for its payment." : "";
            Verb.Line($"{Text(made, "id")} gives {Text(made, "account_id")} {Held.Of(made, Text(made, "amount"))}, from {Text(made, "effective_at")} {end}.{spendable}");
            return Verb.Done;
        });
    }

    private static Command Pay()
    {
        Argument<string> id = Id();
        var connection = new Connection();
        var command = new Command("pay", "Make a grant that waits for its payment spendable. Example: tollgate grants pay grt_0Zk3mN4pR6sT8uV0") { id };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            JsonElement paid = (await api.Post(Path(parsed.GetValue(id)!) + "/pay", "{}", cancel)).OrThrow().Json;
            Verb.Line($"{Text(paid, "id")} is paid: {Held.Of(paid, Text(paid.GetProperty("balances"), "available"))} can be used.");
            return Verb.Done;
        });
    }

    private static Command Void()
    {
        Argument<string> id = Id();
        var grounds = new Grounds();
        var connection = new Connection();
        var command = new Command("void", "Take back what is left of a grant; what was used stays used. Example: tollgate grants void grt_0Zk3mN4pR6sT8uV0 --reason \"issued twice\"") { id };
        grounds.AddTo(command);
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string body = JsonSerializer.Serialize(new { reason = grounds.Reason(parsed), author = grounds.Author(parsed) });
            JsonElement voided = (await api.Post(Path(parsed.GetValue(id)!) + "/void", body, cancel)).OrThrow().Json;
            JsonElement balances = voided.GetProperty("balances");
            Verb.Line($"{parsed.GetValue(id)} is void: {Held.Of(voided, Text(balances, "voided"))} taken back, {Units(balances, "consumed")} used before.");
            return Verb.Done;
        });
    }

    private static string State(JsonElement grant) => Text(grant, "state") switch
    {
        "voided" => $"void{Said(": ", Text(grant, "void_reason"))}{Said(", by ", Text(grant, "void_author"))}",
        "pending" => "waits for its payment",
        "ended" => "ended",
        _ => "",
    };

    private static string Said(string before, string what) => what.Length == 0 ? "" : before + what;

    private static string Path(string id) => $"v1/grants/{Uri.EscapeDataString(id)}";

    private static string Text(JsonElement element, string name) => element.GetProperty(name).ToString();

    private static string Units(JsonElement element, string name) => Texts.Grouped(Text(element, name));
}
