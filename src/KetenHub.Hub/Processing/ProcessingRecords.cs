using System.Globalization;

namespace KetenHub.Hub;

/// <summary>What was written in one transaction with what was processed, seen as records of the log of processings: the entry of a person's log is the record of it,
/// so that nothing is processed without one.</summary>
/// <param name="keys">Encrypt whom it is about, and number the records.</param>
/// <param name="register">Says to which activity it belongs.</param>
/// <param name="partners">Who called for it.</param>
public sealed class ProcessingRecords(HubKeys keys, ProcessingRegister register, PartnerList partners)
{
    private const int SpanBytes = 8;
    private const int TraceBytes = 16;

    /// <summary>What <see cref="ProcessingRecord.SubjectId"/> is an id of.</summary>
    public string SubjectType { get; } = $"{partners.HubSource}:persoon";

    /// <summary>URI of an activity.</summary>
    public static string UriOf(PartnerList partners, ProcessingActivity activity) => $"{partners.HubSource}:verwerkingsactiviteit:{activity.Id}";

    /// <summary>The record that an entry of a person's log is; null when a newer hub wrote it, whose register knows what it is.</summary>
    public ProcessingRecord? Of(LogRow entry)
    {
        var name = ProcessingKeys.Of(entry);
        if (register.Find(name) is not { } activity)
            return null;
        var isFetched = entry.Kind == LogKind.LookedUp && entry.Type == LookUps.TypeOf(LookUp.Reference);
        return new ProcessingRecord(
            TraceOf(keys, entry), SpanOf(entry.Person, entry.N), entry.CauseN is { } cause ? SpanOf(entry.Person, cause) : CallerOf(entry.Trace), name, true, entry.At,
            UriOf(partners, activity), keys.SubjectOf(entry.Person), entry.Kind == LogKind.Received || isFetched ? SystemOf(entry.Party) : null, null);
    }

    /// <summary>The record that an entry of the audit log is; null when no data about a person was processed by it, or its record is an entry of that person's log.</summary>
    public ProcessingRecord? Of(ActionRow action)
    {
        if (ProcessingKeys.Of(action) is not { } name || register.Find(name) is not { } activity)
            return null;
        var isRefusal = name == ProcessingKeys.MessageRefused;
        return new ProcessingRecord(
            action.Trace.Length > 0 ? action.Trace : keys.ProcessingId($"trace {action.Id:D}", TraceBytes), keys.ProcessingId($"span {action.Id:D}", SpanBytes), "", name,
            !isRefusal, action.At, UriOf(partners, activity), null, isRefusal ? SystemOf(action.Actor) : null, isRefusal ? action.Result : null);
    }

    /// <summary>Trace of an entry: the one it was written with, else one that all it caused shares.</summary>
    internal static string TraceOf(HubKeys keys, LogRow entry) => Telemetry.TraceIdOf(entry.Trace) is { Length: > 0 } trace
        ? trace : keys.ProcessingId(string.Create(CultureInfo.InvariantCulture, $"trace {entry.Person:D} {entry.CauseN ?? entry.N}"), TraceBytes);

    private string SpanOf(Guid person, long n) => keys.ProcessingId(string.Create(CultureInfo.InvariantCulture, $"span {person:D} {n}"), SpanBytes);

    private string? SystemOf(string party) => partners.Find(party) is { } partner ? $"urn:nld:oin:{partner.Oin}" : null;

    private static string CallerOf(string trace) => Telemetry.ContextOf(trace) is var context && context != default ? context.SpanId.ToHexString() : "";
}
