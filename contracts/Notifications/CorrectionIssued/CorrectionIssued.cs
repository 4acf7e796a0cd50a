namespace KetenHub.Contracts;

/// <summary>Data that was told earlier was wrong: fetch it again (AVG art. 16 and 19).
/// Type <c>nl.vreemdelingenketen.correction-issued.v1</c>.</summary>
public sealed record CorrectionIssued : Notification
{
    /// <summary>Id of the earlier notification or message that was wrong.</summary>
    public required string CorrectedId { get; init; }

    /// <summary>When it was corrected.</summary>
    public required DateTimeOffset CorrectedAt { get; init; }

    internal static CorrectionIssued Read(Fields fields) => new()
    {
        PolicyVersion = fields.Text("policyVersion", 64),
        CorrectedId = fields.Text("correctedId", 64),
        CorrectedAt = fields.Time("correctedAt"),
    };
}
