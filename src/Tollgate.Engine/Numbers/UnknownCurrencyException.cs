namespace Tollgate.Engine.Numbers;

/// <summary>A code that ISO 4217 does not list, or lists without digits.</summary>
public sealed class UnknownCurrencyException : ArgumentException
{
    public UnknownCurrencyException(string? code)
        : base($"'{code}' is no ISO 4217 currency with known digits; use an active code in capitals, such as USD, EUR or JPY.")
    {
    }
}
