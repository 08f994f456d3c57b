using Tollgate.Server.Cli;

namespace Tollgate.Server.Demo;

/// <summary>Finds the samples folder of the repository, from where the program runs upwards.</summary>
internal static class Samples
{
    /// <exception cref="CliException">There is none.</exception>
    public static string Folder()
    {
        foreach (string start in new[] { AppContext.BaseDirectory, Directory.GetCurrentDirectory() })
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                string samples = Path.Combine(folder.FullName, "samples");
                if (Directory.Exists(Path.Combine(samples, "azure-llm-2023")))
                    return samples;
            }
        }

        throw new CliException("The samples folder of the repository is not to be found; run the demo from a checkout.");
    }
}
