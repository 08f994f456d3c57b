using System.CommandLine;
using System.Text.Json;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate accounts suspend|resume|delinquent|clear</c>: how an account stands with its seller.</summary>
internal static class AccountVerbs
{
    public static Command Command() => new("accounts", "Stop an account, or say that it does not pay.") { Suspend(), Resume(), Delinquent(), Clear() };

    private static Command Suspend() => Stand(
        "suspend",
        "Deny everything from now on, until it is resumed. Example: tollgate accounts suspend acme --reason \"charge back\"",
        "suspend",
        standing => $"{Text(standing, "account_id")} is suspended since {Text(standing.GetProperty("suspended"), "since")}: everything is denied. 'tollgate accounts resume' ends it."
    );

    private static Command Resume() => Stand(
        "resume",
        "End a suspension. Example: tollgate accounts resume acme --reason settled",
        "resume",
        standing => $"{Text(standing, "account_id")} is not suspended any more."
    );

    private static Command Clear() => Stand(
        "clear",
        "The account has paid: it is not delinquent any more. Example: tollgate accounts clear acme --reason paid",
        "delinquency/clear",
        standing => $"{Text(standing, "account_id")} is not delinquent any more."
    );

    private static Command Delinquent()
    {
        Argument<string> account = Account();
        var policy = new Option<string>("--policy") { Description = "What becomes of it: allow (nothing), degrade (every limit is hard) or deny (everything).", HelpName = "WORD", Required = true };
        var days = new Option<int>("--after-days") { Description = "How many days later the policy sets in.", DefaultValueFactory = _ => 0, HelpName = "N" };
        var since = new Option<string?>("--since") { Description = "Since when it does not pay; now unless given.", HelpName = "INSTANT" };
        var grounds = new Grounds();
        var connection = new Connection();
        var command = new Command("delinquent", "Say that an account does not pay. Example: tollgate accounts delinquent acme --policy deny --after-days 14 --reason \"invoice is overdue\"") { account, policy, days, since };
        grounds.AddTo(command);
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string body = JsonSerializer.Serialize(new
            {
                policy = parsed.GetValue(policy),
                after_days = parsed.GetValue(days),
                since = parsed.GetValue(since),
                reason = grounds.Reason(parsed),
                author = grounds.Author(parsed),
            });
            JsonElement standing = (await api.Post($"v1/accounts/{Uri.EscapeDataString(parsed.GetValue(account)!)}/delinquency", body, cancel)).OrThrow().Json;
            JsonElement owing = standing.GetProperty("delinquent");
            Verb.Line($"{Text(standing, "account_id")} is delinquent since {Text(owing, "since")}; its policy, {Text(owing, "policy")}, sets in after {Text(owing, "after_days")} days. 'tollgate accounts clear' ends it.");
            return Verb.Done;
        });
    }

    private static Command Stand(string name, string description, string path, Func<JsonElement, string> told)
    {
        Argument<string> account = Account();
        var grounds = new Grounds();
        var connection = new Connection();
        var command = new Command(name, description) { account };
        grounds.AddTo(command);
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            string body = JsonSerializer.Serialize(new { reason = grounds.Reason(parsed), author = grounds.Author(parsed) });
            JsonElement standing = (await api.Post($"v1/accounts/{Uri.EscapeDataString(parsed.GetValue(account)!)}/{path}", body, cancel)).OrThrow().Json;
            Verb.Line($"{told(standing)}");
            return Verb.Done;
        });
    }

    private static Argument<string> Account() => new("account") { Description = "Which; an external id is written system:id." };

    private static string Text(JsonElement element, string name) => element.GetProperty(name).ToString();
}
