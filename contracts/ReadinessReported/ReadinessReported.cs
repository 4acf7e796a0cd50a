namespace KetenHub.Contracts;

/// <summary>DT&amp;V answers whether it will be there, with the first departure interview (vertrekgesprek) prepared.
/// Type <c>nl.vreemdelingenketen.readiness-reported.v1</c>.</summary>
public sealed record ReadinessReported : KetenMessage
{
    /// <summary>Number of the decision at IND.</summary>
    public required string DecisionNumber { get; init; }

    /// <summary>Counts DT&amp;V's answers about this decision from 1. A later revision always wins.</summary>
    public required int Revision { get; init; }

    /// <summary>Ready or not.</summary>
    public required ReadinessAnswer Answer { get; init; }

    /// <summary>When DT&amp;V answered.</summary>
    public required DateTimeOffset ReportedAt { get; init; }

    /// <summary>The planned hand-out moment that this answers. Left out when none was planned yet.</summary>
    public DateTimeOffset? HandOutAt { get; init; }

    /// <summary>From when DT&amp;V can be there; with <see cref="AvailableUntil"/> the answer also covers another moment in between.</summary>
    public DateTimeOffset? AvailableFrom { get; init; }

    /// <summary>Until when DT&amp;V can be there.</summary>
    public DateTimeOffset? AvailableUntil { get; init; }

    /// <summary>The place this answers; left out when the answer holds for any place.</summary>
    public Location? Location { get; init; }

    /// <summary>Team or function of who comes, not a name. At most 100 characters. Required when ready.</summary>
    public string? WhoComes { get; init; }

    /// <summary>When and where the first departure interview is held.</summary>
    public InterviewSlot? InterviewSlot { get; init; }

    /// <summary>Why not. Required when not ready.</summary>
    public NotReadyReason? NotReadyReason { get; init; }

    internal static ReadinessReported Read(Fields fields)
    {
        fields.Require("whoComes", fields.Is("answer", "Ready"), "required when the answer is Ready");
        fields.Require("notReadyReason", fields.Is("answer", "NotReady"), "required when the answer is NotReady");
        fields.Require("availableUntil", fields.Has("availableFrom"), "goes with availableFrom");
        fields.Require("availableFrom", fields.Has("availableUntil"), "goes with availableUntil");
        return new ReadinessReported
        {
            Person = fields.Object("person", PersonReference.Read, Errors.PersonMissing),
            CaseNumber = fields.OptionalText("caseNumber", 64),
            DecisionNumber = fields.Match("decisionNumber", Patterns.Number, Patterns.NumberForm),
            Revision = fields.Integer("revision", 1, 100_000),
            Answer = fields.Value<ReadinessAnswer>("answer"),
            ReportedAt = fields.Time("reportedAt"),
            HandOutAt = fields.OptionalTime("handOutAt"),
            AvailableFrom = fields.OptionalTime("availableFrom"),
            AvailableUntil = fields.OptionalTime("availableUntil"),
            Location = fields.OptionalObject("location", Location.Read),
            WhoComes = fields.OptionalText("whoComes", 100),
            InterviewSlot = fields.OptionalObject("interviewSlot", InterviewSlot.Read),
            NotReadyReason = fields.OptionalValue<NotReadyReason>("notReadyReason"),
        };
    }
}

/// <summary>DT&amp;V's answer.</summary>
public enum ReadinessAnswer
{
    /// <summary>An answer that this version does not know.</summary>
    Unknown,
    /// <summary>Will be there, interview prepared.</summary>
    Ready,
    /// <summary>Will not.</summary>
    NotReady,
}

/// <summary>Why DT&amp;V is not ready.</summary>
public enum NotReadyReason
{
    /// <summary>A reason that this version does not know.</summary>
    Unknown,
    /// <summary>Nobody available.</summary>
    NoStaff,
    /// <summary>No interpreter.</summary>
    NoInterpreter,
    /// <summary>The file is not complete.</summary>
    FileIncomplete,
    /// <summary>The person can't be removed at this time.</summary>
    NotRemovable,
    /// <summary>The location can't be reached in time.</summary>
    LocationNotReachable,
    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>The slot of the first departure interview.</summary>
public sealed record InterviewSlot
{
    /// <summary>Start.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Room or place, at most 100 characters.</summary>
    public string? Room { get; init; }

    internal static InterviewSlot Read(Fields fields) => new()
    {
        Start = fields.Time("start"),
        Room = fields.OptionalText("room", 100),
    };
}
