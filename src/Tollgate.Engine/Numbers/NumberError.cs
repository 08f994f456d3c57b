namespace Tollgate.Engine.Numbers;

/// <summary>Why a text was refused as a number.</summary>
public enum NumberError
{
    None,

    /// <summary>Not a JSON number: <c>+1</c>, <c>1.</c>, <c>.5</c>, <c>01</c>, <c>0x1F</c>, <c>1 000</c>, <c>NaN</c>, an empty text.</summary>
    NotANumber,

    /// <summary>More digits after the point than the type keeps; trailing zeros do not count.</summary>
    TooManyFractionalDigits,

    /// <summary>More digits before the point than the type takes.</summary>
    TooLarge,
}
