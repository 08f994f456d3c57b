namespace Tollgate.Engine.Numbers;

/// <summary>
/// ISO 4217 list one, published 2026-01-01, by number of digits; and ANG and BGN, withdrawn in 2025 and 2026, because their last invoices may still
/// be corrected. Codes for which ISO gives no digits (metals, XDR, XSU, XUA, XTS, XXX) cannot be invoiced and are left out.
/// </summary>
internal static class CurrencyTable
{
    private static readonly (int Digits, string Codes)[] ByDigits =
    [
        (0, """
         BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
         """),
        (2, """
         AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD
         BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP
         ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR
         JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU
         MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR
         RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS
         TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW
         ZWG
         """),
        (3, """
         BHD IQD JOD KWD LYD OMR TND
         """),
        (4, """
         CLF UYW
         """),
    ];

    public static IReadOnlyDictionary<string, int> Digits { get; } = ByDigits
        .SelectMany(row => row.Codes.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries), (row, code) => (code, row.Digits))
        .ToDictionary(row => row.code, row => row.Digits, StringComparer.Ordinal);
}
