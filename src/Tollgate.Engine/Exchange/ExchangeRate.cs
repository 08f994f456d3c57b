using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Exchange;

/// <summary>
/// From an instant on, until the next rate of the two, one unit of <paramref name="Base"/> is <paramref name="Rate"/> units of <paramref name="Quote"/>; a fact of the control stream. One that is recorded later for the same instant stands in its
/// place.
/// </summary>
/// <param name="Base">ISO 4217: what is converted.</param>
/// <param name="Quote">ISO 4217: into what.</param>
/// <param name="Rate">Above 0.</param>
/// <param name="Source">Where it is from; null when nobody said.</param>
public sealed record ExchangeRateSet(string Base, string Quote, Rate Rate, EffectiveAt EffectiveAt, string? Source, RecordedAt At) : Fact;

/// <param name="EffectiveAt">Null is now. It may lie in the past.</param>
public sealed record SetExchangeRate(string Base, string Quote, Rate Rate, EffectiveAt? EffectiveAt, string? Source) : Command<ExchangeRateSet>;
