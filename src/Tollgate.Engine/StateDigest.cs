using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;

namespace Tollgate.Engine;

/// <summary>
/// A 128-bit digest of a shard's balances and totals: the sum, modulo 2^128, of a hash of each one's line of text, so that it does not
/// depend on any order. Two states with the same digest hold the same numbers. The lines are frozen: a released one never changes.
/// </summary>
public static class StateDigest
{
    public static UInt128 Of(Books books)
    {
        UInt128 sum = 0;
        foreach ((string id, ContractBook contract) in books.Contracts)
        {
            sum = Add(sum, $"contract|{id}|{contract.NextInvoice}|{contract.FinalThrough}");
            foreach ((long boundary, string invoice) in contract.Drafts)
                sum = Add(sum, $"draft|{id}|{boundary}|{invoice}");
            foreach ((EffectiveAt start, PeriodBook period) in contract.OpenPeriods)
                sum = Add(sum, $"period|{id}|{start}", period);
            foreach ((EffectiveAt start, PeriodBook period) in contract.LatePeriods)
                sum = Add(sum, $"late|{id}|{start}", period);
        }

        foreach ((string id, Accounts.AccountBook account) in books.Accounts)
        {
            sum = Add(sum, $"account|{id}");
            foreach (UsageCounted counted in account.Uncontracted)
            {
                foreach (Tally tally in counted.Tallies)
                    sum = Add(sum, $"uncontracted|{id}|{counted.Event.Source}|{counted.Event.Id}|{tally.Target.Meter}|{tally.Value}");
            }
        }

        foreach ((string legalEntity, long last) in books.Numbers.ByLegalEntity)
            sum = Add(sum, $"number|{legalEntity}|{last}");
        return sum;
    }

    private static UInt128 Add(UInt128 sum, string prefix, PeriodBook period)
    {
        foreach ((string meter, Total total) in period.Meters)
            sum = Add(sum, $"{prefix}|meter|{meter}|{total.Used}|{total.Covered}|{total.Events}");
        foreach (((string charge, int cell), Total total) in period.Charges)
            sum = Add(sum, $"{prefix}|charge|{charge}|{cell}|{total.Used}|{total.Covered}|{total.Events}");
        foreach (PassedMark mark in period.Passed)
            sum = Add(sum, $"{prefix}|passed|{mark.Meter}|{mark.Kind}|{mark.Percent}");
        return sum;
    }

    private static UInt128 Add(UInt128 sum, string line)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(line));
        return unchecked(sum + BinaryPrimitives.ReadUInt128BigEndian(hash));
    }
}
