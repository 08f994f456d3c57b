using System.Text.Json;
using Tollgate.Engine.Access;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Accounts;
using Tollgate.Server.Http;
using static Tollgate.Server.Http.Shape;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Ledger;

/// <summary>An account's wallets, and how they are topped up by themselves.</summary>
internal static class WalletEndpoints
{
    private const string Example =
        """{"account_id":"acct_1","data":[{"wallet":"USD","available":"90.00","pending":"0","reserved":"0","consumed":"60.00","owed":"0","top_up":{"below":"20","amount":"100","expires_after_days":null}}],"next_cursor":null}""";

    private static readonly ObjectShape TopUpShape = Answer("TopUp", Has("below", DecimalText), Has("amount", DecimalText), Has("expires_after_days", Integer.OrNull));

    private static readonly ObjectShape Wallets = Answer(
        "Wallets",
        Has("account_id", Text),
        Has("data", ListOf(Answer(
            "Wallet",
            Has("wallet", Text, "A currency or a credit."),
            Has("available", DecimalText),
            Has("pending", DecimalText, "Waits for its payment."),
            Has("reserved", DecimalText),
            Has("consumed", DecimalText),
            Has("owed", DecimalText, "Used without anything left: what comes into the wallet settles it first."),
            Has("top_up", TopUpShape.OrNull)
        ))),
        Has("next_cursor", Text.OrNull)
    );

    public static void Map(Routes routes)
    {
        routes.Get("/v1/accounts/{id}/wallets", Scopes.LedgerRead, Show, new("Ledger", "Wallets of an account", "What each holds, by its unit; the lots are in the balances.", null, Example) { Gives = Wallets });
        routes.Put("/v1/accounts/{id}/wallets/{wallet}/top_up", Scopes.LedgerWrite, Set, new(
            "Ledger",
            "Top a wallet up by itself",
            "The use that leaves less than below issues a grant of the amount that waits for its payment, and sends top_up.requested to webhooks: POST /v1/grants/{id}/pay answers it, or void.",
            """{"below":"20","amount":"100"}""",
            Example)
        {
            Takes = Request("TopUpRule", Needs("below", DecimalSent, "Less than so much left asks for more."), Needs("amount", DecimalSent, "What is asked for."), Takes("expires_after_days", Integer, "Never unless given.")),
            Gives = Wallets,
        });
        routes.Delete("/v1/accounts/{id}/wallets/{wallet}/top_up", Scopes.LedgerWrite, End, new("Ledger", "Stop topping a wallet up", "A grant that waits for its payment stays.", null, Example) { Gives = Wallets });
    }

    private static async Task Show(Gate gate)
    {
        string account = await gate.ResolveAccount(gate.Route("id"));
        RecordedAt real = gate.Services.RealTime;
        Holdings? holdings = await gate.Host.Shard.Read((books, _) => Now(books.Account(account)!, books.Time(real)), gate.Cancel);
        await gate.Answer(StatusCodes.Status200OK, json => Write(json, account, holdings ?? new Holdings()));
    }

    private static Holdings? Now(AccountBook account, RecordedAt now) => account.HoldingsAt(new EffectiveAt(now.Microseconds), now)?.Copy();

    private static async Task Set(Gate gate)
    {
        TopUpRule rule = await gate.JsonFields(
            ["below", "amount", "expires_after_days"],
            fields => new TopUpRule(Units(fields, "below"), Units(fields, "amount"), fields.OptionalInteger("expires_after_days"))
        );
        await Change(gate, rule);
    }

    private static async Task End(Gate gate)
    {
        await Change(gate, null);
    }

    private static async Task Change(Gate gate, TopUpRule? rule)
    {
        string account = await gate.ResolveAccount(gate.Route("id"));
        await gate.Submit(Stream.Shard, new SetTopUp(account, gate.Route("wallet"), rule), StatusCodes.Status200OK, (json, holdings) => Write(json, account, holdings));
    }

    private static Units Units(Fields fields, string name) => Engine.Numbers.Units.FromScaled(fields.RequiredMoney(name).Scaled);

    private static void Write(Utf8JsonWriter json, string account, Holdings holdings)
    {
        json.WriteStartObject();
        json.WriteString("account_id"u8, account);
        json.WriteStartArray("data"u8);
        SortedSet<string> wallets = new(holdings.Grants.Values.Select(grant => grant.Grant.Wallet).OfType<string>(), StringComparer.Ordinal);
        wallets.UnionWith(holdings.Owed.Keys);
        wallets.UnionWith(holdings.TopUps.Keys);
        foreach (string wallet in wallets)
            WriteWallet(json, wallet, holdings);
        json.WriteEndArray();
        json.WriteNull("next_cursor"u8);
        json.WriteEndObject();
    }

    private static void WriteWallet(Utf8JsonWriter json, string wallet, Holdings holdings)
    {
        Lot[] lots = [.. holdings.Grants.Values.Where(grant => grant.Grant.Wallet == wallet).SelectMany(grant => grant.Lots)];
        json.WriteStartObject();
        json.WriteString("wallet"u8, wallet);
        json.WriteString("available"u8, Sum(Balance.Available));
        json.WriteString("pending"u8, Sum(Balance.Pending));
        json.WriteString("reserved"u8, Sum(Balance.Reserved));
        json.WriteString("consumed"u8, Sum(Balance.Consumed));
        json.WriteString("owed"u8, holdings.Owed.TryGetValue(wallet, out Lot? owed) ? owed[Balance.Consumed] : Engine.Numbers.Units.Zero);
        if (holdings.TopUps.TryGetValue(wallet, out TopUpRule? rule))
        {
            json.WriteStartObject("top_up"u8);
            json.WriteString("below"u8, rule.Below);
            json.WriteString("amount"u8, rule.Amount);
            if (rule.ExpiresAfterDays is { } days)
                json.WriteNumber("expires_after_days"u8, days);
            else
                json.WriteNull("expires_after_days"u8);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("top_up"u8);
        }

        json.WriteEndObject();

        Units Sum(Balance balance) => lots.Aggregate(Engine.Numbers.Units.Zero, (sum, lot) => sum + lot[balance]);
    }
}
