using System.CommandLine;

namespace Tollgate.Server.Cli;

/// <summary><c>tollgate contracts</c>: what was agreed with accounts, and how it goes on.</summary>
internal static class ContractVerbs
{
    public static Command Command() => new("contracts", "See contracts, pause and cancel them.") { ContractLife.Show(), ContractLife.Pause(), ContractLife.Resume(), ContractLife.Cancel(), ContractLife.Reinstate() };
}
