using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace Tollgate.Engine.Tests;

/// <summary>
/// Runs properties from a seed. A failure prints it; <c>TOLLGATE_SEED=... dotnet run --project tests/Tollgate.Engine.Tests</c> replays the very same cases.
/// <c>TOLLGATE_CASES</c> asks for more than the usual 300 of each.
/// </summary>
internal static class Properties
{
    private static readonly ulong Seed = ulong.TryParse(Environment.GetEnvironmentVariable("TOLLGATE_SEED"), CultureInfo.InvariantCulture, out ulong given)
        ? given
        : unchecked((ulong)Random.Shared.NextInt64());

    private static readonly int Cases = int.TryParse(Environment.GetEnvironmentVariable("TOLLGATE_CASES"), CultureInfo.InvariantCulture, out int asked) ? asked : 300;

    /// <summary>Asserts something of every generated case; the assertion throws where it does not hold.</summary>
    public static void Hold<T>(Gen<T> cases, Action<T> holds) => Hold(cases.ToArbitrary(), holds);

    /// <inheritdoc cref="Hold{T}(Gen{T}, Action{T})"/>
    public static void Hold<T>(Arbitrary<T> cases, Action<T> holds)
    {
        var replay = new Replay(new Rnd(Seed), FSharpOption<int>.None);
        Config config = Config.QuickThrowOnFailure
            .WithMaxTest(Cases)
            .WithQuietOnSuccess(true)
            .WithReplay(FSharpOption<Replay>.Some(replay));
        try
        {
            Check.One(config, Prop.ForAll(cases, holds));
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"Replay with TOLLGATE_SEED={Seed}. {failure.Message}", failure);
        }
    }
}
