namespace KetenHub.Contracts;

/// <summary>A professional reports behaviour or an event that asks for attention across the chain (signaal).
/// Type <c>nl.vreemdelingenketen.case-signal.v1</c>.</summary>
public sealed record CaseSignal : KetenMessage
{
    /// <summary>What was seen.</summary>
    public required CaseSignalKind Kind { get; init; }

    /// <summary>When it was seen.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>Where it was seen.</summary>
    public Location? Place { get; init; }

    /// <summary>What happened, in at most 2000 characters. Kept in the log only: never searched, never read by a rule.</summary>
    public string? WhatHappened { get; init; }

    /// <summary>What the sender asks of the others.</summary>
    public RequestedAttention? RequestedAttention { get; init; }

    internal static CaseSignal Read(Fields fields) => new()
    {
        Person = fields.Object("person", PersonReference.Read, Errors.PersonMissing),
        CaseNumber = fields.OptionalText("caseNumber", 64),
        Kind = fields.Value<CaseSignalKind>("kind"),
        ObservedAt = fields.Time("observedAt"),
        Place = fields.OptionalObject("place", Location.Read),
        WhatHappened = fields.OptionalText("whatHappened", 2000),
        RequestedAttention = fields.OptionalValue<RequestedAttention>("requestedAttention"),
    };
}

/// <summary>Kinds of signal: behaviour or a concrete occasion, nothing else.</summary>
public enum CaseSignalKind
{
    /// <summary>A kind that this version does not know.</summary>
    Unknown,
    /// <summary>Arrested (aangehouden), in a criminal trajectory.</summary>
    Arrested,
    /// <summary>Nuisance (overlast) around a location.</summary>
    NuisanceAroundLocation,
    /// <summary>Misconduct towards staff.</summary>
    MisconductTowardsStaff,
    /// <summary>Indication at registration, before the track is known.</summary>
    IndicationAtRegistration,
    /// <summary>Out of view (uit beeld, MOB: met onbekende bestemming vertrokken).</summary>
    LeftView,
    /// <summary>Seen again after being out of view.</summary>
    Reappeared,
    /// <summary>Doubt about identity (signaal identiteitsfraude).</summary>
    IdentityDoubt,
}

/// <summary>What the sender of a signal asks.</summary>
public enum RequestedAttention
{
    /// <summary>A value that this version does not know.</summary>
    Unknown,
    /// <summary>To know of it.</summary>
    Information,
    /// <summary>To look at it in the ordinary course.</summary>
    Attention,
    /// <summary>To look at it at once.</summary>
    AtOnce,
}
