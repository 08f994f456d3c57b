using System.Text.Json;
using Tollgate.Server.Http;

namespace Tollgate.Server.Cli;

/// <summary>What a grant or a lot is of, as people say it: <c>10,000 units of api_calls</c>, or <c>100 USD</c> of a wallet.</summary>
internal static class Held
{
    public static string Of(JsonElement grant, string amount) => grant.GetProperty("wallet").GetString() is { } wallet
        ? $"{Texts.Grouped(amount)} {wallet}"
        : $"{Texts.Grouped(amount)} {(amount == "1" ? "unit" : "units")} of {grant.GetProperty("feature").GetString()}";
}
