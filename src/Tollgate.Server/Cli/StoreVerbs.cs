using System.CommandLine;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Postgres.Schema;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate store move|migrate</c>: where an installation is kept, and what the owner of a database does, so that the server need not be its owner.</summary>
internal static class StoreVerbs
{
    public static Command Command() => new("store", "Move an installation to another store, or prepare a PostgreSQL database. Needs no server.") { StoreMoveVerb.Command(), Migrate() };

    private static Command Migrate()
    {
        Option<string?> store = StoreOption.Make();
        var app = new Option<string?>("--app") { Description = "Give this role what a server needs. It can add blocks, and neither change nor remove them.", HelpName = "ROLE" };
        var reader = new Option<string?>("--reader") { Description = "Give this role what reports need.", HelpName = "ROLE" };
        var command = new Command("migrate", "Make or migrate the schema of a PostgreSQL database, as its owner, and give rights in it.") { store, app, reader };
        return command.Does((parsed, _) =>
        {
            if (parsed.GetValue(store) is not { } named || StoreAddress.Parse(named) is not { Postgres: { } address })
                throw new CliException("Only a PostgreSQL database that is named needs this: --store \"Host=...\". The embedded store and a private PostgreSQL are made by the server itself.");
            foreach (string line in SchemaOwner.Migrate(address, parsed.GetValue(app), parsed.GetValue(reader)))
                Verb.Line($"{address}: {line}");
            return Task.FromResult(Verb.Done);
        });
    }
}
