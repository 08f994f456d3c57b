using System.Text.Json.Nodes;

namespace Tollgate.Engine.Tests.SlowRating;

/// <summary>A contract and all that happens to it, in an order of recording; instants are microseconds since 1970.</summary>
/// <param name="RecordedAt">When the contract is made known; what is used before is taken up by it.</param>
/// <param name="Until">When it is billed.</param>
internal sealed record DrawnContract(
    string Zone,
    string Currency,
    int CurrencyDigits,
    string Unit,
    bool OfCalendar,
    long Start,
    long? End,
    long RecordedAt,
    long Until,
    DrawnMeter[] Meters,
    DrawnCharge[] Charges,
    DrawnGrant[] Grants,
    DrawnEvent[] Events
)
{
    public JsonObject ToJson()
    {
        var meters = new JsonObject();
        var features = new JsonObject();
        var rights = new JsonObject();
        foreach (DrawnMeter meter in Meters)
        {
            meters[meter.Name] = meter.ToJson();
            features[meter.Feature] = new JsonObject { ["kind"] = "metered", ["meter"] = meter.Name };
            if (meter.Included is { } included)
                rights[meter.Feature] = new JsonObject { ["included"] = included, ["enforcement"] = "soft", ["thresholds"] = new JsonArray() };
            if (meter.Included is "unlimited")
                rights[meter.Feature]!.AsObject().Remove("thresholds");
        }

        var charges = new JsonObject();
        foreach (DrawnCharge charge in Charges)
            charges[charge.Name] = charge.ToJson();
        var plan = new JsonObject { ["period"] = Unit, ["anchor"] = OfCalendar ? "calendar" : "contract", ["entitlements"] = rights, ["charges"] = charges };
        return new JsonObject { ["currency"] = Currency, ["meters"] = meters, ["features"] = features, ["plans"] = new JsonObject { ["plan"] = plan } };
    }

    /// <summary>For people: all that is needed to play it by hand.</summary>
    public override string ToString() => string.Join('\n',
    [
        $"{Zone}, {SlowPrice.Text(Start)} to {(End is { } end ? SlowPrice.Text(end) : "no end")}, recorded {SlowPrice.Text(RecordedAt)}, billed {SlowPrice.Text(Until)}",
        ToJson().ToJsonString(),
        .. Grants.Select(grant => grant.ToString()),
        .. Events.Select(used => used.ToString()),
    ]);
}

/// <param name="Included">Units, <c>unlimited</c>, or null where the plan says nothing.</param>
/// <param name="Counts">Events, and not what they carry.</param>
/// <param name="Path">Of what it sums.</param>
internal sealed record DrawnMeter(string Name, bool Counts, string Path, string? Included)
{
    public string Feature => "f_" + Name;

    public JsonObject ToJson() => Counts
        ? new JsonObject { ["event"] = "use", ["aggregation"] = "count", ["dimensions"] = new JsonArray("model", "region") }
        : new JsonObject { ["event"] = "use", ["aggregation"] = "sum", ["value"] = Path, ["dimensions"] = new JsonArray("model", "region") };
}

/// <param name="Meter">Null for a fixed amount.</param>
internal sealed record DrawnCharge(string Name, string? Meter, bool After, bool InAdvance, string Proration, SlowPrice Price)
{
    public JsonObject ToJson()
    {
        JsonObject json = Price.ToJson();
        if (Meter is null)
        {
            json["bill"] = InAdvance ? "advance" : "arrears";
            json["proration"] = Proration;
            return json;
        }

        json["meter"] = Meter;
        if (After)
            json["after"] = "included";
        return json;
    }
}

internal sealed record DrawnGrant(string Id, string Meter, string Units, long IssuedAt, long From, long? Until, int Priority, bool IsPaid, string? Model)
{
    public override string ToString() =>
        $"grant {Id} of {Units} {Meter} at {SlowPrice.Text(IssuedAt)} from {SlowPrice.Text(From)} until {(Until is { } until ? SlowPrice.Text(until) : "-")} priority {Priority} {(IsPaid ? "paid" : "promotional")} model {Model ?? "any"}";
}

internal sealed record DrawnEvent(string Id, long Time, long RecordedAt, string Quantity, string Size, Dictionary<string, string> Properties)
{
    public string Value(DrawnMeter meter) => meter.Counts ? "1" : meter.Path == "quantity" ? Quantity : Size;

    public override string ToString() =>
        $"event {Id} of {SlowPrice.Text(Time)} at {SlowPrice.Text(RecordedAt)}: {Quantity}, size {Size}, {string.Join(' ', Properties.Select(property => $"{property.Key}={property.Value}"))}";
}
