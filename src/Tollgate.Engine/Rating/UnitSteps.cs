using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Rating;

/// <summary>The steps before the price: conversion, rounding of units if asked, free units.</summary>
internal static class UnitSteps
{
    /// <summary>The units that the price applies to; never below zero, since nobody is paid for using less than nothing.</summary>
    public static Exact Billed(Price price, Exact metered) => Exact.Max(Converted(price.Convert, metered) - price.FreeUnits, Exact.Zero);

    public static Exact Converted(Conversion? conversion, Exact metered)
    {
        if (conversion is null)
            return metered;
        Exact converted = metered * Factor(conversion);
        return conversion.Round is { } mode ? converted.Round(conversion.Digits, mode) : converted;
    }

    /// <summary>How many billed units one metered unit is.</summary>
    public static Exact Factor(Conversion? conversion)
    {
        Exact factor = Quantity.One;
        if (conversion?.MultiplyBy is { } times)
            factor *= times;
        return conversion?.DivideBy is { } by ? factor / by : factor;
    }
}
