using Microsoft.Extensions.Primitives;
using Tollgate.Engine.Time;

namespace Tollgate.Server.Http;

/// <summary>Query parameters of more than one endpoint.</summary>
internal static class Parameters
{
    /// <summary>A parameter that nobody reads would be passed over in silence: <c>?dryrun=true</c> would apply a catalog instead of planning it.</summary>
    public static void RefuseUnknown(IQueryCollection query, (string Name, string Meaning)[] known)
    {
        foreach ((string name, StringValues values) in query)
        {
            if (!Array.Exists(known, parameter => parameter.Name == name))
            {
                string there = known.Length == 0 ? "This address takes none." : $"There are: {string.Join(", ", known.Select(parameter => parameter.Name))}.";
                throw new ProblemException(Problem.Shape(Codes.ParameterInvalid, $"The query parameter '{Texts.Quoted(name)}' is not known here. {there}", "?" + name));
            }

            if (values.Count > 1)
                throw new ProblemException(Problem.Shape(Codes.ParameterInvalid, $"The query parameter '{name}' stands twice; keep one.", "?" + name));
        }
    }

    public static string Required(this Gate gate, string name) =>
        gate.Query(name) ?? throw new ProblemException(Problem.Shape(Codes.ParameterInvalid, $"The query parameter '{name}' is missing.", "?" + name));

    public static EffectiveAt? Instant(this Gate gate, string name)
    {
        if (gate.Query(name) is not { } text)
            return null;
        // A plus sign that was not escaped arrives as a space.
        return Instants.TryParse(text.Replace(' ', '+'), out long microseconds)
            ? new EffectiveAt(microseconds)
            : throw new ProblemException(Problem.Shape(Codes.MalformedTimestamp, Timestamps.Detail(text), "?" + name));
    }

    /// <summary>Up to when it is asked what was known; null is now. What will be known, nobody knows yet.</summary>
    public static EffectiveAt? KnownAt(this Gate gate, RecordedAt now)
    {
        EffectiveAt? instant = gate.Instant("known_at");
        return instant?.Microseconds > now.Microseconds
            ? throw new ProblemException(Problem.Shape(Codes.ParameterInvalid, $"known_at is {instant}, which lies in the future; it is {now} now.", "?known_at"))
            : instant;
    }

    public static bool Flag(this Gate gate, string name) => gate.Query(name) switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw new ProblemException(Problem.Shape(Codes.ParameterInvalid, $"{name} is true or false.", "?" + name)),
    };

    /// <summary>One of a closed list of words, or null.</summary>
    public static T? Choice<T>(this Gate gate, string name)
        where T : struct, Enum
    {
        if (gate.Query(name) is not { } text)
            return null;
        foreach (T value in Enum.GetValues<T>())
        {
            if (Words.Of(value) == text)
                return value;
        }

        throw new ProblemException(Problem.Shape(
            Codes.ParameterInvalid,
            $"{name} is one of {string.Join(", ", Enum.GetValues<T>().Select(Words.Of))}.",
            "?" + name
        ));
    }
}

/// <summary>Closed lists as the API writes them.</summary>
internal static class Words
{
    /// <summary><c>WithinLimit</c> is <c>within_limit</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Cache<T>.Names[value];

    private static class Cache<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> Names =
            Enum.GetValues<T>().ToDictionary(value => value, value => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));
    }
}
