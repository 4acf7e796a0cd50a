namespace KetenHub.Contracts;

/// <summary>Reminds the owner of an agreement of its term.
/// Type <c>nl.vreemdelingenketen.agreement-reminder.v1</c>.</summary>
public sealed record AgreementReminder : Notification
{
    /// <summary>Number of the agreement.</summary>
    public required string AgreementNumber { get; init; }

    /// <summary>Before when it was agreed.</summary>
    public required DateTimeOffset DueAt { get; init; }

    internal static AgreementReminder Read(Fields fields) => new()
    {
        PolicyVersion = fields.Text("policyVersion", 64),
        AgreementNumber = fields.Match("agreementNumber", Patterns.Number, Patterns.NumberForm),
        DueAt = fields.Time("dueAt"),
    };
}
