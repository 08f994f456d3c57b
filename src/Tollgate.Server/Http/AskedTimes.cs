using Tollgate.Engine;
using Tollgate.Engine.Time;

namespace Tollgate.Server.Http;

/// <summary>Which instant a question is about, and up to when what was known counts: the parameters <c>at</c> and <c>known_at</c>.</summary>
/// <param name="At">Null is now.</param>
/// <param name="KnownAt">Null is now.</param>
/// <param name="Now">When it was asked, on the environment's clock.</param>
internal readonly record struct AskedTimes(EffectiveAt? At, EffectiveAt? KnownAt, RecordedAt Now)
{
    /// <summary>Whatever falls due until then is worked out, so that nobody asks of just any instant.</summary>
    private const int MostYearsAhead = 10;

    private const long Day = 86_400_000_000;
    private const long Year = 366 * Day;

    public bool IsPast => KnownAt is not null || At?.Microseconds < Now.Microseconds;

    // Far ahead much falls due, and working that out is nothing for the loop that all others wait for.
    private bool IsForTheLoop => !IsPast && !(At?.Microseconds > Now.Microseconds + Day);

    /// <exception cref="ProblemException">The instant lies too far ahead, or what will be known is asked for.</exception>
    public static async Task<AskedTimes> Read(Gate gate)
    {
        RecordedAt real = gate.Services.RealTime;
        RecordedAt now = await gate.Host.Shard.Read((books, _) => books.Time(real), gate.Cancel);
        EffectiveAt? at = gate.Instant("at");
        var latest = new EffectiveAt(now.Microseconds + (MostYearsAhead * Year));
        return at > latest
            ? throw new ProblemException(Problem.Shape(Codes.ParameterInvalid, $"at is {at}; it lies up to {MostYearsAhead} years ahead, {latest}.", "?at"))
            : new AskedTimes(at, gate.KnownAt(now), now);
    }

    /// <summary>Asks the state of now in the loop, and any other one beside it, which may replay the journal.</summary>
    /// <param name="find">Takes the state, and when what it knows ends.</param>
    /// <exception cref="ProblemException">The account was not known then.</exception>
    public async Task<T> Ask<T>(Gate gate, string account, Func<Books, RecordedAt, T> find)
    {
        if (IsForTheLoop)
        {
            RecordedAt real = gate.Services.RealTime;
            return await gate.Host.Shard.Read((books, _) => find(books, books.Time(real)), gate.Cancel);
        }

        var known = new RecordedAt((KnownAt ?? new EffectiveAt(Now.Microseconds)).Microseconds);
        Books past = await gate.Host.StateAsOf(known, At, gate.Cancel);
        return past.Account(account) is null ? throw NotKnown(account, known) : find(past, known);
    }

    public static ProblemException NotKnown(string account, RecordedAt then) =>
        new(Problem.NotFound(Codes.AccountNotFound, $"The account '{Texts.Quoted(account)}' was not known at {then}."));
}
