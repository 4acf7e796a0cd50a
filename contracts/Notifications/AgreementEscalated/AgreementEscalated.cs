namespace KetenHub.Contracts;

/// <summary>The term of an agreement passed without it being closed.
/// Type <c>nl.vreemdelingenketen.agreement-escalated.v1</c>.</summary>
public sealed record AgreementEscalated : Notification
{
    /// <summary>Number of the agreement.</summary>
    public required string AgreementNumber { get; init; }

    /// <summary>Who at the receiving partner should see it.</summary>
    public required Audience Audience { get; init; }

    /// <summary>Rung of the ladder, from 1.</summary>
    public required int Level { get; init; }

    /// <summary>Before when it was agreed.</summary>
    public required DateTimeOffset DueAt { get; init; }

    internal static AgreementEscalated Read(Fields fields) => new()
    {
        PolicyVersion = fields.Text("policyVersion", 64),
        AgreementNumber = fields.Match("agreementNumber", Patterns.Number, Patterns.NumberForm),
        Audience = fields.Value<Audience>("audience"),
        Level = fields.Integer("level", 1, 100_000),
        DueAt = fields.Time("dueAt"),
    };
}
