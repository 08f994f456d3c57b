using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Tollgate.Storage.Journal;

/// <summary>
/// Names one journal: the control stream of an environment, or one of its shards. Written <c>live/control</c> and <c>live/shard-0</c>.
/// </summary>
public readonly record struct StreamId
{
    public const int LongestEnvironmentName = 31;

    private const string ControlName = "control";
    private const string ShardPrefix = "shard-";

    private StreamId(string environment, int? shard)
    {
        Environment = environment;
        Shard = shard;
    }

    public string Environment { get; }

    /// <summary>Null for the control stream.</summary>
    public int? Shard { get; }

    /// <summary>The name within the environment, which is also the name of its file: <c>control</c>, <c>shard-0</c>.</summary>
    public string Name => Shard is { } shard ? ShardPrefix + shard.ToString(CultureInfo.InvariantCulture) : ControlName;

    /// <exception cref="ArgumentException">The environment's id cannot name a folder.</exception>
    public static StreamId Control(string environment) => new(EnvironmentName(environment), null);

    /// <exception cref="ArgumentException">The environment's id cannot name a folder, or the shard is negative.</exception>
    public static StreamId OfShard(string environment, int shard)
    {
        if (shard < 0)
            throw new ArgumentException($"There is no shard {shard}; shards are counted from 0.", nameof(shard));
        return new(EnvironmentName(environment), shard);
    }

    public static bool TryParse(string text, out StreamId stream)
    {
        stream = default;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !IsEnvironmentName(text[..slash]))
            return false;

        string name = text[(slash + 1)..];
        if (name == ControlName)
        {
            stream = Control(text[..slash]);
            return true;
        }

        if (!name.StartsWith(ShardPrefix, StringComparison.Ordinal)
            || !int.TryParse(name.AsSpan(ShardPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int shard))
            return false;
        stream = OfShard(text[..slash], shard);
        return stream.Name == name;
    }

    public override string ToString() => $"{Environment}/{Name}";

    /// <summary>
    /// The one rule for an environment's id: 1 to 31 of a-z, 0-9 and <c>-</c>, the first of them a letter. It names a folder, and in a key
    /// (<c>tg_live_...</c>) the underscore ends it.
    /// </summary>
    public static bool IsEnvironmentName([NotNullWhen(true)] string? text)
    {
        if (text is not { Length: > 0 and <= LongestEnvironmentName } || !char.IsAsciiLetterLower(text[0]))
            return false;
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
                return false;
        }

        return true;
    }

    private static string EnvironmentName(string text) => IsEnvironmentName(text)
        ? text
        : throw new ArgumentException($"'{text}' cannot name an environment: it takes 1 to 31 of a-z, 0-9 and '-', and starts with a letter.", nameof(text));
}
