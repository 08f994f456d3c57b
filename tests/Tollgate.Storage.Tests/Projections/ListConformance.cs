using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Tollgate.Engine.Access;
using Tollgate.Engine.Environments;
using Tollgate.Storage.Projections;
using static Tollgate.Storage.Tests.Projections.Given;

namespace Tollgate.Storage.Tests.Projections;

public abstract class ListConformance : IDisposable
{
    private readonly ProjectionPlace _place;
    private readonly ProjectionStore _projections;

    protected ListConformance(ProjectionPlace place)
    {
        _place = place;
        _projections = place.Open();
    }

    public void Dispose()
    {
        _projections.Dispose();
        _place.Dispose();
    }

    [Fact]
    public void Pages_neither_double_nor_skip_when_rows_come_in_between()
    {
        _projections.Apply(Block(Control, 0, Account("b"), Account("d"), Account("f"), Account("h")));
        Page<Engine.Accounts.AccountRegistered> first = _projections.Accounts(limit: 2);
        Ids(first).ShouldBe("b d");
        _projections.Apply(Block(Control, 1, Account("a"), Account("c"), Account("e")));
        Page<Engine.Accounts.AccountRegistered> second = _projections.Accounts(first.NextCursor, limit: 2);
        Ids(second).ShouldBe("e f");
        Page<Engine.Accounts.AccountRegistered> third = _projections.Accounts(second.NextCursor, limit: 2);
        Ids(third).ShouldBe("h");
        third.NextCursor.ShouldBeNull();
        // A page that is just full knows that it is the last.
        _projections.Accounts(limit: 7).NextCursor.ShouldBeNull();
    }

    [Fact]
    public void An_account_has_the_attributes_that_were_set_last()
    {
        ImmutableSortedDictionary<string, string> none = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        _projections.Apply(Block(Control, 0, Account("a"), Account("b"), new Engine.Accounts.AttributesSet("a", none.Add("tier", "silver"), Now), new Engine.Accounts.AttributesSet("a", none.Add("tier", "gold").Add("é", "ü"), Now)));
        _projections.Account("a")!.Account.Attributes.ShouldBe(none.Add("tier", "gold").Add("é", "ü"));
        _projections.Account("b")!.Account.Attributes.ShouldBe(none.Add("region", "eu"));
        _projections.Apply(Block(Control, 1, new Engine.Accounts.AttributesSet("b", none, Now)));
        _projections.Account("b")!.Account.Attributes.ShouldBeEmpty();
    }

    [Fact]
    public void Invoices_come_earliest_first_by_account_and_status()
    {
        _projections.Next(
            Draft("inv_1", "2025-05-01T00:00:00Z"), Draft("inv_2", "2025-06-01T00:00:00Z"), Draft("inv_3", "2025-06-01T00:00:00Z"),
            Draft("inv_9", "2025-06-01T00:00:00Z", account: "acct_2"), Final("inv_2", "1.00", "2025-06-01T00:00:00Z"));

        List<string> seen = [];
        string? cursor = null;
        do
        {
            Page<ListedInvoice> page = _projections.Invoices("acct_1", cursor: cursor, limit: 1);
            seen.AddRange(page.Items.Select(invoice => invoice.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        seen.ShouldBe(["inv_1", "inv_2", "inv_3"]);
        _projections.Invoices().Items.Count.ShouldBe(4);
        _projections.Invoices(status: InvoiceStatus.Finalized).Items.Select(invoice => invoice.Id).ShouldBe(["inv_2"]);
        _projections.Invoices("acct_2", InvoiceStatus.Finalized).Items.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a cursor")]
    [InlineData("bnVsbA")]
    [InlineData("WyJhY2NvdW50cyIsbnVsbF0")]
    [InlineData("é")]
    public void A_cursor_that_is_none_is_refused(string cursor) =>
        Should.Throw<UnreadableCursorException>(() => _projections.Accounts(cursor));

    [Fact]
    public void A_cursor_of_another_list_is_refused()
    {
        _projections.Apply(Block(Control, 0, Account("a"), Account("b")));
        Should.Throw<UnreadableCursorException>(() => _projections.Contracts(cursor: _projections.Accounts(limit: 1).NextCursor));
        Should.Throw<UnreadableCursorException>(() => _projections.Invoices(cursor: Cursor.After("invoices", "yesterday", "inv_1")));
        Should.Throw<ArgumentOutOfRangeException>(() => _projections.Accounts(limit: 0));
        Should.Throw<ArgumentOutOfRangeException>(() => _projections.Accounts(limit: 1_001));
    }

    [Fact]
    public void Accounts_and_contracts_are_found_by_external_ids()
    {
        _projections.Apply(Block(Control, 0, Account("acct_1", netsuite: "77"), Account("acct_2", netsuite: "a:b"), Account("acct_3")));
        _projections.Next(Contract("ctr_1"), Contract("ctr_2"), Contract("ctr_3", "acct_2"));

        Engine.Contracts.Contract made = Contract("ctr_3", "acct_2").Contract;

        Ids(_projections.Accounts(externalId: "netsuite:77")).ShouldBe("acct_1");
        Ids(_projections.Accounts(externalId: "77")).ShouldBe("acct_1");
        Ids(_projections.Accounts(externalId: "netsuite:a:b")).ShouldBe("acct_2");
        Ids(_projections.Accounts(externalId: "a:b")).ShouldBe("acct_2");
        Ids(_projections.Accounts(externalId: "salesforce:77")).ShouldBe("");
        _projections.Contracts("acct_1").Items.Select(row => row.Contract.Id).ShouldBe(["ctr_1", "ctr_2"]);
        _projections.Contracts(externalId: "erp:order-ctr_3").Items.Single().Contract.AccountId.ShouldBe("acct_2");
        _projections.Contracts("acct_1", externalId: "erp:order-ctr_3").Items.ShouldBeEmpty();
        Engine.Contracts.ContractStarted read = _projections.Contract("ctr_3").ShouldNotBeNull();
        read.Contract.ExternalIds["erp"].ShouldBe("order-ctr_3");
        (read.Contract with { ExternalIds = made.ExternalIds }).ShouldBe(made);
    }

    [Fact]
    public void An_account_comes_back_as_it_was_registered()
    {
        Engine.Accounts.Account made = Account("acct_1", "77").Account;
        _projections.Apply(Block(Control, 0, Account("acct_1", "77")));
        Engine.Accounts.Account read = _projections.Account("acct_1").ShouldNotBeNull().Account;
        (read with { ExternalIds = made.ExternalIds, Attributes = made.Attributes }).ShouldBe(made);
        read.ExternalIds.ShouldBe(made.ExternalIds);
        read.Attributes.ShouldBe(made.Attributes);
        _projections.Account("acct_2").ShouldBeNull();
    }

    [Fact]
    public void The_control_stream_s_environment_catalogs_and_keys()
    {
        _projections.Environment().ShouldBeNull();
        _projections.CatalogVersion().ShouldBeNull();
        _projections.Apply(Block(
            Control,
            0,
            new EnvironmentCreated("live", EnvironmentKind.Test, Recorded("2025-01-01T00:00:00Z"), 35, 24, Now),
            new KeyIssued("key_1", "first", "5ec4e7", ["usage", "environments"], Now),
            new KeyIssued("key_2", "second", "5ec4e7", [], Now),
            Catalog(1),
            Catalog(2, """{"currency":"EUR"}"""),
            new ClockAdvanced(Recorded("2025-02-01T00:00:00Z")),
            new KeyRevoked("key_1", Now)));
        // A shard adopts the same items; they are no second rows.
        _projections.Next(new ControlAdopted(new(0, 3), Catalog(1)), new ControlAdopted(new(0, 5), new ClockAdvanced(Now)), new ControlAdopted(new(0, 9), Account("acct_1")));

        _projections.Environment().ShouldBe(new("live", EnvironmentKind.Test, 35, 24, Now, Recorded("2025-02-01T00:00:00Z")));
        _projections.CatalogVersion()!.Version.ShouldBe(2);
        _projections.CatalogVersion(1).ShouldBe(Catalog(1));
        _projections.CatalogVersion(3).ShouldBeNull();
        IReadOnlyList<ListedKey> keys = _projections.Keys();
        keys.Select(key => (key.Id, key.RevokedAt)).ShouldBe([("key_1", Now), ("key_2", null)]);
        keys[0].Scopes.ShouldBe(["usage", "environments"]);
        _projections.Account("acct_1").ShouldBeNull();
        using DbConnection look = _place.Look();
        foreach (string table in ProjectionTables.Names)
            look.Query($"SELECT * FROM {_place.Schema}.{table}").SelectMany(row => ((IDictionary<string, object?>)row).Values).ShouldNotContain("5ec4e7", table);
    }

    private static string Ids(Page<Engine.Accounts.AccountRegistered> page) => string.Join(' ', page.Items.Select(row => row.Account.Id));
}
