namespace Tollgate.Engine.Numbers;

/// <summary>How a digit that does not fit is rounded.</summary>
public enum RoundingMode
{
    /// <summary>Half away from zero: the default everywhere.</summary>
    HalfUp,

    /// <summary>Half to the even neighbour, for environments that ask for it.</summary>
    HalfEven,

    /// <summary>Towards positive infinity.</summary>
    Up,

    /// <summary>Towards negative infinity.</summary>
    Down,
}
