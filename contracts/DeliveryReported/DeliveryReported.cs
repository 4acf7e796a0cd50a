namespace KetenHub.Contracts;

/// <summary>What became of a notification at the partner it was for: the hub's log then says who got what, when, and what failed.
/// Type <c>nl.vreemdelingenketen.delivery-reported.v1</c>. <see cref="KetenMessage.Person"/> is named by
/// <see cref="PersonIdentifier.Notification"/>.</summary>
public sealed record DeliveryReported : KetenMessage
{
    /// <summary>Id of the notification's event.</summary>
    public required string NotificationId { get; init; }

    /// <summary>Type of the notification's event.</summary>
    public required string NotificationType { get; init; }

    /// <summary>What became of it.</summary>
    public required DeliveryResult Result { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How often it was tried since the adapter started.</summary>
    public required int Tries { get; init; }

    /// <summary>Why it was not delivered, at most 100 characters. Required unless delivered.</summary>
    public string? Reason { get; init; }

    internal static DeliveryReported Read(Fields fields)
    {
        fields.Require("reason", fields.Is("result", "Refused") || fields.Is("result", "GivenUp"), "required unless the result is Delivered");
        return new DeliveryReported
        {
            Person = fields.Object("person", PersonReference.Read, Errors.PersonMissing),
            CaseNumber = fields.OptionalText("caseNumber", 64),
            NotificationId = fields.Match("notificationId", Patterns.Uuid, "a UUID in lower case"),
            NotificationType = fields.Text("notificationType", 100),
            Result = fields.Value<DeliveryResult>("result"),
            At = fields.Time("at"),
            Tries = fields.Integer("tries", 1, 100_000),
            Reason = fields.OptionalText("reason", 100),
        };
    }
}

/// <summary>What became of a notification.</summary>
public enum DeliveryResult
{
    /// <summary>A result that this version does not know.</summary>
    Unknown,
    /// <summary>The partner's system has it.</summary>
    Delivered,
    /// <summary>The partner's system will not take it.</summary>
    Refused,
    /// <summary>It was not taken for longer than the hub's operator allows.</summary>
    GivenUp,
}
