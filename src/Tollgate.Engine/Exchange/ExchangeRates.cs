using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Exchange;

/// <summary>
/// The dated rates of an environment. A rate is of one direction: nothing is made of the other one's reciprocal, nor of two rates through a third currency, since nobody agreed to that.
/// </summary>
public sealed class ExchangeRates
{
    private readonly List<ExchangeRateSet> _all = [];
    private readonly Dictionary<(string Base, string Quote), SortedList<EffectiveAt, ExchangeRateSet>> _pairs = [];

    /// <summary>In the order in which they were recorded, also those that others stand in place of.</summary>
    public IReadOnlyList<ExchangeRateSet> All => _all;

    /// <summary>The rate in force at an instant, or null.</summary>
    public ExchangeRateSet? At(string @base, string quote, EffectiveAt at)
    {
        if (!_pairs.TryGetValue((@base, quote), out SortedList<EffectiveAt, ExchangeRateSet>? dated))
            return null;
        for (int i = dated.Count - 1; i >= 0; i--)
        {
            if (dated.Keys[i] <= at)
                return dated.Values[i];
        }

        return null;
    }

    public static Outcome Decide(SetExchangeRate command, RecordedAt now)
    {
        foreach ((string code, string pointer) in ((string, string)[])[(command.Base, "/base"), (command.Quote, "/quote")])
        {
            if (!Currency.TryOf(code, out _))
                return new Rejection(RejectionKind.Invalid, "currency_unknown", $"'{Catalog.Names.Shortened(code)}' is no ISO 4217 currency; write its three capital letters, such as USD.", pointer);
        }

        if (command.Base == command.Quote)
            return new Rejection(RejectionKind.Invalid, "exchange_rate_of_one", $"A rate is of two currencies, and both are {command.Base}.", "/quote");
        if (command.Rate <= Rate.Zero)
            return new Rejection(RejectionKind.Invalid, "exchange_rate_not_positive", $"One {command.Base} is more than 0 {command.Quote}; this rate is {command.Rate}.", "/rate");
        var set = new ExchangeRateSet(command.Base, command.Quote, command.Rate, command.EffectiveAt ?? new EffectiveAt(now.Microseconds), command.Source, now);
        return Outcome.Of(set, set);
    }

    internal void Apply(ExchangeRateSet set)
    {
        _all.Add(set);
        if (!_pairs.TryGetValue((set.Base, set.Quote), out SortedList<EffectiveAt, ExchangeRateSet>? dated))
            _pairs.Add((set.Base, set.Quote), dated = []);
        dated[set.EffectiveAt] = set;
    }
}
