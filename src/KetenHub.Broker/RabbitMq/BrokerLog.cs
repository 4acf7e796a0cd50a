using Microsoft.Extensions.Logging;

namespace KetenHub.Broker;

/// <summary>What lanes and outbound write to the operational log: codes, counts and types of failures only.</summary>
internal static partial class BrokerLog
{
    [LoggerMessage(6001, LogLevel.Warning, "lane {Lane}: the broker gives nothing: {Reason}; it goes on trying")]
    public static partial void LaneInterrupted(this ILogger log, string lane, string reason);

    [LoggerMessage(6002, LogLevel.Information, "lane {Lane} is open again")]
    public static partial void LaneOpenAgain(this ILogger log, string lane);

    [LoggerMessage(EventId = 6003, Message = "lane {Lane}: {Ready} messages wait and none arrived here; the channel is opened anew")]
    public static partial void LaneRecycled(this ILogger log, LogLevel level, string lane, uint ready);

    [LoggerMessage(6006, LogLevel.Warning, "no notification can be sent: {Reason}; it goes on trying")]
    public static partial void OutboundUnreachable(this ILogger log, string reason);

    [LoggerMessage(6007, LogLevel.Information, "notifications are sent again")]
    public static partial void OutboundReachable(this ILogger log);

    [LoggerMessage(6004, LogLevel.Warning, "the broker takes no notifications for now: resource alarm")]
    public static partial void OutboundBlocked(this ILogger log);

    [LoggerMessage(6005, LogLevel.Information, "the broker takes notifications again")]
    public static partial void OutboundUnblocked(this ILogger log);
}
