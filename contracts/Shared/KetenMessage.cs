namespace KetenHub.Contracts;

/// <summary>What partners send to the hub, as the <c>data</c> of a CloudEvent. Each message has a folder with its record,
/// its JSON Schema and examples; <see cref="MessageTypes"/> lists them.</summary>
public abstract record KetenMessage
{
    /// <summary>The person the message is about.</summary>
    public required PersonReference Person { get; init; }

    /// <summary>Number of the case (zaaknummer) at IND, where there is one. 1 to 64 characters.</summary>
    public string? CaseNumber { get; init; }
}

/// <summary>What the hub tells partners, as the <c>data</c> of a CloudEvent. Poor in information on purpose: no identifier
/// of the person; the receiver fetches what it may know from the event's <c>dataref</c>.</summary>
public abstract record Notification
{
    /// <summary>Version of the policy that produced it.</summary>
    public required string PolicyVersion { get; init; }
}
