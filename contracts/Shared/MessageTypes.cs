namespace KetenHub.Contracts;

/// <summary>One type of the published language.</summary>
/// <param name="Name">Short name, for example <c>decision-issued</c>.</param>
/// <param name="Record">Its record.</param>
/// <param name="Read">Reads the <c>data</c>; use the result only when it added no problem.</param>
public sealed record MessageType(string Name, Type Record, Func<Fields, object> Read)
{
    /// <summary>The CloudEvents <c>type</c>: reverse DNS, no organisation, one version number.</summary>
    public string EventType { get; } = $"nl.vreemdelingenketen.{Name}.v1";

    /// <summary>The CloudEvents <c>dataschema</c>.</summary>
    public string DataSchema { get; } = $"urn:vreemdelingenketen:schema:{Name}:v1";

    /// <summary>The <see cref="EventType"/>.</summary>
    public override string ToString() => EventType;
}

/// <summary>All types of the published language, one line each. Adding a message is a folder beside this one and a line here.</summary>
public static class MessageTypes
{
    /// <summary>What partners send.</summary>
    public static IReadOnlyList<MessageType> Messages { get; } =
    [
        new("case-signal", typeof(CaseSignal), CaseSignal.Read),
        new("incident-registered", typeof(IncidentRegistered), IncidentRegistered.Read),
        new("decision-issued", typeof(DecisionIssued), DecisionIssued.Read),
        new("hand-out-planned", typeof(HandOutPlanned), HandOutPlanned.Read),
        new("hand-out-cancelled", typeof(HandOutCancelled), HandOutCancelled.Read),
        new("decision-handed-out", typeof(DecisionHandedOut), DecisionHandedOut.Read),
        new("decision-withdrawn", typeof(DecisionWithdrawn), DecisionWithdrawn.Read),
        new("readiness-reported", typeof(ReadinessReported), ReadinessReported.Read),
        new("departure-interview-held", typeof(DepartureInterviewHeld), DepartureInterviewHeld.Read),
        new("person-identifiers-changed", typeof(PersonIdentifiersChanged), PersonIdentifiersChanged.Read),
        new("agreement-made", typeof(AgreementMade), AgreementMade.Read),
        new("agreement-closed", typeof(AgreementClosed), AgreementClosed.Read),
        new("removability-changed", typeof(RemovabilityChanged), RemovabilityChanged.Read),
        new("process-director-assigned", typeof(ProcessDirectorAssigned), ProcessDirectorAssigned.Read),
        new("transport-planned", typeof(TransportPlanned), TransportPlanned.Read),
        new("transport-picked-up", typeof(TransportPickedUp), TransportPickedUp.Read),
        new("transport-handed-over", typeof(TransportHandedOver), TransportHandedOver.Read),
        new("transport-cancelled", typeof(TransportCancelled), TransportCancelled.Read),
        new("delivery-reported", typeof(DeliveryReported), DeliveryReported.Read),
    ];

    /// <summary>What the hub sends.</summary>
    public static IReadOnlyList<MessageType> Notifications { get; } =
    [
        new("readiness-requested", typeof(ReadinessRequested), ReadinessRequested.Read),
        new("readiness-reminder", typeof(ReadinessReminder), ReadinessReminder.Read),
        new("readiness-escalated", typeof(ReadinessEscalated), ReadinessEscalated.Read),
        new("hand-out-clearance", typeof(HandOutClearance), HandOutClearance.Read),
        new("hand-out-changed", typeof(HandOutChanged), HandOutChanged.Read),
        new("attention-proposed", typeof(AttentionProposed), AttentionProposed.Read),
        new("safety-notice", typeof(SafetyNotice), SafetyNotice.Read),
        new("person-out-of-view", typeof(PersonOutOfView), PersonOutOfView.Read),
        new("agreement-reminder", typeof(AgreementReminder), AgreementReminder.Read),
        new("agreement-escalated", typeof(AgreementEscalated), AgreementEscalated.Read),
        new("correction-issued", typeof(CorrectionIssued), CorrectionIssued.Read),
    ];

    private static readonly Dictionary<string, MessageType> MessagesByEventType =
        Messages.ToDictionary(type => type.EventType, StringComparer.Ordinal);

    private static readonly Dictionary<string, MessageType> NotificationsByEventType =
        Notifications.ToDictionary(type => type.EventType, StringComparer.Ordinal);

    private static readonly Dictionary<Type, MessageType> ByRecord =
        Messages.Concat(Notifications).ToDictionary(type => type.Record);

    /// <summary>The message type of a CloudEvents <c>type</c>, or null when this version does not know it.</summary>
    public static MessageType? FindMessage(string eventType) => MessagesByEventType.GetValueOrDefault(eventType);

    /// <summary>The notification type of a CloudEvents <c>type</c>, or null when this version does not know it.</summary>
    public static MessageType? FindNotification(string eventType) => NotificationsByEventType.GetValueOrDefault(eventType);

    /// <summary>The type of a record of this language.</summary>
    public static MessageType Of(object record) => ByRecord[record.GetType()];
}
