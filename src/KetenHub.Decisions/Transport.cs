using KetenHub.Contracts;

namespace KetenHub.Decisions;

/// <summary>Transport to a departure (vervoer).</summary>
public sealed record Transport
{
    /// <summary>Its number at the sender.</summary>
    public required string Number { get; init; }

    /// <summary>Latest revision of the plan.</summary>
    public TransportFact? Plan { get; init; }

    /// <summary>Revision with which it was cancelled; a later plan stands again.</summary>
    public int? CancelledBy { get; init; }

    /// <summary>The plan as far as it stands: not cancelled after it was made.</summary>
    public TransportFact? StandingPlan => Plan is { } plan && !(CancelledBy > plan.Revision) ? plan : null;

    /// <summary>When the person was picked up.</summary>
    public DateTimeOffset? PickedUpAt { get; init; }

    /// <summary>When the person was handed over for departure.</summary>
    public DateTimeOffset? HandedOverAt { get; init; }

    /// <summary>How late the hand-over was, negative when early; null until plan and hand-over are known.</summary>
    public TimeSpan? Lateness(TransportTerms terms) => HandedOverAt - (Plan?.DepartureAt - terms.HandOverBeforeDeparture);
}

/// <summary>Latest known of a plan.</summary>
public sealed record TransportFact(int Revision, string Carrier, DateTimeOffset PickUpAt, string PickUpLocation, DateTimeOffset DepartureAt);

/// <summary>Transports: each fact once, a plan by its latest revision.</summary>
internal static class TransportRules
{
    public static void On(Turn turn, TransportPlanned message)
    {
        var transport = Get(turn, message.TransportNumber);
        if (transport.Plan is { } known && known.Revision >= message.Revision)
        {
            turn.Remember(known.Revision == message.Revision ? Why.SameRevision : Why.OlderRevision);
            return;
        }
        Update(turn, transport with
        {
            Plan = new TransportFact(message.Revision, message.Carrier, message.PickUpAt, message.PickUpLocation.Name, message.DepartureAt),
        });
    }

    public static void On(Turn turn, TransportCancelled message)
    {
        var transport = Get(turn, message.TransportNumber);
        if (transport.CancelledBy >= message.Revision)
        {
            turn.Remember(transport.CancelledBy == message.Revision ? Why.SameRevision : Why.OlderRevision);
            return;
        }
        // Kept also when a later plan stands, so that every order of arrival ends alike.
        Update(turn, transport with { CancelledBy = message.Revision });
    }

    public static void On(Turn turn, TransportPickedUp message)
    {
        var transport = Get(turn, message.TransportNumber);
        if (transport.PickedUpAt is null)
            Update(turn, transport with { PickedUpAt = message.PickedUpAt });
        else
            turn.Remember(Why.SameRevision);
    }

    public static void On(Turn turn, TransportHandedOver message)
    {
        var transport = Get(turn, message.TransportNumber);
        if (transport.HandedOverAt is null)
            Update(turn, transport with { HandedOverAt = message.HandedOverAt });
        else
            turn.Remember(Why.SameRevision);
    }

    public static PersonState Join(PersonState joined, PersonState absorbed)
    {
        foreach (var other in absorbed.Transports)
        {
            joined = joined.With(joined.FindTransport(other.Number) is not { } own ? other : own with
            {
                Plan = own.Plan is null || other.Plan?.Revision > own.Plan.Revision ? other.Plan : own.Plan,
                CancelledBy = own.CancelledBy is null || other.CancelledBy > own.CancelledBy ? other.CancelledBy : own.CancelledBy,
                PickedUpAt = own.PickedUpAt ?? other.PickedUpAt,
                HandedOverAt = own.HandedOverAt ?? other.HandedOverAt,
            });
        }
        return joined;
    }

    private static Transport Get(Turn turn, string number) => turn.State.FindTransport(number) ?? new Transport { Number = number };

    private static void Update(Turn turn, Transport transport)
    {
        turn.Remember(Why.Transport);
        turn.Update(turn.State.With(transport));
    }
}
