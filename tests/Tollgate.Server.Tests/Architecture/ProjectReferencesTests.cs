using System.Xml.Linq;

namespace Tollgate.Server.Tests.Architecture;

/// <summary>Everything points inwards: Server to Storage to Engine, never back.</summary>
public sealed class ProjectReferencesTests
{
    [Fact]
    public void Storage_references_the_Engine_alone() =>
        References(XDocument.Load(Repository.PathOf("src/Tollgate.Storage/Tollgate.Storage.csproj"))).ShouldBe(["Tollgate.Engine"]);

    [Fact]
    public void A_planted_reference_to_the_Server_is_found() =>
        References(XDocument.Parse(
            """<Project><ItemGroup><ProjectReference Include="..\Tollgate.Server\Tollgate.Server.csproj" /></ItemGroup></Project>"""))
            .ShouldBe(["Tollgate.Server"]);

    private static IEnumerable<string> References(XDocument project) =>
        project.Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
}
