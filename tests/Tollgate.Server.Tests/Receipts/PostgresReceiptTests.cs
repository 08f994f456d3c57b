using Microsoft.Extensions.Logging;
using Tollgate.Server.Http;
using Tollgate.Storage.Installation;

namespace Tollgate.Server.Tests.Receipts;

/// <summary>With the journal in PostgreSQL the keys lie in the data folder all the same, and receipts are made again from the database.</summary>
public sealed class PostgresReceiptTests
{
    [Fact]
    public async Task A_receipt_is_made_again_from_the_database()
    {
        string data = Directory.CreateTempSubdirectory("tollgate-receipts-").FullName;
        var store = StoreAddress.Parse(PostgresForTests.NewDatabase());
        try
        {
            List<string> receipts = [];
            await using (TollgateApp app = await TollgateApp.Build(new TollgateOptions(data, Port: 0) { Store = store, Logging = logs => logs.SetMinimumLevel(LogLevel.None) }))
            {
                await app.Start(TestContext.Current.CancellationToken);
                var caller = new Caller(new HttpClient { BaseAddress = app.Url }, app.FirstKeys["test"]);
                await ReceiptWorld.Fill(caller);
                foreach ((string verb, string request) in new[]
                {
                    ("consume", """{"account_id":"acme","feature":"calls","requested_units":600,"event_id":"c1"}"""),
                    ("check", """{"account_id":"acme","feature":"calls","requested_units":600}"""),
                    ("consume", """{"account_id":"acme","feature":"calls","requested_units":600,"event_id":"c1"}"""),
                    ("consume", """{"account_id":"acme","feature":"calls","requested_units":600,"event_id":"c2"}"""),
                })
                    receipts.Add((await ReceiptWorld.Decided(caller, verb, request)).Receipt.Text);
                foreach (string receipt in receipts)
                    OfflineProof.Of(receipt, data, store).Differences.ShouldBeEmpty(receipt);
            }

            foreach (string receipt in receipts)
                OfflineProof.Of(receipt, data, store).Differences.ShouldBeEmpty(receipt);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }
}
