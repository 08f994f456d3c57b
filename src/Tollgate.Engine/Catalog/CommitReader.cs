using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Catalog;

/// <summary>
/// Reads commits by name, <c>{kind, amount, currency, term, charges, rates, rollover, gl_account, tax_category}</c>, and the <c>minimum</c> of a billing period, of a plan and of negotiated terms alike.
/// </summary>
internal static class CommitReader
{
    /// <summary>What the line of a minimum is called.</summary>
    public const string MinimumName = "minimum";

    public static readonly string[] Keys = ["commits", MinimumName];

    private static readonly PeriodUnit[] Units = [PeriodUnit.Month, PeriodUnit.Quarter, PeriodUnit.Year];

    /// <param name="plan">That they stand in or over, with all its charges and what it commits to itself.</param>
    public static ImmutableArray<Commit> Commits(Fields fields, Plan plan, Func<string, Meter> meters)
    {
        if (fields.Optional("commits") is not { } map)
            return [];
        List<(Commit Commit, Place Place)> read = [];
        foreach ((string name, Place place) in Fields.Map(map, "the commits"))
        {
            if (Read(name, place, plan, meters) is { } commit)
                read.Add((commit, place));
        }

        CheckShared(read, plan);
        return [.. read.Select(item => item.Commit)];
    }

    public static Money? Minimum(Fields fields, Plan plan)
    {
        if (fields.Optional(MinimumName) is not { } place || Amount(place, plan) is not { } amount)
            return null;
        if (HasCharge(plan, MinimumName))
            place.Report(ProblemCodes.CommitMismatch, "The line of a minimum is called 'minimum', and so is a charge of the plan; call the charge something else.");
        return amount;
    }

    private static Commit? Read(string name, Place place, Plan plan, Func<string, Meter> meters)
    {
        if (Fields.Open(place, "a commit", "kind", "amount", "currency", "term", "charges", "rates", "rollover", "gl_account", "tax_category") is not { } fields)
            return null;
        int before = place.Problems.Count;
        CommitKind? kind = fields.Required("kind")?.Choice<CommitKind>(("prepaid", CommitKind.Prepaid), ("postpaid", CommitKind.Postpaid));
        Money? amount = fields.Required("amount") is { } sum ? Amount(sum, plan) : null;
        if (fields.Optional("currency") is { } currency && currency.Text("a currency") is { } code && code != plan.Currency)
            currency.Report(ProblemCodes.CurrencyMismatch, $"The commit is in {Names.Shortened(code)}, and the plan is billed in {plan.Currency}; one contract has one currency.");
        CommitTerm? term = fields.Required("term")?.Choice<CommitTerm>(("contract", CommitTerm.Contract), ("month", CommitTerm.Month), ("quarter", CommitTerm.Quarter), ("year", CommitTerm.Year));
        if (term is { } length and not CommitTerm.Contract && Units[(int)length - 1] < plan.Period)
            fields.Required("term")!.Value.Report(ProblemCodes.CommitMismatch, $"A term holds whole billing periods, and the plan is billed by {Word(plan.Period)}; give a longer term.");
        ImmutableArray<string> charges = fields.Optional("charges") is { } list ? ReadCharges(list, plan) : [];
        bool rollover = fields.Optional("rollover")?.Boolean() ?? false;
        if (rollover && kind == CommitKind.Postpaid)
            fields.Optional("rollover")!.Value.Report(ProblemCodes.CommitMismatch, "Nothing is left of a postpaid commit that could go on; remove rollover.");
        string? account = ChargeReader.Label(fields, "gl_account", "A general-ledger account");
        string? category = ChargeReader.Label(fields, "tax_category", "A tax category");
        if (HasCharge(plan, name) || name == MinimumName)
            place.Report(ProblemCodes.CommitMismatch, $"Lines are called after their charge or commit, and '{name}' is taken; call the commit something else.");
        if (!plan.Charges.Any(charge => charge.Meter is not null))
            place.Report(ProblemCodes.CommitMismatch, "Usage counts toward a commit, and the plan charges none; add a usage charge, or remove the commit.");
        if (place.Problems.Count > before)
            return null;
        var commit = new Commit(name, kind!.Value, amount!.Value, term!.Value, charges, ImmutableSortedDictionary<string, Price>.Empty) { Rollover = rollover, GlAccount = account, TaxCategory = category };
        ImmutableSortedDictionary<string, Price> rates = Rates(fields.Optional("rates"), commit, plan, meters);
        return place.Problems.Count == before ? commit with { Rates = rates } : null;
    }

    private static ImmutableSortedDictionary<string, Price> Rates(Place? map, Commit commit, Plan plan, Func<string, Meter> meters)
    {
        var rates = ImmutableSortedDictionary.CreateBuilder<string, Price>(StringComparer.Ordinal);
        foreach ((string name, Place place) in map is { } given ? ByCharge(given) : [])
        {
            Charge[] charges = [.. plan.Charges.Where(charge => ChargeNames.Of(charge.Name) == name && commit.Counts(charge))];
            if (charges.Length == 0)
                place.Report(ProblemCodes.UnknownReference, $"No usage charge that counts toward the commit is called '{Names.Shortened(name)}'.");
            else if (PriceReader.Read(place, [], meters(charges[0].Meter!)) is { } price && Fits(price, charges, plan, place))
                rates[name] = price;
        }

        return rates.ToImmutable();
    }

    /// <summary>A rate is worked out from the units of a line alone.</summary>
    private static bool Fits(Price price, Charge[] charges, Plan plan, Place place)
    {
        string? wrong = price is FlatPrice ? "Usage has no flat rate; price units."
            : price is CompositePrice or EventPrice ? "A rate of a commit is of the units of a line; price them all alike."
            : price.From is not null || price.Until is not null ? "A rate of a commit is in force as long as the commit covers usage; remove from and until."
            : charges.Any(charge => plan.Entitlements.Values.OfType<MeteredEntitlement>().Any(right => right.PaidFrom is { CreditRate: null })) ? "The plan is paid from a wallet as it is used, which knows no rates of a commit; remove the rates."
            : charges.Any(charge => MeterCapacity.Of(price) < MeterCapacity.Of(charge.Price)) ? "So much usage as the charge takes could not be told at this rate; give a lower one."
            : null;
        if (wrong is not null)
            place.Report(ProblemCodes.CommitMismatch, wrong);
        return wrong is null;
    }

    /// <summary>A line counts toward one commit, so that no amount is promised twice by the same usage.</summary>
    private static void CheckShared(List<(Commit Commit, Place Place)> read, Plan plan)
    {
        Commit[] others = [.. plan.Commits.Where(own => !read.Exists(item => item.Commit.Name == own.Name))];
        for (int i = 0; i < read.Count; i++)
        {
            foreach (Commit other in others.Concat(read.Take(i).Select(item => item.Commit)))
            {
                if (plan.Charges.FirstOrDefault(charge => other.Counts(charge) && read[i].Commit.Counts(charge)) is { } both)
                    read[i].Place.Report(ProblemCodes.CommitMismatch, $"'{ChargeNames.Of(both.Name)}' counts toward the commit '{other.Name}' already; say in charges which usage counts toward which.");
            }
        }
    }

    private static ImmutableArray<string> ReadCharges(Place list, Plan plan)
    {
        ImmutableArray<string> read = ValueList.Ordered(list, "the name of a charge");
        if (list.Kind != JsonValueKind.Array)
            return read;
        int index = 0;
        foreach (JsonElement item in list.Value.EnumerateArray())
        {
            Place place = list.At(index++, item);
            if (item.ValueKind == JsonValueKind.String && item.GetString() is { } name && !plan.Charges.Any(charge => charge.Meter is not null && ChargeNames.Of(charge.Name) == name))
                place.Report(ProblemCodes.UnknownReference, $"The plan has no usage charge '{Names.Shortened(name)}'.");
        }

        return read;
    }

    /// <summary>The charge of an add-on has a name that is no id.</summary>
    private static IEnumerable<(string Name, Place Value)> ByCharge(Place map) =>
        Fields.OpenAny(map, "the rates") is null ? [] : map.Value.EnumerateObject().Select(property => (property.Name, map.At(property.Name, property.Value)));

    private static Money? Amount(Place place, Plan plan)
    {
        if (place.Money() is not { } amount)
            return null;
        var currency = Currency.Of(plan.Currency);
        if (amount <= Money.Zero)
            place.Report(ProblemCodes.NotPositive, $"The amount is {amount}; it must be above zero.");
        else if (!currency.IsRounded(amount))
            place.Report(ProblemCodes.TooManyDigits, $"{amount} has more digits than the {currency.Digits} that amounts in {currency} have.");
        else
            return amount;
        return null;
    }

    private static bool HasCharge(Plan plan, string name) => plan.Charges.Any(charge => ChargeNames.Of(charge.Name) == name);

    private static string Word(PeriodUnit unit) => unit.ToString().ToLowerInvariant();
}
