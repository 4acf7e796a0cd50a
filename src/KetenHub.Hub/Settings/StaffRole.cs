namespace KetenHub.Hub;

/// <summary>What somebody is to the hub. Each is a set of rights; who has several has them all.</summary>
public enum StaffRole
{
    /// <summary>Inzage: sees the board and who was told what when, not what was said.</summary>
    Viewer,
    /// <summary>Casusbehandelaar: works on cases of its partner, reads what was said about them, and reports.</summary>
    CaseWorker,
    /// <summary>Beheerder van de keten: runs the hub and sends again what failed, without reading it.</summary>
    Operator,
    /// <summary>Goedkeurder: reads refused messages, and approves copies that somebody else changed.</summary>
    Approver,
    /// <summary>Administrator: who is signed in, and how partners do; no person.</summary>
    Administrator,
    /// <summary>Auditor: who looked at whom, who did what; no person.</summary>
    Auditor,
    /// <summary>Behandelaar van verzoeken van betrokkenen: corrects what was told, restricts processing, holds data; sees what was said for it.</summary>
    PrivacyOfficer,
}

/// <summary>The rights of roles.</summary>
public static class StaffRoles
{
    /// <summary>Whether a partner's staff can have it: they then see what their partner is party to. The others see the whole chain.</summary>
    public static bool IsOfPartner(StaffRole role) => role is StaffRole.Viewer or StaffRole.CaseWorker;

    /// <summary>The rights of a role.</summary>
    public static IReadOnlyCollection<Right> RightsOf(StaffRole role) => role switch
    {
        StaffRole.Viewer => [Right.View, Right.Persons, Right.Figures],
        StaffRole.CaseWorker => [Right.View, Right.Persons, Right.Contents, Right.Direct, Right.Report, Right.Figures],
        StaffRole.Operator => [Right.Operate, Right.Steer, Right.View, Right.Persons, Right.Replay, Right.Figures],
        StaffRole.Approver => [Right.Operate, Right.View, Right.Bodies, Right.Approve],
        StaffRole.Administrator => [Right.Administer, Right.View],
        StaffRole.PrivacyOfficer => [Right.View, Right.Persons, Right.Contents, Right.Rectify],
        StaffRole.Auditor => [Right.Audit, Right.Figures, Right.ExactFigures],
        _ => [],
    };
}
