using System.Reflection;
using System.Runtime.InteropServices;
using System.Xml.Linq;

namespace Tollgate.Engine.Tests.Architecture;

/// <summary>The Engine stands on the BCL and NodaTime, and on nothing else.</summary>
public sealed class EngineReferencesTests
{
    private static readonly string[] Allowed = ["NodaTime"];

    [Fact]
    public void The_compiled_engine_needs_only_the_BCL_and_NodaTime() =>
        Foreign(Assembly.Load("Tollgate.Engine")).ShouldBeEmpty();

    [Fact]
    public void A_planted_assembly_is_found() =>
        Foreign(typeof(EngineReferencesTests).Assembly).ShouldContain("Shouldly");

    [Fact]
    public void The_project_asks_for_nothing_else() =>
        Foreign(XDocument.Load(Repository.PathOf("src/Tollgate.Engine/Tollgate.Engine.csproj"))).ShouldBeEmpty();

    [Theory]
    [InlineData("""<PackageReference Include="Dapper" />""", "Dapper")]
    [InlineData("""<ProjectReference Include="../Tollgate.Storage/Tollgate.Storage.csproj" />""", "../Tollgate.Storage/Tollgate.Storage.csproj")]
    [InlineData("""<FrameworkReference Include="Microsoft.AspNetCore.App" />""", "Microsoft.AspNetCore.App")]
    public void A_planted_reference_is_found(string reference, string found) =>
        Foreign(XDocument.Parse($"<Project><ItemGroup>{reference}</ItemGroup></Project>")).ShouldBe([found]);

    private static IEnumerable<string> Foreign(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(reference => reference.Name!)
            .Where(name => !Allowed.Contains(name) && !File.Exists(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), name + ".dll")));

    /// <summary>Analyzers check the Engine while it is compiled, and are no part of it.</summary>
    private static IEnumerable<string> Foreign(XDocument project) =>
        project.Descendants()
            .Where(item => item.Name.LocalName is "PackageReference" or "ProjectReference" or "FrameworkReference" or "Reference")
            .Where(item => item.Attribute("PrivateAssets")?.Value != "all" && item.Attribute("OutputItemType")?.Value != "Analyzer")
            .Select(item => item.Attribute("Include")!.Value)
            .Except(Allowed);
}
