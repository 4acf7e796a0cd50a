using KetenHub.Contracts;

namespace KetenHub.Decisions;

/// <summary>Where a person was reported last. Nobody is followed: it is what partners wrote on their own ground.</summary>
/// <param name="Name">Name of the place.</param>
/// <param name="At">When the person was there.</param>
public sealed record PlaceFact(string Name, DateTimeOffset At);

/// <summary>Keeps the last place.</summary>
internal static class PlaceRules
{
    public static void Seen(Turn turn, KetenMessage message)
    {
        if (MomentOf(message) is { } at && !(turn.State.FirstReportAt <= at))
            turn.Update(turn.State with { FirstReportAt = at });
        var place = message switch
        {
            // Somebody who left view was there before, which is not the same as being there.
            CaseSignal { Place: { } location } signal => new PlaceFact(location.Name, signal.ObservedAt),
            IncidentRegistered incident => new PlaceFact(incident.Location.Name, incident.OccurredAt),
            _ => null,
        };
        if (place is not null && Later(turn.State.Place, place) == place)
            turn.Update(turn.State with { Place = place });
    }

    private static DateTimeOffset? MomentOf(KetenMessage message) => message switch
    {
        CaseSignal signal => signal.ObservedAt,
        IncidentRegistered incident => incident.OccurredAt,
        _ => null,
    };

    /// <summary>The one that counts; on the same moment the name decides, so that every order ends alike.</summary>
    public static PlaceFact? Later(PlaceFact? known, PlaceFact? other) =>
        known is null ? other
        : other is null || (known.At, known.Name).CompareTo((other.At, other.Name)) >= 0 ? known
        : other;
}
