using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Catalog;

/// <summary>Reads what pays for a metered feature as it is used: <c>paid_from: USD</c>, or <c>paid_from: tokens, credit_rate: 4</c>.</summary>
internal static class WalletReader
{
    public static readonly string[] Keys = ["paid_from", "credit_rate"];

    /// <summary>What the entitlement says of a wallet, added to it; unchanged when it says nothing.</summary>
    public static MeteredEntitlement Read(Fields fields, MeteredEntitlement right, Declared declared)
    {
        Place? rate = fields.Optional("credit_rate");
        if (fields.Optional("paid_from") is not { } place)
        {
            rate?.Report(ProblemCodes.WalletMismatch, "Only what is paid from credits has a rate; say paid_from, or remove credit_rate.");
            return right;
        }

        if (right.Enforcement is not (Enforcement.Hard or Enforcement.Soft))
            fields.Optional("enforcement")!.Value.Report(ProblemCodes.WalletMismatch, "What is paid from a wallet ends with it (hard) or goes on the invoice then (soft).");
        if (right.Included is null)
            fields.Optional("included")!.Value.Report(ProblemCodes.WalletMismatch, "Of units without limit there is nothing to pay; include a number of them, or remove paid_from.");
        if (place.Text("a currency or a credit") is not { } unit)
            return right;
        if (unit == declared.Currency)
        {
            rate?.Report(ProblemCodes.WalletMismatch, "Paid in money, usage costs what its charges say; remove credit_rate.");
            return right with { PaidFrom = new WalletTerms(unit, null) };
        }

        if (!declared.Credits.ContainsKey(unit))
            place.Report(ProblemCodes.UnknownReference, Declared.Missing(unit, "a credit", declared.Credits.Keys.Append(declared.Currency ?? "")));
        if (rate is null)
            place.Report(ProblemCodes.MissingKey, "The key 'credit_rate' is missing: how many credits a unit takes.");
        Rate? credits = rate?.Rate();
        if (credits is { } each && each <= Rate.Zero)
            rate!.Value.Report(ProblemCodes.NotPositive, $"credit_rate is {each}; it must be above zero.");
        return right with { PaidFrom = new WalletTerms(unit, credits) };
    }

    /// <summary>Money is paid by the charges of the feature's meter, each unit of which must add to what they come to.</summary>
    public static void Check(Place? entitlements, Plan plan, Declared declared)
    {
        foreach ((string feature, Entitlement entitlement) in plan.Entitlements)
        {
            if (entitlement is not MeteredEntitlement { PaidFrom: { CreditRate: null } wallet })
                continue;
            Charge[] charges = [.. plan.Charges.Where(charge => charge.Meter is not null && charge.Meter == declared.Features[feature]!.Meter)];
            Place place = entitlements!.Value.At(feature, entitlements.Value.Value.GetProperty(feature));
            if (charges.Length == 0)
                place.Report(ProblemCodes.WalletMismatch, $"No charge of the plan prices the meter of '{feature}', so nothing would be paid in {wallet.Unit}; add a charge, or remove paid_from.");
            if (charges.FirstOrDefault(charge => CanFall(charge.Price)) is { } falling)
                place.Report(ProblemCodes.WalletMismatch, $"The charge '{falling.Name}' may come to less with more units, so it cannot be paid as they are used; price it as graduated.");
        }
    }

    /// <summary>Charges stand in plans, so that a default has none that could be paid.</summary>
    public static void CheckDefaults(Place? defaults, IEnumerable<KeyValuePair<string, Entitlement>> rights)
    {
        foreach ((string feature, Entitlement entitlement) in rights)
        {
            if (entitlement is not MeteredEntitlement { PaidFrom: { CreditRate: null } wallet })
                continue;
            Place place = defaults!.Value.At(feature, defaults.Value.Value.GetProperty(feature));
            place.At("paid_from", place.Value.GetProperty("paid_from")).Report(ProblemCodes.WalletMismatch,
                $"Usage paid in {wallet.Unit} costs what a plan's charges say, and a default stands in no plan; pay it in credits, or put it into the plans.");
        }
    }

    internal static bool CanFall(Price price) => price switch
    {
        VolumePrice or FormulaPrice => true,
        StairPrice stair => stair.Steps.Zip(stair.Steps.Skip(1)).Any(steps => steps.Second.FlatAmount < steps.First.FlatAmount),
        CompositePrice composite => composite.Parts.Any(CanFall),
        _ => false,
    };
}
