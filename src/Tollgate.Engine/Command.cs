namespace Tollgate.Engine;

/// <summary>
/// What somebody wants done, in the imperative. Everything a decision depends on is in it: ids are made, and verdicts of the index are
/// found, before it reaches the engine.
/// </summary>
public abstract record Command;

/// <summary>A command and what it answers when it is not rejected.</summary>
public abstract record Command<TAnswer> : Command
    where TAnswer : notnull;

/// <summary>What came of a command: facts to apply and an answer, or a rejection and no facts.</summary>
public sealed class Outcome
{
    private Outcome(Rejection? rejection, object? answer, IReadOnlyList<Fact> facts)
    {
        Rejection = rejection;
        Answer = answer;
        Facts = facts;
    }

    public Rejection? Rejection { get; }

    /// <summary>Null only when the command was rejected.</summary>
    public object? Answer { get; }

    public IReadOnlyList<Fact> Facts { get; }

    public static Outcome Rejected(Rejection rejection) => new(rejection, null, []);

    public static Outcome Of(object answer, params IReadOnlyList<Fact> facts) => new(null, answer, facts);

    public static implicit operator Outcome(Rejection rejection) => Rejected(rejection);
}
