using System.Collections.Immutable;
using System.Text.Json;

namespace Tollgate.Engine.Catalog;

/// <summary>Reads a bundle: <c>{plan: growth, add_ons: [{add_on: support, quantity: 2}]}</c>.</summary>
internal static class BundleReader
{
    public static Bundle? Read(string id, Place place, Declared declared)
    {
        if (Fields.Open(place, "a bundle", "plan", "add_ons") is not { } fields)
            return null;
        int before = place.Problems.Count;
        string? plan = Declared.Reference(fields.Required("plan"), "a plan", declared.Plans);
        ImmutableArray<AddOnQuantity> addOns = fields.Required("add_ons") is { } list ? ReadAddOns(list, plan is null ? null : declared.Plans[plan], declared) : [];
        return place.Problems.Count == before ? new(id, plan!, addOns) : null;
    }

    private static ImmutableArray<AddOnQuantity> ReadAddOns(Place list, Plan? plan, Declared declared)
    {
        if (list.Kind != JsonValueKind.Array)
        {
            list.ReportType("a list of add-ons, such as [{add_on: support, quantity: 1}]");
            return [];
        }

        if (list.Value.GetArrayLength() == 0)
            list.Report(ProblemCodes.EmptyList, "The list is empty; a bundle is a plan with add-ons.");
        var read = ImmutableArray.CreateBuilder<AddOnQuantity>();
        int index = 0;
        foreach (JsonElement item in list.Value.EnumerateArray())
        {
            Place place = list.At(index++, item);
            if (Fields.Open(place, "an add-on of a bundle", "add_on", "quantity") is not { } fields)
                continue;
            string? name = Declared.Reference(fields.Required("add_on"), "an add-on", declared.AddOns);
            AddOn? addOn = name is null ? null : declared.AddOns[name];
            int? quantity = fields.Optional("quantity") is { } number ? WholeNumber.Read(number, "quantity", 1, addOn?.MaxQuantity ?? AddOn.MostQuantity) : 1;
            if (read.Any(other => other.AddOn == name))
                place.Report(ProblemCodes.DuplicateValue, $"'{name}' stands twice; keep one, and give its quantity.");
            if (addOn is not null && plan is not null && !addOn.IsFor(plan))
                place.Report(ProblemCodes.AddOnNotForPlan, $"The add-on '{name}' is not for the plan '{plan.Id}'; add the plan to its plans, or leave it out here.");
            if (name is not null && quantity is { } many)
                read.Add(new(name, many));
        }

        return read.ToImmutable();
    }
}
