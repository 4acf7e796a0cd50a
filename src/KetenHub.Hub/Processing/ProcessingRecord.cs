namespace KetenHub.Hub;

/// <summary>A record of the log of processings (logboek dataverwerkingen): one thing that was done with data about one person, or about nobody that is known. It names no
/// user: who did it stands in the audit log under the same trace.</summary>
/// <param name="TraceId">16 bytes in hexadecimal digits: shared by all that was processed because of one thing.</param>
/// <param name="SpanId">8 bytes: this record's own. Sent twice it is the same.</param>
/// <param name="ParentSpanId">The action that it followed from, in this log or in a partner's; empty for none.</param>
/// <param name="Name">What was done: a key of <see cref="ProcessingKeys"/>.</param>
/// <param name="Succeeded">False for a message that was refused.</param>
/// <param name="At">When it was done, to the millisecond; it began and ended within one transaction.</param>
/// <param name="ActivityId">URI of its activity in the register.</param>
/// <param name="SubjectId">The person, encrypted: see <see cref="HubKeys.SubjectOf"/>; null where it is not known whom it is about.</param>
/// <param name="Processor">URI of the partner in whose processing this one was called; null for none.</param>
/// <param name="Failure">Numbers of the errors; null when it succeeded.</param>
public sealed record ProcessingRecord(
    string TraceId, string SpanId, string ParentSpanId, string Name, bool Succeeded, DateTimeOffset At, string ActivityId, string? SubjectId, string? Processor, string? Failure);
