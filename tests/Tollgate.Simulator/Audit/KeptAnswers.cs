using Tollgate.Engine;
using Tollgate.Engine.Requests;
using Tollgate.Simulator.World;

namespace Tollgate.Simulator.Audit;

/// <summary>The answers that a stream keeps under idempotency keys. For thirty days a key has one answer; later it may have another.</summary>
internal sealed class KeptAnswers
{
    private const long Remembered = 30 * SimClock.Day;

    private readonly SortedDictionary<string, List<(AnswerKept Answer, FactPosition At)>> _byKey = new(StringComparer.Ordinal);

    /// <summary>The last answer of each key.</summary>
    public IEnumerable<(AnswerKept Answer, FactPosition At)> Last => _byKey.Values.Select(answers => answers[^1]);

    public static bool IsRemembered(AnswerKept kept, long now) => kept.At.Microseconds >= now - Remembered;

    public void Observe(AnswerKept kept, FactPosition at)
    {
        if (!_byKey.TryGetValue(kept.Key, out var answers))
            _byKey.Add(kept.Key, answers = []);
        Must.Hold(answers.Count == 0 || !IsRemembered(answers[^1].Answer, kept.At.Microseconds), "counted once", $"the idempotency key {kept.Key} is kept again at {at}");
        answers.Add((kept, at));
    }

    public bool Holds(string key, string answer, long bySeq) =>
        _byKey.TryGetValue(key, out var answers) && answers.Exists(kept => kept.Answer.Answer == answer && kept.At.Seq <= bySeq);
}
