using KetenHub.Contracts;
using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>Everything the hub does with data about a person, by a key that the register of processing activities names.</summary>
public static class ProcessingKeys
{
    /// <summary>A partner's message that was refused: it may hold data about anybody.</summary>
    public const string MessageRefused = "refused";

    /// <summary>Somebody looked into a refused message.</summary>
    public const string BodySeen = "body seen";

    /// <summary>All of them: what the hub can do and the register does not name stops it at the start.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. MessageTypes.Messages.Select(type => Received(type.Name)),
        .. MessageTypes.Notifications.Select(type => Notified(type.Name)),
        .. DeadlineKeys.Kinds.Select(Deadline),
        .. Enum.GetValues<LookUp>().Select(how => LookedUp(LookUps.TypeOf(how))),
        // Kinds of entry that have no types of their own.
        .. Enum.GetValues<LogKind>().Except([LogKind.Received, LogKind.Notified, LogKind.Deadline, LogKind.LookedUp]).Select(Of),
        MessageRefused, BodySeen,
    ];

    /// <summary>Notifying of this type.</summary>
    public static string Notified(string type) => $"notified {type}";

    /// <summary>What an entry of a person's log records.</summary>
    public static string Of(LogRow entry) => entry.Kind switch
    {
        LogKind.Received => Received(entry.Type),
        LogKind.Notified => Notified(entry.Type),
        LogKind.Deadline => Deadline(entry.Type),
        LogKind.LookedUp => LookedUp(entry.Type),
        _ => Of(entry.Kind),
    };

    /// <summary>What an entry of the audit log records; null for what no data about a person is processed by, or what stands in a person's log too.</summary>
    public static string? Of(ActionRow action) => action.Kind switch
    {
        ActionKind.Sent when action.Result != ActionRow.Done => MessageRefused,
        ActionKind.BodySeen => BodySeen,
        _ => null,
    };

    private static string Received(string type) => $"received {type}";

    private static string Deadline(string kind) => $"deadline {kind}";

    private static string LookedUp(string type) => $"looked up {type}".TrimEnd();

    private static string Of(LogKind kind) => Stored.NameOf(kind).ToLowerInvariant();
}
