using System.Text.Json.Serialization;

namespace KetenHub.Demo;

/// <summary>What <c>ketenhub demo --json</c> prints.</summary>
/// <param name="Stories">Stories run.</param>
/// <param name="Accepted">Messages accepted.</param>
/// <param name="Refused">Messages refused.</param>
/// <param name="Duplicates">Messages known already.</param>
/// <param name="LogEntries">Entries of all correlation logs.</param>
/// <param name="Persons">Persons, those merged into another not counted.</param>
/// <param name="Notifications">Notifications per type.</param>
/// <param name="Readiness">What became of the readinesses.</param>
/// <param name="StaleNotifications">Reminders or escalations about what was settled by then; must be 0.</param>
/// <param name="ChainVerified">Every hash chain verified.</param>
/// <param name="DurationMs">Real time taken, in milliseconds.</param>
/// <param name="Failures">What ended otherwise than the stories say; empty when all is well.</param>
internal sealed record DemoReport(
    int Stories, int Accepted, int Refused, int Duplicates, long LogEntries, long Persons,
    IReadOnlyDictionary<string, long> Notifications, DemoReadiness Readiness, int StaleNotifications, bool ChainVerified,
    long DurationMs, IReadOnlyList<string> Failures)
{
    /// <summary>Every story ended as it should.</summary>
    [JsonIgnore]
    public bool IsGood => Failures.Count == 0 && StaleNotifications == 0 && ChainVerified;
}

/// <summary>Readinesses of a demo.</summary>
/// <param name="Opened">Readinesses opened.</param>
/// <param name="ReadyBeforeHandOut">Handed out with DT&amp;V having said it would be ready.</param>
/// <param name="Missed">Handed out without DT&amp;V.</param>
/// <param name="Cancelled">Cancelled.</param>
/// <param name="InterviewHeld">With the first departure interview held.</param>
internal sealed record DemoReadiness(int Opened, int ReadyBeforeHandOut, int Missed, int Cancelled, int InterviewHeld);
