namespace Tollgate.Engine.Contracts;

/// <summary>What a plan includes in the rest of a period whose terms change.</summary>
public enum AllowanceOnChange
{
    /// <summary>The new plan's units less those that were burnt of the old one's, not below zero.</summary>
    Remaining,

    /// <summary>The new plan's units, by the days that are left.</summary>
    Prorated,

    /// <summary>The new plan's units.</summary>
    Full,
}
