using System.Collections.Immutable;
using System.Globalization;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Outbox;

/// <summary>A line of a final invoice, or what was taken back of one, by its id, and the place in the journal where its invoice became final.</summary>
/// <param name="Id">The id of the invoice, or of what takes it back, a stroke, and the line's number.</param>
public readonly record struct PlacedCharge(string Id, FactPosition Place)
{
    /// <summary>The invoice, void or credit note that it is of.</summary>
    public string Document() => Id[..Math.Max(Id.LastIndexOf('/'), 0)];

    public static string IdOf(string invoiceId, int line) => string.Create(CultureInfo.InvariantCulture, $"{invoiceId}/{line}");

    /// <returns>False when it is no charge's id.</returns>
    public static bool TryParse(string id, out string document, out int line)
    {
        int stroke = id.LastIndexOf('/');
        document = stroke < 0 ? "" : id[..stroke];
        return int.TryParse(id.AsSpan(stroke + 1), NumberStyles.None, CultureInfo.InvariantCulture, out line) && stroke > 0;
    }
}

/// <summary>Charges that go to billing together.</summary>
/// <param name="Charges">How many are new, those that take back included.</param>
/// <param name="Acknowledged">How many of its own billing has taken.</param>
/// <param name="Digest">Of its manifest; null until it is written.</param>
public sealed record Batch(
    int Number,
    FactPosition? After,
    FactPosition Through,
    int Charges,
    ImmutableArray<PlacedCharge> Again,
    int Acknowledged,
    RecordedAt CutAt,
    RecordedAt? WrittenAt,
    string? Digest
)
{
    /// <summary>The voids and credit notes whose charges are in it, as <see cref="TakingBack"/> calls them.</summary>
    public ImmutableArray<string> TakenBack { get; init; } = [];

    public bool IsWritten => WrittenAt is not null;
}

/// <summary>A charge that billing does not take.</summary>
public sealed record DeadCharge(PlacedCharge Charge, string Reason, RecordedAt At);

/// <summary>Where a charge stands on its way to billing.</summary>
public enum ChargeState
{
    /// <summary>In no batch yet, or on its way into the next again.</summary>
    Pending,

    /// <summary>In a batch, and billing has not said anything.</summary>
    Sent,

    /// <summary>Billing has taken it.</summary>
    Acknowledged,

    /// <summary>Billing does not take it.</summary>
    Dead,
}
