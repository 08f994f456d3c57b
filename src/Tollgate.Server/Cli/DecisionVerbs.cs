using System.CommandLine;
using System.Text.Json;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Metering;
using Tollgate.Server.Entitlements;
using Tollgate.Server.Http;
using Tollgate.Server.Metering;
using Tollgate.Server.Receipts;
using Tollgate.Server.Shards;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Cli;

/// <summary>
/// <c>tollgate decision verify|rotate-key</c>: proves a receipt, by its signature and by making the decision again from the journal; and gives the
/// installation another key to sign with.
/// </summary>
internal static class DecisionVerbs
{
    public static Command Command() => new("decision", "Prove receipts of decisions, and change the key that signs them. Needs no server.") { Verify(), RotateKey() };

    private static Option<DirectoryInfo> Data() => new("--data")
    {
        Description = "The data folder.",
        DefaultValueFactory = _ => new DirectoryInfo("data"),
        HelpName = "DIR",
    };

    private static Command Verify()
    {
        var receipt = new Argument<string>("receipt") { Description = "A file with the receipt or with the answer that it came in, - for standard input, or the receipt itself." };
        Option<DirectoryInfo> data = Data();
        Option<string?> store = StoreOption.Make();
        var jwks = new Option<FileInfo?>("--jwks") { Description = "Check the signature with the public keys in this file, as /.well-known/jwks.json gave them, and not with those of the data folder.", HelpName = "FILE" };
        var properties = new Option<FileInfo?>("--properties") { Description = "The request's properties, a JSON object, where they were too long for the receipt.", HelpName = "FILE" };
        var alone = new Option<bool>("--signature-only") { Description = "Check the signature and nothing more: with --jwks, no data folder is needed." };
        var command = new Command("verify", "Check a receipt's signature, and make its decision again from the journal. Changes nothing; a server may be running.") { receipt, data, store, jwks, properties, alone };
        return command.Does((parsed, cancel) =>
        {
            string root = parsed.GetValue(data)!.FullName;
            try
            {
                Receipt proven = Signed(Text(parsed.GetValue(receipt)!), root, parsed.GetValue(jwks));
                if (parsed.GetValue(alone))
                {
                    Tell(proven.Taken);
                    return Task.FromResult(Verb.Done);
                }

                using IStoreReader reader = parsed.Store(store, root).OpenReader(root);
                return Task.FromResult(Replayed(proven, reader, parsed.GetValue(properties), cancel));
            }
            catch (ReceiptException refused)
            {
                throw new CliException(refused.Message);
            }
        });
    }

    private static Command RotateKey()
    {
        Option<DirectoryInfo> data = Data();
        var command = new Command("rotate-key", "Sign receipts with a new key from now on, also in a running server. Earlier public keys stay published.") { data };
        return command.Does((parsed, _) =>
        {
            string root = parsed.GetValue(data)!.FullName;
            DataFolder.ReadInstallationId(root);
            IReadOnlyList<PublicKey> keys = SigningKeys.Rotate(root);
            Verb.Line($"Receipts are signed with the key {keys[^1].Id} from now on.");
            foreach (PublicKey key in keys.SkipLast(1))
                Verb.Line($"  {key.Id} signs no more; its receipts can be checked as before");
            return Task.FromResult(Verb.Done);
        });
    }

    private static Receipt Signed(string text, string root, FileInfo? jwks)
    {
        PresentedReceipt presented = PresentedReceipt.Read(text);
        Receipt receipt = jwks is not null ? presented.Check(PublicKey.ReadSet(Read(jwks), jwks.FullName), jwks.FullName)
            : SigningKeys.ReadPublic(root) is { Count: > 0 } keys ? presented.Check(keys, $"The data folder {root}")
            : throw new ReceiptException($"There are no keys in {root} that receipts were signed with. Name the installation's data folder with --data, or a file with its public keys with --jwks.");
        Verb.Line($"[green]signed[/]    by the installation {receipt.Installation} with the key {presented.Signed.KeyId}, {receipt.IssuedAt}");
        return receipt;
    }

    private static int Replayed(Receipt receipt, IStoreReader store, FileInfo? properties, CancellationToken cancel)
    {
        TakenDecision taken = receipt.Taken;
        StreamId stream = StreamId.OfShard(taken.Environment, taken.Moment.AsOf.Shard);
        if (!store.Streams().Contains(stream))
            throw new ReceiptException($"The receipt is of {stream}, and there is no such stream in {store.Description}. There are: {string.Join(", ", store.Streams())}.");
        using IJournalReader journal = store.OpenReader(stream);
        Properties? given = properties is null ? null : ReadProperties(properties);
        Redecision again = JournalVerbs.Measured($"Replaying {stream}", report => Redecision.Of(receipt, journal, given, report, cancel));
        Tell(taken);
        foreach (string difference in again.Differences)
            Verb.Line($"[red]differs[/]   {difference}");
        if (again is { Differences.Count: 0, Made: { } made })
            Tell(made);
        if (taken.EngineVersion != TakenDecision.CurrentEngine)
            Verb.Line($"[yellow]note[/]      It was decided by the engine {taken.EngineVersion}, and made again by {TakenDecision.CurrentEngine}.");
        return again.Differences.Count == 0 ? Verb.Done : Verb.Failed;
    }

    private static void Tell(TakenDecision taken)
    {
        AsOf asOf = taken.Moment.AsOf;
        string kind = taken.EventId is null ? "check" : $"consume (event {taken.EventId})";
        Verb.Line($"          {kind} of {taken.Asked.Units} of '{taken.Asked.Feature}' for '{taken.Asked.AccountId}' at {taken.Moment.At}");
        Verb.Line($"          on {taken.Environment}/shard-{asOf.Shard} up to block {asOf.Seq}, of which it saw {asOf.Ordinal} facts");
    }

    private static void Tell(Decision decision)
    {
        Verb.Line($"[green]same[/]      made again from the journal, the answer is the same: {(decision.Allowed ? "allowed" : "denied")}, {Words.Of(decision.Reason)}, {decision.GrantedUnits} granted");
        if (decision.Metered is { } state)
            Verb.Line($"          usage {state.Consumed} of {state.Limit?.ToString() ?? "no limit"}, until {state.ResetsAt}");
        if (decision.Unmet is { } unmet)
            Verb.Line($"          it asks for {Words.Of(unmet.Kind)} {unmet.Name ?? ""} {string.Join(" or ", unmet.Wanted)}, and found {unmet.Found ?? "none"}");
        if (decision.Contract is { } contract)
            Verb.Line($"          by the plan '{contract.Plan}' of contract {contract.Id}, catalog version {contract.CatalogVersion}");
    }

    private static string Text(string named)
    {
        if (named == "-")
            return Console.In.ReadToEnd();
        if (File.Exists(named))
            return Read(new FileInfo(named));
        return named.Count(c => c == '.') == 2 && named.StartsWith("ey", StringComparison.Ordinal) ? named : throw new CliException($"There is no file {Path.GetFullPath(named)}, and '{Texts.Quoted(named)}' is no receipt.");
    }

    private static string Read(FileInfo file) => file.Exists ? File.ReadAllText(file.FullName) : throw new CliException($"There is no file {file.FullName}.");

    private static Properties ReadProperties(FileInfo file)
    {
        try
        {
            var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(Read(file)), EventBatchReader.ReaderOptions);
            reader.Read();
            return EventValues.Properties(ref reader, "", new Interned(), null, out Properties properties) is { } fault
                ? throw new CliException($"{file.FullName}: {fault.Detail}")
                : properties;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw new CliException($"{file.FullName} is no JSON: {broken.Message}");
        }
    }
}
