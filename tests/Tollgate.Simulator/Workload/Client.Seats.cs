using Tollgate.Engine;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Seats;
using Tollgate.Engine.Time;
using Tollgate.Simulator.Model;
using Tollgate.Simulator.World;

namespace Tollgate.Simulator.Workload;

// Seats that are taken, kept by heartbeats, forgotten and given back.
internal sealed partial class Client
{
    private static readonly string[] Sitting = [.. Subjects, "ann", "zoe"];

    /// <summary>Microseconds that a seat is to be held for; null is as long as may be.</summary>
    public HashSet<(string Account, string Feature, string Subject, long? TimeToLive)> SeatsWanted { get; } = [];

    public HashSet<(string Account, string Feature, string Subject)> SeatsReturned { get; } = [];

    private Command OfSeat(string environment, int account, Chance chance)
    {
        string name = NameOf(account), feature = chance.Of(Features.Seats), subject = chance.Of(chance.Percent(70) ? Subjects : Sitting);
        if (chance.Percent(25))
        {
            SeatsReturned.Add((name, feature, subject));
            return new ReturnSeat(name, feature, subject);
        }

        long? timeToLive = feature == Features.Viewer && chance.Percent(40) ? chance.Of([2, 15, 20, 60, 3600]) * SimClock.Second : null;
        SeatsWanted.Add((name, feature, subject, timeToLive));
        if (feature == Features.Viewer)
            EdgesOf(account).Add(Now(environment) + (timeToLive ?? chance.Of(Catalogs.Heartbeats)) + chance.Of(Catalogs.Skews));
        return new TakeSeat(name, feature, subject, timeToLive);
    }

    /// <summary>Whether somebody holds a seat; now and then of another instant, which makes no difference to who does.</summary>
    private Func<Books, Checked> AskingForSeat(string environment, int account, Chance chance)
    {
        EffectiveAt? at = chance.Percent(30) ? new EffectiveAt(Time(environment, NameOf(account), chance)) : null;
        var request = new EntitlementRequest(NameOf(account), chance.Of(Features.Seats), Usages.Quantity(chance.Below(3)), null, at, chance.Percent(85) ? chance.Of(Subjects) : null, Properties.None);
        return books => new Checked(request, Check.Decide(books, request, books.Now), books.Now);
    }
}
