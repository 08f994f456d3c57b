using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Access;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Accounts;
using Tollgate.Server.Http;
using static Tollgate.Server.Http.Shape;

namespace Tollgate.Server.Ledger;

/// <summary>What an account holds, lot by lot, at an instant, as it is known or as it was known at another.</summary>
internal static class BalancesEndpoint
{
    private static readonly ObjectShape Shape = Answer(
        "Balances",
        Has("account_id", Text),
        Has("at", Instant),
        Has("known_at", Instant.OrNull, "null is now."),
        Has("data", ListOf(Answer(
            "LotBalances",
            [
                Has("lot", Text, "The grant's id; of a recurring grant, and of a plan's allowance, with the lot's start behind it."),
                Has("grant", Text.OrNull, "null for a plan's allowance."),
                Has("feature", Text.OrNull, "null of a wallet."),
                Has("wallet", Text.OrNull, "The currency or credit; null of units of a feature."),
                Has("source", OneOf("LotSource", ["allowance", .. Enum.GetValues<GrantSource>().Select(Words.Of)])),
                Has("priority", Integer),
                Has("effective_at", Instant),
                Has("expires_at", Instant.OrNull, "Exclusive; null never."),
                Has("rolled_over_from", Instant.OrNull, "Of rolled-over units: the start of the lot that they were issued in."),
                .. GrantJson.Balances,
            ]))),
        Has("next_cursor", Text.OrNull)
    );

    public static void Map(Routes routes) => routes.Get("/v1/accounts/{id}/balances", Scopes.LedgerRead, Show, new(
        "Ledger",
        "Balances of an account",
        "Every lot of every grant, and the allowances of the plan's period, in the order of burning. at asks how it stood then; known_at what we believed then: both as the rows of the ledger add up.",
        null,
        """{"account_id":"acct_1","at":"2025-06-20T00:00:00Z","known_at":null,"data":[{"lot":"grt_0Zk3mN4pR6sT8uV0","grant":"grt_0Zk3mN4pR6sT8uV0","feature":"api_calls","wallet":null,"source":"promotion","priority":50,"effective_at":"2025-06-05T00:00:00Z","expires_at":null,"rolled_over_from":null,"issued":"500000","pending":"0","available":"120000","reserved":"0","consumed":"380000","expired":"0","rolled_over":"0","voided":"0"},{"lot":"ctr_0Zk3mN4pR6sT8uV0/api_calls/2025-06-01T00:00:00Z","grant":null,"feature":"api_calls","wallet":null,"source":"allowance","priority":100,"effective_at":"2025-06-01T00:00:00Z","expires_at":"2025-07-01T00:00:00Z","rolled_over_from":null,"issued":"10000000","pending":"0","available":"10000000","reserved":"0","consumed":"0","expired":"0","rolled_over":"0","voided":"0"}],"next_cursor":null}""")
    {
        Gives = Shape,
        Query = [("at", "RFC 3339; now unless given."), ("known_at", "RFC 3339; what is known now unless given.")],
    });

    private static async Task Show(Gate gate)
    {
        string account = await gate.ResolveAccount(gate.Route("id"));
        AskedTimes times = await AskedTimes.Read(gate);
        // What is to come is worked out; what has been is what the ledger adds up to.
        Held held = times.IsPast && !(times.At?.Microseconds > (times.KnownAt?.Microseconds ?? times.Now.Microseconds))
            ? await Then(gate, account, times)
            : await times.Ask(gate, account, (books, now) => Of(books, account, times.At, now));
        await gate.Answer(StatusCodes.Status200OK, json => Write(json, account, held, times.KnownAt));
    }

    private static async Task<Held> Then(Gate gate, string account, AskedTimes times)
    {
        if (times.KnownAt is { } known)
        {
            await gate.Fresh();
            if (gate.Host.Projections.Account(account)?.At.Microseconds > known.Microseconds)
                throw AskedTimes.NotKnown(account, new RecordedAt(known.Microseconds));
        }

        AccountLedger ledger = await AccountLedger.Open(gate, account);
        var knownAt = new RecordedAt(times.KnownAt?.Microseconds ?? ledger.Now.Microseconds);
        LedgerSums sums = await Task.Run(() => ledger.Sums(times.At, knownAt), gate.Cancel);
        Lot[] lots = [.. ledger.Holdings?.Grants.Values.SelectMany(grant => grant.Lots).Where(lot => sums.Has(lot.Id)) ?? []];
        Array.Sort(lots, BurnOrder.OfLots);
        return new Held(
            times.At ?? new EffectiveAt(knownAt.Microseconds),
            [.. lots.Select(lot => new HeldLot(lot, balance => sums[lot.Id, balance]))],
            [.. ledger.AllowancesAt(times.At, knownAt).Select(allowance => new HeldAllowance(
                    allowance.Lot, allowance.Feature, allowance.Start, allowance.End, allowance.Included, sums[allowance.Lot, Balance.Consumed].ToQuantity(), sums[allowance.Lot, Balance.Reserved].ToQuantity()))]
        );
    }

    private static Held Of(Books books, string accountId, EffectiveAt? at, RecordedAt now)
    {
        AccountBook account = books.Account(accountId)!;
        EffectiveAt instant = at ?? new EffectiveAt(now.Microseconds);
        Holdings? holdings = account.HoldingsAt(instant, now)?.Copy();
        Lot[] lots = [.. holdings?.Grants.Values.SelectMany(grant => grant.Lots).Where(lot => !(lot.Start > at)) ?? []];
        Array.Sort(lots, BurnOrder.OfLots);
        return new Held(
            instant,
            [.. lots.Select(lot => new HeldLot(lot, balance => lot[balance]))],
            [.. account.ContractsAt(instant).SelectMany(contract => AllowancesOf(account, holdings, contract, instant))]
        );
    }

    private static IEnumerable<HeldAllowance> AllowancesOf(AccountBook account, Holdings? holdings, ContractBook contract, EffectiveAt at)
    {
        BillingPeriod period = contract.PeriodAt(at);
        foreach (string meter in contract.Catalog.Meters.Keys)
        {
            // Nothing included is nothing held; and what another contract counts is no allowance of this one.
            if (ReferenceEquals(account.ContractOfMeter(meter, at), contract) && Allowance.Of(contract, period, meter) is { } allowance && allowance.Included != Quantity.Zero)
            {
                // A reservation that is over holds nothing, though nobody has recorded it yet.
                Quantity held = holdings?.HeldIn(contract.Contract.Id, meter, period.Start).FromAllowance ?? Quantity.Zero;
                yield return new HeldAllowance(allowance.Id, allowance.Feature, allowance.PeriodStart, allowance.PeriodEnd, allowance.Included, allowance.Covered, held);
            }
        }
    }

    private static void Write(Utf8JsonWriter json, string account, Held held, EffectiveAt? knownAt)
    {
        json.WriteStartObject();
        json.WriteString("account_id"u8, account);
        json.WriteString("at"u8, (EffectiveAt?)held.At);
        json.WriteString("known_at"u8, knownAt);
        json.WriteStartArray("data"u8);
        int next = 0;
        foreach (HeldAllowance allowance in held.Allowances.OrderBy(allowance => allowance.Feature, StringComparer.Ordinal))
        {
            while (next < held.Lots.Length && !BurnOrder.AllowanceIsBefore(held.Lots[next].Lot, allowance.Start, allowance.End))
                Write(json, held.Lots[next++]);
            Write(json, allowance);
        }

        while (next < held.Lots.Length)
            Write(json, held.Lots[next++]);
        json.WriteEndArray();
        json.WriteNull("next_cursor"u8);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, HeldLot held)
    {
        Lot lot = held.Lot;
        json.WriteStartObject();
        json.WriteString("lot"u8, lot.Id);
        json.WriteString("grant"u8, lot.Grant.Id);
        json.WriteString("feature"u8, lot.Grant.Feature);
        json.WriteString("wallet"u8, lot.Grant.Wallet);
        json.WriteString("source"u8, Words.Of(lot.Grant.Source));
        json.WriteNumber("priority"u8, lot.Grant.Priority);
        json.WriteString("effective_at"u8, (EffectiveAt?)lot.Start);
        json.WriteString("expires_at"u8, lot.End);
        json.WriteString("rolled_over_from"u8, lot.RolledSince);
        GrantJson.WriteBalances(json, held.Balance);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, HeldAllowance allowance)
    {
        json.WriteStartObject();
        json.WriteString("lot"u8, allowance.Id);
        json.WriteNull("grant"u8);
        json.WriteString("feature"u8, allowance.Feature);
        json.WriteNull("wallet"u8);
        json.WriteString("source"u8, "allowance"u8);
        json.WriteNumber("priority"u8, Grant.DefaultPriority);
        json.WriteString("effective_at"u8, (EffectiveAt?)allowance.Start);
        json.WriteString("expires_at"u8, (EffectiveAt?)allowance.End);
        json.WriteNull("rolled_over_from"u8);
        json.WriteString("issued"u8, allowance.Included);
        json.WriteString("pending"u8, Quantity.Zero);
        json.WriteString("available"u8, allowance.Included - allowance.Consumed - allowance.Reserved);
        json.WriteString("reserved"u8, allowance.Reserved);
        json.WriteString("consumed"u8, allowance.Consumed);
        json.WriteString("expired"u8, Quantity.Zero);
        json.WriteString("rolled_over"u8, Quantity.Zero);
        json.WriteString("voided"u8, Quantity.Zero);
        json.WriteEndObject();
    }

    private sealed record Held(EffectiveAt At, HeldLot[] Lots, HeldAllowance[] Allowances);

    private readonly record struct HeldLot(Lot Lot, Func<Balance, Units> Balance);

    /// <param name="Included">null is without limit.</param>
    private readonly record struct HeldAllowance(string Id, string Feature, EffectiveAt Start, EffectiveAt End, Quantity? Included, Quantity Consumed, Quantity Reserved);
}
