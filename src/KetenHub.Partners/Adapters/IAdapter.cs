using KetenHub.Contracts;
using KetenHub.Partners.Http;

namespace KetenHub.Partners.Adapters;

/// <summary>A partner's own format, in and out. An adapter knows the format and the partner's endpoint; it sees no bus, no database and no
/// hub, so that a folder of samples is enough to try it. One folder per adapter, one line in <see cref="AdapterRegistry"/>; the suite of
/// <c>ketenhub adapter check</c> holds for each of them.</summary>
public interface IAdapter
{
    /// <summary>What a document of the partner says, in its order and one at a time, so that a document of any size can go through.
    /// Whatever the bytes are: no exception, but a <see cref="Rejection"/>. The same bytes give the same messages.</summary>
    /// <param name="document">As received, from its beginning. May throw <see cref="IOException"/>, which is passed on.</param>
    /// <param name="origin">Where it came from.</param>
    IEnumerable<Translated> Translate(Stream document, Origin origin);

    /// <summary>Brings one notification to the partner, in the partner's format. Asked again with the same notification after
    /// <see cref="RetryLater"/> or a crash: delivery is at least once. Does not retry for longer than some seconds by itself.
    /// Ends within a second when cancelled, with <see cref="OperationCanceledException"/>; throws nothing else.</summary>
    Task<DeliveryOutcome> DeliverAsync(Notice notice, CancellationToken cancellation);

    /// <summary>Whether calls go out to the partner, for pages and probes; null for an adapter that makes none through <see cref="PartnerHttp"/>.</summary>
    CircuitState? Circuit => null;
}

/// <summary>Where a document came from.</summary>
/// <param name="Name">Name of the file, or of the sample. An adapter may tell formats by its ending.</param>
public sealed record Origin(string Name)
{
    /// <summary>The ending, in lower case: <c>.json</c>.</summary>
    public string Ending => Path.GetExtension(Name).ToLowerInvariant();
}

/// <summary>A notification to bring.</summary>
/// <param name="Event">The event as the hub sent it.</param>
/// <param name="Content">Its data; null for a type that this version does not know.</param>
/// <param name="Body">The event's own bytes.</param>
public sealed record Notice(CloudEvent Event, Notification? Content, ReadOnlyMemory<byte> Body)
{
    /// <summary>Names type and id only.</summary>
    public override string ToString() => Event.ToString();
}

/// <summary>One thing that a document says, or a place where it can't be read.</summary>
public abstract record Translated;

/// <summary>A message for the hub.</summary>
/// <param name="Key">What makes it unique among all messages of this adapter; its id is derived from it. Sent again, it has the same key and the
/// same content. Not person data that could be guessed: the id is an attribute.</param>
/// <param name="Time">When the partner registered it.</param>
/// <param name="Content">What it says.</param>
public sealed record Message(string Key, DateTimeOffset Time, KetenMessage Content) : Translated
{
    /// <summary>The partner's own count of its messages, where it keeps one: the hub then sees what went missing on the way.</summary>
    public long? Sequence { get; init; }

    /// <summary>Fields of the partner that this version has no place for, as JSON, by name or pointer. Kept in the log, read by no rule.</summary>
    public IReadOnlyDictionary<string, string> Unmapped { get; init; } = new Dictionary<string, string>();

    /// <summary>Line or pointer in the document, for reports.</summary>
    public string Where { get; init; } = "";

    /// <summary>Names no person.</summary>
    public override string ToString() => $"{Content.GetType().Name} at {Where}";
}

/// <summary>What could not be read, with every problem. Holds no value of the document.</summary>
/// <param name="Problems">At least one; where says line and column, or a pointer.</param>
public sealed record Rejection(IReadOnlyList<Problem> Problems) : Translated
{
    /// <summary>One problem.</summary>
    public Rejection(Problem problem) : this([problem]) { }
}

/// <summary>What became of a delivery. There is no fourth.</summary>
public abstract record DeliveryOutcome
{
    private protected DeliveryOutcome() { }
}

/// <summary>The partner has it.</summary>
public sealed record Delivered : DeliveryOutcome;

/// <summary>Not now; the same notification may well be taken later.</summary>
/// <param name="Reason">Such as <c>HTTP 503</c>: no content, no address.</param>
/// <param name="After">How long the partner asked to wait; null when it did not say.</param>
public sealed record RetryLater(string Reason, TimeSpan? After = null) : DeliveryOutcome;

/// <summary>The partner will not take this, however often it is sent.</summary>
/// <param name="Reason">Such as <c>HTTP 422</c>: no content, no address.</param>
public sealed record Refused(string Reason) : DeliveryOutcome;
