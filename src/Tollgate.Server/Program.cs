using System.CommandLine;
using Spectre.Console;
using Tollgate.Server.Cli;

// A file or a pipe gets plain text.
if (Console.IsOutputRedirected)
    AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });

var root = new RootCommand("Tollgate decides what a customer may use, counts what was used, prices it, and shows every invoice line's events.")
{
    ServeVerb.Command(),
    DemoVerb.Command(),
    CatalogVerbs.Command(),
    EventsVerbs.Command(),
    Tollgate.Server.Cli.Import.ImportVerb.Command(),
    OrderVerbs.Command(),
    OutboxVerbs.Command(),
    GrantVerbs.Command(),
    LedgerVerbs.Balances(),
    LedgerVerbs.Ledger(),
    WalletVerb.Command(),
    OverrideVerbs.Command(),
    AccountVerbs.Command(),
    ReservationVerbs.Command(),
    ExceptionsVerb.Command(),
    ExplainVerb.Command(),
    InvoiceVerbs.Command(),
    SimulateVerb.Command(),
    ForecastVerb.Command(),
    BooksVerbs.Command(),
    ContractVerbs.Command(),
    SeatVerbs.Command(),
    AlertVerbs.Command(),
    WebhookVerbs.Command(),
    JournalVerbs.Command(),
    IndexVerbs.Command(),
    DecisionVerbs.Command(),
    StoreVerbs.Command(),
};

// Stopping a server writes what was begun, which may take longer than the library's two seconds.
var patience = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) };
return await root.Parse(args).InvokeAsync(patience);
