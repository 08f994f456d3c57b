using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Ledger;

/// <summary>The named balances of a lot. Units only ever move from one to another, so that they always add up to zero.</summary>
public enum Balance
{
    /// <summary>Where all units come from: as far below zero as units were issued.</summary>
    Issued,

    /// <summary>Waits for its payment.</summary>
    Pending,
    Available,

    /// <summary>Held for a reservation.</summary>
    Reserved,
    Consumed,

    /// <summary>Was left when the lot ended. Late usage of before may still burn it, until the period of the end is final.</summary>
    Expired,

    /// <summary>Went on into the next lot.</summary>
    RolledOver,
    Voided,
}

/// <summary>One movement of the ledger, between two balances of one lot.</summary>
public readonly record struct Posting(string LotId, Balance From, Balance To, Units Units);
