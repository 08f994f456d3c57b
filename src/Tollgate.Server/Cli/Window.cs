using System.CommandLine;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;

namespace Tollgate.Server.Cli;

/// <summary><c>--from</c>, <c>--until</c> and <c>--for</c>: when something that is done by hand begins, and when it is gone.</summary>
internal sealed class Window
{
    private readonly Option<string?> _from = new("--from") { Description = "When it begins, such as 2025-06-10T09:00:00Z; now unless given.", HelpName = "INSTANT" };

    private readonly Option<string?> _until = new("--until") { Description = "When it is gone, such as 2025-06-13T09:00:00Z; never unless given.", HelpName = "INSTANT" };

    private readonly Option<string?> _length = new("--for") { Description = "How long it lasts instead, such as 90min, 72h or 3d, by the environment's clock.", HelpName = "LENGTH" };

    public void AddTo(Command command)
    {
        command.Options.Add(_from);
        command.Options.Add(_until);
        command.Options.Add(_length);
    }

    /// <summary>Both as the API takes them; null is now, and never.</summary>
    /// <param name="account">Whose it is: the server says what time it is for it.</param>
    /// <exception cref="CliException">They make no sense together, or one of them none at all.</exception>
    public async Task<(string? From, string? Until)> Read(ParseResult parsed, ApiClient api, string account, CancellationToken cancel)
    {
        string? from = parsed.GetValue(_from);
        string? until = parsed.GetValue(_until);
        if (parsed.GetValue(_length) is not { } length)
            return (from, until);
        if (until is not null)
            throw new CliException("Give --until or --for, not both.");
        if (!DurationText.TryParse(length, out long microseconds) || microseconds == 0)
            throw new CliException($"'{Texts.Quoted(length)}' is no length of time; write a whole number and s, min, h or d, such as 72h.");
        string start = from ?? await Now(api, account, cancel);
        if (!Instants.TryParse(start, out long at))
            throw new CliException(Timestamps.Detail(start));
        var end = new EffectiveAt(at + microseconds);
        return BillableTime.Contains(end) ? (from, end.ToString()) : throw new CliException($"It would last until after {BillableTime.End}. Leave --for out to have it last until it is ended.");
    }

    /// <summary>What time it is in the environment, whose clock may be its own.</summary>
    public static async Task<string> Now(ApiClient api, string account, CancellationToken cancel) =>
        (await api.Get($"v1/accounts/{Uri.EscapeDataString(account)}/entitlements", cancel)).OrThrow().Json.GetProperty("at").GetString()!;
}
