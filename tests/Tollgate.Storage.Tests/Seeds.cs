using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace Tollgate.Storage.Tests;

/// <summary>
/// Runs properties from a seed. A failure prints it; <c>TOLLGATE_SEED=... dotnet run --project tests/Tollgate.Storage.Tests</c> replays the very same cases.
/// </summary>
internal static class Seeds
{
    private static readonly ulong Seed = ulong.TryParse(Environment.GetEnvironmentVariable("TOLLGATE_SEED"), CultureInfo.InvariantCulture, out ulong given)
        ? given
        : unchecked((ulong)System.Random.Shared.NextInt64());

    /// <summary>Asserts something of many random worlds, each made from the source of randomness that it is given.</summary>
    public static void Hold(int cases, Action<System.Random> holds)
    {
        Config config = Config.QuickThrowOnFailure
            .WithMaxTest(cases)
            .WithQuietOnSuccess(true)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(Seed), FSharpOption<int>.None)));
        try
        {
            Check.One(config, Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), world => holds(new System.Random(world))));
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"Replay with TOLLGATE_SEED={Seed}. {failure.Message}", failure);
        }
    }
}
