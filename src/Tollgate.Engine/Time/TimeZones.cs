using System.Collections.Concurrent;
using NodaTime;
using NodaTime.TimeZones;

namespace Tollgate.Engine.Time;

/// <summary>
/// IANA time zones by name, from the database inside the NodaTime package: every machine that runs one release computes the same periods,
/// whatever its system has installed.
/// </summary>
public static class TimeZones
{
    // The package looks them up under one lock for the whole process, and decisions of all shards ask. There are only so many.
    private static readonly ConcurrentDictionary<string, DateTimeZone> Found = new(StringComparer.Ordinal);

    /// <summary>The version of the database, such as <c>TZDB: 2025b (mapping: ...)</c>.</summary>
    public static string Version => DateTimeZoneProviders.Tzdb.VersionId;

    /// <summary>The zone, or null when the database has none of that exact name. Fixed offsets (<c>UTC+3</c>) are no time zones.</summary>
    public static DateTimeZone? Find(string name)
    {
        if (Found.TryGetValue(name, out DateTimeZone? known))
            return known;
        return Read(name) is { } zone ? Found.GetOrAdd(name, zone) : null;
    }

    private static DateTimeZone? Read(string name) =>
        // NodaTime makes a zone up for UTC with an offset; a period stored with one would never follow the law of any place.
        name.StartsWith("UTC", StringComparison.Ordinal) && name.Length > 3 ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(name);

    /// <exception cref="DateTimeZoneNotFoundException">There is no such zone; the message says what to write.</exception>
    public static DateTimeZone Get(string name) => Find(name) ?? throw new DateTimeZoneNotFoundException(Unknown(name));

    /// <summary>What to answer to somebody who named a zone that is none.</summary>
    public static string Unknown(string name)
    {
        string? nearest = DateTimeZoneProviders.Tzdb.Ids.FirstOrDefault(id => string.Equals(id, name, StringComparison.OrdinalIgnoreCase))
            ?? DateTimeZoneProviders.Tzdb.Ids.FirstOrDefault(id => id.EndsWith("/" + name.Replace(' ', '_'), StringComparison.OrdinalIgnoreCase));
        return $"'{name}' is not an IANA time zone; write a name such as Europe/Berlin or UTC"
            + (nearest is null ? "." : $". Did you mean {nearest}?");
    }
}
