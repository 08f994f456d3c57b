using System.CommandLine;
using System.Text.Json;
using Tollgate.Server.Http;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate wallets ACCOUNT</c>: the money and credits that an account has.</summary>
internal static class WalletVerb
{
    private static readonly (string Field, string Column)[] Named = [("available", "Left"), ("reserved", "Held"), ("consumed", "Used"), ("pending", "Unpaid"), ("owed", "Owed")];

    public static Command Command()
    {
        var account = new Argument<string>("account") { Description = "Whose; an external id is written system:id." };
        Option<bool> json = Raw.Option();
        var connection = new Connection();
        var command = new Command("wallets", "Show the money and the credits that an account has left; its lots are in 'tollgate balances'. Example: tollgate wallets acme") { account, json };
        connection.AddTo(command);
        return command.Does(async (parsed, cancel) =>
        {
            using ApiClient api = connection.Open(parsed);
            Columns table = new Columns().Text("Wallet");
            foreach ((_, string column) in Named)
                table.Number(column, always: column == Named[0].Column);
            table.Text("Topped up");
            await foreach (JsonElement wallet in api.List($"v1/accounts/{Uri.EscapeDataString(parsed.GetValue(account)!)}/wallets", cancel))
            {
                if (!Raw.Print(parsed.GetValue(json), wallet))
                    table.Row([Text(wallet, "wallet"), .. Named.Select(named => Texts.Grouped(Text(wallet, named.Field))), TopUp(wallet.GetProperty("top_up"))]);
            }

            if (!parsed.GetValue(json))
                table.Show($"The account '{parsed.GetValue(account)}' has no wallets. 'tollgate grants issue --wallet' puts money or credits into one.");
            return Verb.Done;
        });
    }

    private static string TopUp(JsonElement rule) => rule.ValueKind == JsonValueKind.Null ? "" : $"{Texts.Grouped(Text(rule, "amount"))} below {Texts.Grouped(Text(rule, "below"))}";

    private static string Text(JsonElement element, string name) => element.GetProperty(name).ToString();
}
