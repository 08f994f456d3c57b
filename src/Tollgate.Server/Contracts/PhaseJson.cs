using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Time;
using Tollgate.Server.Catalog;
using Tollgate.Server.Http;
using static Tollgate.Server.Http.Shape;
using Fields = Tollgate.Server.Http.Fields;

namespace Tollgate.Server.Contracts;

/// <summary>Phases and terms of a contract, as a request says them and an answer tells them.</summary>
internal static class PhaseJson
{
    public static readonly Field[] Asked =
    [
        Takes("phases", ListOf(Request(
            "NewPhase",
            Takes("plan", Text, "A plan of the catalog in force; this or bundle."),
            Takes("bundle", Text, "A bundle of it."),
            Takes("starts_at", Instant, "Where the phase before ends unless given."),
            Takes("ends_at", Instant, "Exclusive; where the next phase starts unless given, of the last the contract's end."),
            Takes("add_ons", ListOf(CatalogShape.ContractAddOn), "What is bought beside the plan."),
            Takes("promotions", ListOf(Text), "Codes; their periods are counted from the phase's start."),
            Takes("terms", CatalogShape.Negotiated, "What is negotiated in place of the plan.")
        )), "In place of plan, bundle, add_ons, promotions and terms: one after the other, up to 100."),
        Takes("term", Request(
            "NewTerm",
            Needs("months", Integer, "How long a term is, from 1 to 1,200 months."),
            Takes("renews", Flag, "Another term follows until the contract is cancelled; else it ends with the first."),
            Takes("notice_days", Integer, "So many days before a term's end it is to be cancelled; 0 unless given.")
        ), "For how long it is agreed at a time, in place of ends_at."),
        Takes("co_term_with", Text, "A contract with which it ends, and on whose days it is billed, in place of ends_at."),
    ];

    public static readonly Field[] Told =
    [
        MayHave("paused", Flag, "It gives and charges nothing at that time; left out unless so."),
        MayHave("cancelled", Flag, "Its end is a cancellation, which can be taken back before; left out unless so."),
        MayHave("co_term_with", Text, "The contract with which it ends."),
        MayHave("term", Answer(
            "Term",
            Has("months", Integer),
            Has("renews", Flag),
            Has("notice_days", Integer),
            MayHave("number", Integer, "Of one contract: of the term at that time, from 1."),
            MayHave("from", Instant),
            MayHave("until", Instant, "Exclusive.")
        ), "For how long it is agreed at a time; left out without."),
    ];

    public static readonly Field Phases = Has("phases", ListOf(Answer(
        "Phase",
        Has("version", Integer),
        Has("plan", Text),
        Has("starts_at", Instant),
        Has("ends_at", Instant.OrNull, "Exclusive; null is open."),
        Has("paused", Flag)
    )), "The terms over the contract's whole time, as they were known.");

    private static readonly string[] OfPhase = ["plan", "bundle", "starts_at", "ends_at", "add_ons", "promotions", "terms"];

    public static ImmutableArray<Phase> ReadPhases(Fields fields)
    {
        ImmutableArray<Phase> phases = fields.Each("phases", OfPhase, phase =>
        {
            string? bundle = phase.OptionalId("bundle");
            return new Phase(PlanOr(phase, bundle), phase.OptionalInstant("starts_at"), phase.OptionalInstant("ends_at"), ContractTermsJson.Read(phase, bundle));
        });
        if (fields.Optional("phases") is not { } list)
            return phases;
        if (list.ValueKind == JsonValueKind.Array && phases.IsEmpty && list.GetArrayLength() == 0)
            fields.Report(Problem.Shape(ProblemCodes.EmptyList, "A contract with phases has one at least; name one, or remove the key.", fields.PointerTo("phases")));
        foreach (string key in (string[])["plan", "bundle", "add_ons", "promotions", "terms"])
        {
            if (fields.Optional(key) is not null)
                fields.Report(Problem.Shape(Codes.UnknownKey, $"With phases each has its own {key}; remove it here.", fields.PointerTo(key)));
        }

        return phases;
    }

    /// <summary>The plan that is named; null where a bundle is, which names its own.</summary>
    public static string? PlanOr(Fields fields, string? bundle)
    {
        if (bundle is null)
            return fields.RequiredId("plan");
        if (fields.Optional("plan") is not null)
            fields.Report(Problem.Shape(Codes.UnknownKey, "A bundle names its plan; give plan or bundle.", fields.PointerTo("plan")));
        return null;
    }

    public static RenewalTerm? ReadTerm(Fields fields) => fields.Inner("term", "months", "renews", "notice_days") is { } term
        ? new RenewalTerm(term.RequiredInteger("months"), term.OptionalFlag("renews"), term.OptionalInteger("notice_days") ?? 0)
        : null;

    /// <param name="running">The term at the instant that is asked for, where one is.</param>
    public static void Write(Utf8JsonWriter json, Contract contract, IReadOnlyList<ContractAmended> amendments, TermPeriod? running)
    {
        if (contract.Paused)
            json.WriteBoolean("paused"u8, true);
        if (Cancelling.IsCancelled(amendments))
            json.WriteBoolean("cancelled"u8, true);
        if (contract.CoTermWith is { } with)
            json.WriteString("co_term_with"u8, with);
        if (contract.Term is not { } term)
            return;
        json.WriteStartObject("term"u8);
        json.WriteNumber("months"u8, term.Months);
        json.WriteBoolean("renews"u8, term.Renews);
        json.WriteNumber("notice_days"u8, term.NoticeDays);
        if (running is { } period)
        {
            json.WriteNumber("number"u8, period.Number);
            json.WriteString("from"u8, (EffectiveAt?)period.From);
            json.WriteString("until"u8, (EffectiveAt?)period.Until);
        }

        json.WriteEndObject();
    }

    public static void WritePhases(Utf8JsonWriter json, HeldTerms held)
    {
        json.WriteStartArray("phases"u8);
        foreach ((Contract contract, EffectiveAt from, EffectiveAt? until) in held.Phases())
        {
            json.WriteStartObject();
            json.WriteNumber("version"u8, contract.Version);
            json.WriteString("plan"u8, contract.Plan);
            json.WriteString("starts_at"u8, (EffectiveAt?)from);
            json.WriteString("ends_at"u8, until);
            json.WriteBoolean("paused"u8, contract.Paused);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
