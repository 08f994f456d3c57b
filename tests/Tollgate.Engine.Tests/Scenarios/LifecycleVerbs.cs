using System.Collections.Immutable;
using System.Globalization;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Scenarios;

/// <summary>What a <see cref="Story"/> says of a contract's phases, pauses, terms and end.</summary>
internal static class LifecycleVerbs
{
    /// <summary><c>phases a growth/2025-06-01/2025-07-01 scale//</c>: plan, start and end, which may be left out, and <c>+pack*2</c> add-ons; <c>from=</c> and <c>until=</c> are the contract's own.</summary>
    public static string Start(World world, string account, string[] phases, Dictionary<string, string> options, Func<string, EffectiveAt> time)
    {
        EffectiveAt? Given(string name) => options.TryGetValue(name, out string? text) ? time(text) : null;
        return Answer(world, new StartContract(options.GetValueOrDefault("id", $"ctr_{account}"), account, null, Given("from"), Given("until"), ImmutableSortedDictionary<string, string>.Empty)
        {
            Phases = [.. phases.Select(phase => Read(phase.Split('/'), time))],
            Term = Term(options),
        });
    }

    /// <summary><c>12</c>, <c>12-renews</c>, <c>12-renews-30</c> with the days of notice.</summary>
    public static RenewalTerm? Term(Dictionary<string, string> options) => options.TryGetValue("term", out string? text) && text.Split('-') is var parts
        ? new RenewalTerm(int.Parse(parts[0], CultureInfo.InvariantCulture), parts.Length > 1, parts.Length > 2 ? int.Parse(parts[2], CultureInfo.InvariantCulture) : 0)
        : null;

    /// <summary><c>pack*2:2025-07-01</c>: a quantity, and an end.</summary>
    public static AddOnQuantity AddOn(string text, Func<string, EffectiveAt> time)
    {
        string[] halves = text.Split(':', 2);
        string[] part = halves[0].Split('*');
        return new AddOnQuantity(part[0], part.Length > 1 ? int.Parse(part[1], CultureInfo.InvariantCulture) : 1) { EndsAt = halves.Length > 1 ? time(halves[1]) : null };
    }

    /// <summary><c>growth to 2025-07-01; growth paused to 2025-07-10; growth+pack*2</c>, as it was known at an instant.</summary>
    public static string Held(World world, string contractId, EffectiveAt? knownAt)
    {
        ContractBook contract = world.Books.Contracts[contractId];
        HeldTerms? held = HeldTerms.Of(contract.Started, contract.Amendments, new RecordedAt(knownAt?.Microseconds ?? long.MaxValue));
        if (held is null)
            return "unknown";
        if (knownAt is null)
            held.Phases().Select(phase => phase.From).ShouldBe(contract.Parts.Select(part => part.From), "what facts and books say of a contract's terms");
        return string.Join("; ", held.Phases().Select(phase => $"{phase.Contract.Plan}{string.Concat(phase.Contract.Terms.AddOns.Select(taken => $"+{taken.AddOn}*{taken.Quantity}"))}{(phase.Contract.Paused ? " paused" : "")}{(phase.Until is { } until ? $" to {Date(until)}" : "")}"));
    }

    /// <summary><c>term 2 from 2026-06-01 to 2027-06-01</c></summary>
    public static string TermOf(World world, string contractId, EffectiveAt at)
    {
        ContractBook contract = world.Books.Contracts[contractId];
        TermPeriod term = contract.Contract.Term!.At(at, contract.Contract.StartsAt, contract.Zone);
        return $"term {term.Number} from {Date(term.From)} to {Date(term.Until)}";
    }

    public static string Answer(World world, Command command)
    {
        Outcome outcome = world.Submit(command);
        return outcome.Rejection is not { } refused ? "ok" : refused.Pointer is { } pointer && command is StartContract { Phases.IsEmpty: false } ? $"{refused.Code} at {pointer}" : refused.Code;
    }

    private static Phase Read(string[] parts, Func<string, EffectiveAt> time)
    {
        string[] sold = parts[0].Split('+');
        EffectiveAt? At(int place) => parts.Length > place && parts[place].Length > 0 ? time(parts[place]) : null;
        return new Phase(sold[0], At(1), At(2), ContractTerms.None with { AddOns = [.. sold.Skip(1).Select(text => AddOn(text, time))], Promotions = parts.Length > 3 ? [parts[3]] : [] });
    }

    private static string Date(EffectiveAt at) => at.ToString().Replace("T00:00:00Z", "", StringComparison.Ordinal);
}
