using Microsoft.Extensions.Logging;

namespace KetenHub.Hub;

/// <summary>Everything the hub writes to the operational log. Numbers, codes and counts only: no body, no identifier.</summary>
internal static partial class HubLog
{
    [LoggerMessage(2001, LogLevel.Warning, "{Number}: refused a message of {Publisher}: {Errors}; kept in quarantine as {Quarantine}")]
    public static partial void Refused(this ILogger log, string number, string publisher, string errors, Guid quarantine);

    [LoggerMessage(2002, LogLevel.Error, "KH240: deciding on a message of {Publisher} failed: {Failure}; it is set apart, the others go on")]
    public static partial void ProcessingFailed(this ILogger log, string publisher, string failure);

    [LoggerMessage(3001, LogLevel.Error, "KH303: the store can't be written: {Reason}; nothing is accepted until it works again")]
    public static partial void StoreUnavailable(this ILogger log, string reason);

    [LoggerMessage(3002, LogLevel.Information, "the store can be written again")]
    public static partial void StoreBack(this ILogger log);

    [LoggerMessage(3003, LogLevel.Error, "no checkpoint could be made and kept: {Reason}; it is tried again")]
    public static partial void CheckpointFailed(this ILogger log, string reason);

    [LoggerMessage(3004, LogLevel.Critical, "KH306: no checkpoint was made and kept for {Minutes} minutes; nothing is accepted until there is one")]
    public static partial void EvidenceMissing(this ILogger log, double minutes);

    [LoggerMessage(3005, LogLevel.Warning, "checkpoints are made and kept again; the hub accepts")]
    public static partial void EvidenceBack(this ILogger log);

    [LoggerMessage(3007, LogLevel.Information, "key ring: generation {Generation} of another process is in use; whom it has no key for can't be opened any more")]
    public static partial void KeyRingTaken(this ILogger log, long generation);

    [LoggerMessage(3008, LogLevel.Error, "the key ring that another process wrote can't be read: {Problem} Persons it erased can still be opened by this hub until it can")]
    public static partial void KeyRingUnreadable(this ILogger log, string problem);

    [LoggerMessage(3009, LogLevel.Information, "retention {Run}: looked at {Persons} persons; gone: {Gone}; {Held} stay for a legal hold, {Needed} are still needed")]
    public static partial void RetentionDone(this ILogger log, Guid run, long persons, string gone, long held, long needed);

    [LoggerMessage(3010, LogLevel.Error, "retention failed: {Failure}; it is tried again")]
    public static partial void RetentionFailed(this ILogger log, string failure);

    [LoggerMessage(3019, LogLevel.Warning, "the preview of retention failed: {Failure}")]
    public static partial void RetentionPreviewFailed(this ILogger log, string failure);

    [LoggerMessage(3011, LogLevel.Warning, "KH427: records of processing are not confirmed by their receiver: {Reason}; they stay in the store and are sent again")]
    public static partial void ProcessingNotTaken(this ILogger log, string reason);

    [LoggerMessage(3012, LogLevel.Information, "records of processing are confirmed again")]
    public static partial void ProcessingTaken(this ILogger log);

    [LoggerMessage(3013, LogLevel.Error, "KH307: an entry that the tree holds as number {N} of its log is not in the store any more: run ketenhub verify with the checkpoints")]
    public static partial void ProcessingGone(this ILogger log, long n);

    [LoggerMessage(4001, LogLevel.Error, "deciding on a deadline failed: {Failure}; it is put off by {Minutes} minutes")]
    public static partial void DeadlineFailed(this ILogger log, string failure, double minutes);

    [LoggerMessage(5001, LogLevel.Warning, "KH501: {Recipient} did not take notification {Id} (try {Attempt}): {Reason}; next try in {Seconds} s")]
    public static partial void NotDelivered(this ILogger log, string recipient, Guid id, int attempt, string reason, double seconds);

    [LoggerMessage(2003, LogLevel.Error, "sending failures again stopped: {Failure}; it goes on")]
    public static partial void ReplayFailed(this ILogger log, string failure);

    [LoggerMessage(5002, LogLevel.Error, "relay to {Recipient} failed: {Failure}; it goes on")]
    public static partial void RelayFailed(this ILogger log, string recipient, string failure);

    [LoggerMessage(3003, LogLevel.Warning, "metrics of the store could not be read: {Failure}")]
    public static partial void GaugesFailed(this ILogger log, string failure);

    [LoggerMessage(3006, LogLevel.Warning, "case numbers of before could not be made findable: {Failure}; it is tried again")]
    public static partial void CaseNumbersFailed(this ILogger log, string failure);

    [LoggerMessage(4004, LogLevel.Warning, "{Reason} Nothing of it was written; it begins anew")]
    public static partial void LaneOvertaken(this ILogger log, string reason);

    [LoggerMessage(2402, LogLevel.Error, "KH241: {Ends} processes ended with a message of {Publisher} alone in hand; it is set apart, the others go on")]
    public static partial void ProcessEndedAt(this ILogger log, string publisher, int ends);

    [LoggerMessage(4002, LogLevel.Error, "lane failed: {Failure}; it goes on")]
    public static partial void LaneFailed(this ILogger log, string failure);

    [LoggerMessage(5302, LogLevel.Warning, "KH447: {Partner} was paused ({Side}) by {Actor}; nothing is lost, it goes on when somebody resumes it")]
    public static partial void PartnerPaused(this ILogger log, string partner, PauseSide side, string actor);

    [LoggerMessage(5303, LogLevel.Information, "{Partner} goes on ({Side})")]
    public static partial void PartnerResumed(this ILogger log, string partner, PauseSide side);

    [LoggerMessage(5304, LogLevel.Warning, "it could not be read which partners are paused: {Failure}; it is tried again")]
    public static partial void PausesUnknown(this ILogger log, string failure);

    [LoggerMessage(5401, LogLevel.Error, "KH448: alert {Alert} of rule {Rule} could not be escalated by {Way}: {Reason}; it is tried again")]
    public static partial void EscalationFailed(this ILogger log, Guid alert, string rule, string way, string reason);

    [LoggerMessage(5402, LogLevel.Warning, "alerts could not be judged: {Failure}; it is tried again")]
    public static partial void AlertsFailed(this ILogger log, string failure);

    [LoggerMessage(1001, LogLevel.Warning, "KH449: the policy {Version} is not the one that hubs worked by under this version")]
    public static partial void PolicyDiffers(this ILogger log, string version);

    [LoggerMessage(5301, LogLevel.Warning, "{Partner} is silent: by its own rhythm it should have been heard before {Expected:u}")]
    public static partial void PartnerSilent(this ILogger log, string partner, DateTimeOffset expected);
}
