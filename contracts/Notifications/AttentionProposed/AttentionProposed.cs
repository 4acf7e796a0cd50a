namespace KetenHub.Contracts;

/// <summary>Proposes that the interventieteam looks at a case: reason codes and counts gathered over a window. Never a score.
/// Type <c>nl.vreemdelingenketen.attention-proposed.v1</c>.</summary>
public sealed record AttentionProposed : Notification
{
    /// <summary>Stays the same while the proposal is updated.</summary>
    public required string ProposalId { get; init; }

    /// <summary>Counts the updates of this proposal from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>Number of the case at IND, when it is known.</summary>
    public string? CaseNumber { get; init; }

    /// <summary>What was reported, counted by kind.</summary>
    public required IReadOnlyList<AttentionReason> Reasons { get; init; }

    /// <summary>First report in the window.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>End of the window.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>The person is held to be a minor.</summary>
    public required bool PersonIsMinor { get; init; }

    internal static AttentionProposed Read(Fields fields) => new()
    {
        PolicyVersion = fields.Text("policyVersion", 64),
        ProposalId = fields.Text("proposalId", 64),
        Revision = fields.Integer("revision", 1, 100_000),
        CaseNumber = fields.OptionalText("caseNumber", 64),
        Reasons = fields.Objects("reasons", 1, 100, AttentionReason.Read),
        Since = fields.Time("since"),
        Until = fields.Time("until"),
        PersonIsMinor = fields.Flag("personIsMinor"),
    };
}

/// <summary>How often something was reported within the window.</summary>
public sealed record AttentionReason
{
    /// <summary>What: <c>signal.&lt;kind&gt;</c>, <c>incident.&lt;category&gt;</c> or <c>impact.&lt;impact&gt;</c>. At most 64 characters.</summary>
    public required string Code { get; init; }

    /// <summary>How often, at least once.</summary>
    public required int Count { get; init; }

    internal static AttentionReason Read(Fields fields) => new()
    {
        Code = fields.Text("code", 64),
        Count = fields.Integer("count", 1, 100_000),
    };
}
