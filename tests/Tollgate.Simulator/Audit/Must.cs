using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Tollgate.Simulator.World;

namespace Tollgate.Simulator.Audit;

/// <summary>Says that something holds, and ends the run when it does not.</summary>
internal static class Must
{
    public static void Hold([DoesNotReturnIf(false)] bool condition, string invariant, [InterpolatedStringHandlerArgument(nameof(condition))] ref Words what)
    {
        if (!condition)
            throw new ViolationException(invariant, what.ToString());
    }

    [DoesNotReturn]
    public static void Fail(string invariant, string what) => throw new ViolationException(invariant, what);

    /// <summary>A sentence that is only put together when it is needed.</summary>
    [InterpolatedStringHandler]
    public ref struct Words
    {
        private DefaultInterpolatedStringHandler _inner;

        public Words(int literal, int holes, bool condition, out bool wanted)
        {
            wanted = !condition;
            _inner = wanted ? new DefaultInterpolatedStringHandler(literal, holes) : default;
        }

        public void AppendLiteral(string text) => _inner.AppendLiteral(text);

        public void AppendFormatted<T>(T value) => _inner.AppendFormatted(value);

        public override string ToString() => _inner.ToStringAndClear();
    }
}
