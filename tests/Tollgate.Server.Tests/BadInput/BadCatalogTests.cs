using System.Text.Json;

namespace Tollgate.Server.Tests.BadInput;

/// <summary>A catalog that cannot be sold is refused whole, with every fault and its line; the one in force stays.</summary>
public sealed class BadCatalogTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Head =
        """
        currency: USD
        meters:
          calls: {event: calls, aggregation: sum, value: quantity, dimensions: [region]}
        plans:
          growth:
            period: month
            charges:

        """;

    [Theory]
    [InlineData("x: {meter: calls, model: graduated, tiers: [{up_to: 5, unit_amount: 1}]}", "last_tier_not_open", "/plans/growth/charges/x/tiers/0/up_to")]
    [InlineData("x: {meter: calls, model: graduated, tiers: [{up_to: 5, unit_amount: 1}, {up_to: 3, unit_amount: 1}, {up_to: null, unit_amount: 1}]}", "tiers_not_rising", "/plans/growth/charges/x/tiers/1/up_to")]
    [InlineData("x: {meter: calls, model: volume, tiers: [{up_to: null, unit_amount: 1}, {up_to: 3, unit_amount: 1}]}", "tier_open_before_last", "/plans/growth/charges/x/tiers/0/up_to")]
    [InlineData("x: {meter: calls, model: volume, tiers: []}", "tiers_missing", "/plans/growth/charges/x/tiers")]
    [InlineData("x: {meter: nothing, model: per_unit, amount: 1}", "unknown_reference", "/plans/growth/charges/x/meter")]
    [InlineData("x: {meter: calls, model: per_unit, amount: -1}", "negative", "/plans/growth/charges/x/amount")]
    [InlineData("x: {meter: calls, model: per_unit, amount: 1e400}", "number_too_large", "/plans/growth/charges/x/amount")]
    [InlineData("x: {meter: calls, model: per_unit, amuont: 1}", "unknown_key", "/plans/growth/charges/x/amuont")]
    [InlineData("x: {meter: calls, model: matrix, dimensions: [colour], cells: [{colour: red, price: {model: per_unit, amount: 1}}]}", "dimension_not_metered", "/plans/growth/charges/x/dimensions/0")]
    [InlineData("x: {meter: calls, model: matrix, dimensions: [region], cells: []}", "cells_missing", "/plans/growth/charges/x/cells")]
    [InlineData("x: {meter: calls, model: lottery}", "model_not_supported", "/plans/growth/charges/x/model")]
    public async Task A_fault_is_told_with_its_line(string charge, string code, string pointer)
    {
        Answered answer = await server.As(server.LiveKey).Put("/v1/catalog", Head + "      " + charge, "application/yaml");
        answer.Status.ShouldBe(422, answer.Text);
        JsonElement fault = answer.Json.GetProperty("problems").EnumerateArray().First(problem => problem.GetProperty("code").GetString() == code);
        (fault.GetProperty("pointer").GetString(), fault.GetProperty("line").GetInt32()).ShouldBe((pointer, 8), answer.Text);
        (await server.As(server.LiveKey).Get("/v1/catalog")).Status.ShouldBe(404);
    }

    [Theory]
    [InlineData("currency: USD\ncurrency: EUR\n", "application/yaml", "duplicate_key")]
    [InlineData("""{"currency":"USD","currency":"EUR"}""", "application/json", "duplicate_key")]
    [InlineData("currency: [", "application/yaml", "malformed_yaml")]
    [InlineData("", "application/yaml", "malformed_yaml")]
    [InlineData("a: &x 1\nb: *x\n", "application/yaml", "yaml_alias")]
    [InlineData("", "application/json", "malformed_json")]
    [InlineData("{", "application/json", "malformed_json")]
    public async Task A_document_that_cannot_be_read_is_refused(string document, string type, string code)
    {
        Answered answer = await server.As(server.TestKey).Put("/v1/catalog", document, type);
        answer.Status.ShouldBeOneOf(400, 422);
        answer.Code.ShouldBe(code, answer.Text);
    }

    [Fact]
    public async Task A_document_nested_without_end_is_refused()
    {
        foreach ((string type, string open) in new[] { ("application/json", "{\"currency\":"), ("application/yaml", "{currency: ") })
        {
            string deep = string.Concat(Enumerable.Repeat(open, 5000));
            Answered answer = await server.As(server.TestKey).Put("/v1/catalog", deep + "1" + new string('}', 5000), type);
            answer.Status.ShouldBe(400);
            answer.At("detail")!.ShouldContain("nested deeper than");
        }
    }
}
