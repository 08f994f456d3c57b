using System.Collections.Immutable;
using System.Globalization;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Migrations;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Scenarios;

/// <summary><c>migrate order|preview ID [TO] plan=.. version=.. only=a;b @AT</c> and <c>migrate run ID most=N</c>.</summary>
internal static class MigrationVerbs
{
    public static string Play(World world, string[] words, EffectiveAt? at, Dictionary<string, string> options)
    {
        if (words[0] == "run")
            return Told(world.Submit(new AdvanceMigration(words[1], int.Parse(options.GetValueOrDefault("most", "50"), CultureInfo.InvariantCulture))));
        var terms = new MigrationTerms(
            words[1],
            new MigrationSelection(
                options.GetValueOrDefault("plan"),
                options.TryGetValue("version", out string? version) ? int.Parse(version, CultureInfo.InvariantCulture) : null,
                [.. options.GetValueOrDefault("only", "").Split(';', StringSplitOptions.RemoveEmptyEntries).Select(account => $"ctr_{account}")]),
            words.Length > 2 ? words[2] : null,
            at,
            AllowanceOnChange.Remaining,
            "why",
            "who");
        if (words[0] == "order")
            return Told(world.Submit(new OrderMigration(terms)));
        (Rejection? refused, int total, ImmutableArray<MigrationPreview> contracts) = MigrationPreview.Of(world.Books, terms, null, 100, world.Books.Time(world.Real));
        return refused?.Code ?? string.Join("; ", [$"{total} meant", .. contracts.Select(Told)]);
    }

    private static string Told(Outcome outcome) => outcome.Rejection?.Code ?? Told((Migration)outcome.Answer!);

    private static string Told(Migration migration) =>
        $"{migration.Moved} moved, {migration.Unchanged} unchanged of {migration.Total}{string.Concat(migration.Unmoved.Select(unmoved => $", {unmoved.ContractId} {unmoved.Code}"))}{(migration.EndedAt is null ? "" : ", done")}";

    private static string Told(MigrationPreview contract) => contract.Refused is { } refused
        ? $"{contract.ContractId} {refused.Code}"
        : $"{contract.ContractId} from {contract.EffectiveAt}: {string.Join(" and ", contract.Changes)}, {contract.NextInvoice}: {contract.Before} to {contract.After}";
}
