using KetenHub.Contracts;

namespace KetenHub.Decisions;

/// <summary>Who may be told what, for which purpose. Rules choose among these lines and never go beyond them.</summary>
public static class Recipients
{
    /// <summary>The table: notification, role, purpose.</summary>
    public static IReadOnlyList<(Type Notification, Role Role, string Purpose)> Table { get; } =
    [
        (typeof(ReadinessRequested), Role.Departure, "be present at the hand-out with the first departure interview prepared"),
        (typeof(ReadinessRequested), Role.Guardian, "assist a minor at the hand-out and in departure"),
        (typeof(ReadinessReminder), Role.Departure, "be present at the hand-out with the first departure interview prepared"),
        (typeof(ReadinessEscalated), Role.Departure, "be present at the hand-out with the first departure interview prepared"),
        (typeof(ReadinessEscalated), Role.Decisions, "hold or move the hand-out"),
        (typeof(HandOutClearance), Role.Decisions, "hold or move the hand-out"),
        (typeof(HandOutChanged), Role.Departure, "be present at the hand-out with the first departure interview prepared"),
        (typeof(HandOutChanged), Role.Decisions, "hold or move the hand-out"),
        (typeof(HandOutChanged), Role.Reception, "receive the hand-out at the reception location"),
        (typeof(HandOutChanged), Role.Guardian, "assist a minor at the hand-out and in departure"),
        (typeof(AttentionProposed), Role.Decisions, "give priority to a case"),
        (typeof(SafetyNotice), Role.Departure, "safety of staff at the hand-out"),
        (typeof(SafetyNotice), Role.Reception, "safety of staff at the hand-out"),
        (typeof(SafetyNotice), Role.Guardian, "assist a minor at the hand-out and in departure"),
        (typeof(PersonOutOfView), Role.Decisions, "hold or move the hand-out"),
        (typeof(PersonOutOfView), Role.Departure, "be present at the hand-out with the first departure interview prepared"),
        (typeof(PersonOutOfView), Role.Guardian, "assist a minor at the hand-out and in departure"),
        (typeof(AgreementReminder), Role.Owner, "keep agreements"),
        (typeof(AgreementReminder), Role.Director, "direction of the case"),
        (typeof(AgreementEscalated), Role.Owner, "keep agreements"),
        (typeof(AgreementEscalated), Role.Director, "direction of the case"),
    ];

    /// <summary>The partner of a role; null for a guardian that is not configured, and for roles that differ per case.</summary>
    public static string? PartnerOf(Role role, Roles roles) => role switch
    {
        Role.Decisions => roles.Decisions,
        Role.Departure => roles.Departure,
        Role.Reception => roles.Reception,
        Role.Guardian => roles.Guardian,
        Role.Owner or Role.Director => null,
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };

    // Reminders and escalations ask DT&V's own staff to act; everything else about departure the guardian is told too.
    internal static bool GuardianIsTold(Notification notification) =>
        Table.Any(line => line.Notification == notification.GetType() && line.Role == Role.Guardian);
}
