using Tollgate.Engine.Catalog;

namespace Tollgate.Engine.Tests.Catalog;

/// <summary>A catalog with one of everything, and ways to break it.</summary>
internal static class Documents
{
    public const string Sample = """
        {
          "currency": "USD",
          "meters": {
            "api_calls": {"event": "api_calls", "aggregation": "sum", "value": "quantity"},
            "tokens": {"event": "llm.request", "aggregation": "sum", "value": "usage.tokens", "dimensions": ["model", "region"]}
          },
          "features": {
            "bulk_export": {"kind": "boolean"},
            "max_projects": {"kind": "config", "type": "number"},
            "home": {"kind": "config", "type": "string"},
            "beta": {"kind": "config", "type": "boolean"},
            "api_calls": {"kind": "metered", "meter": "api_calls"}
          },
          "plans": {
            "growth": {
              "name": "Growth", "period": "month",
              "entitlements": {
                "bulk_export": true, "max_projects": 10, "home": "eu", "beta": false,
                "api_calls": {"included": 10000000, "enforcement": "soft"}
              },
              "charges": {
                "platform": {"model": "flat", "amount": "3000.00", "bill": "advance"},
                "api_calls": {"meter": "api_calls", "after": "included", "model": "package", "package_size": 1000, "amount": "0.20"},
                "tokens": {"meter": "tokens", "model": "matrix", "dimensions": ["model", "region"], "cells": [
                  {"model": "gpt-4", "price": {"model": "per_unit", "amount": "30.00", "convert": {"divide_by": 1000000}}},
                  {"model": "gpt-4", "region": "eu", "price": {"model": "graduated", "tiers": [
                    {"up_to": 100, "unit_amount": "1.00"}, {"up_to": null, "unit_amount": "0.50", "flat_amount": "10.00"}]}}
                ]}
              }
            }
          }
        }
        """;

    /// <summary>The sample with one passage written otherwise; the passage must stand there once.</summary>
    public static string With(string passage, string otherwise)
    {
        int at = Sample.IndexOf(passage, StringComparison.Ordinal);
        at.ShouldBeGreaterThanOrEqualTo(0, $"The sample has no {passage}");
        Sample.IndexOf(passage, at + 1, StringComparison.Ordinal).ShouldBe(-1, $"The sample has more than one {passage}");
        return Sample.Replace(passage, otherwise, StringComparison.Ordinal);
    }

    public static CatalogVersion Read(string json)
    {
        CatalogReading reading = CatalogReader.Read(json, 1);
        reading.Problems.ShouldBeEmpty();
        return reading.Catalog!;
    }
}
