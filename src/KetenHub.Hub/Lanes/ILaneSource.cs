using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>Seam 2: where messages come from. A lane gives messages in the order its publishers sent them; what was read comes again
/// until it is acknowledged. Implementations pass the lane suite of <c>tests/KetenHub.Conformance</c>.</summary>
public interface ILaneSource : IAsyncDisposable
{
    /// <summary>Waits for the next messages: at least one, at most <paramref name="most"/>, in order. The caller ends one batch
    /// (acknowledge or release) before it reads the next.</summary>
    Task<ILaneBatch> ReadAsync(int most, CancellationToken cancellation);

    /// <summary>Gives everything back that it holds unread, and reads nothing until the next <see cref="ReadAsync"/>: for a lane that is paused. Does
    /// nothing where nothing is held.</summary>
    Task StandAsideAsync() => Task.CompletedTask;
}

/// <summary>Messages read and not yet acknowledged.</summary>
public interface ILaneBatch
{
    /// <summary>In order.</summary>
    IReadOnlyList<InboundMessage> Messages { get; }

    /// <summary>Goes into the transaction of these messages; null where no other process can read the lane.</summary>
    LaneTicket? Ticket { get; }

    /// <summary>Everything is committed: one receipt per message, in the same order.</summary>
    Task AcknowledgeAsync(IReadOnlyList<Receipt> receipts, CancellationToken cancellation);

    /// <summary>Nothing was committed; the messages stay first in the lane or are refused as busy (KH403) where the sender waits.</summary>
    Task ReleaseAsync(CancellationToken cancellation);
}

/// <summary>Who reads a lane. Taken from the store when a reader gets its first message (<see cref="IHubStore.TakeLaneAsync"/>) and checked by it
/// in every transaction of that reader: who slept while another took over can write nothing.</summary>
/// <param name="Lane">Name of the lane.</param>
/// <param name="Epoch">Which reader of this lane, counted from 1; the highest is the present one.</param>
public sealed record LaneTicket(string Lane, long Epoch);

/// <summary>A message as it came in.</summary>
/// <param name="Publisher">Code of the partner, known by the lane or the token, never from a header.</param>
/// <param name="ContentType">As received.</param>
/// <param name="Body">As received, at most <see cref="MaxBytes"/> bytes of it.</param>
/// <param name="Length">Length in bytes as received.</param>
public sealed record InboundMessage(string Publisher, string? ContentType, ReadOnlyMemory<byte> Body, long Length)
{
    /// <summary>One byte over the largest event, so that a larger one is seen to be larger and still kept in quarantine.</summary>
    public const int MaxBytes = CloudEvent.MaxBytes + 1;

    /// <summary>A message read whole.</summary>
    public InboundMessage(string publisher, string? contentType, ReadOnlyMemory<byte> body) : this(publisher, contentType, body, body.Length) { }

    /// <summary>W3C trace context of the hop it came by, from a header; null without. Kept for tracing only: nothing is decided by it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Who handed it in and from where, for what came by the API or a page; null for what came by the broker.</summary>
    public Actor? By { get; init; }

    /// <summary>The sender's signature over the body, from the header <see cref="EventSignature.Header"/>; null without. Checked before anything is decided.</summary>
    public string? Signature { get; init; }

    /// <summary>Sent again by people of the hub: it does not show that the partner is alive, and was checked for its signature when it came.</summary>
    public bool IsReplay { get; init; }

    /// <summary>Entered on a page of this hub by somebody of the partner, whose signing in stands for a signature.</summary>
    public bool IsEntered { get; init; }

    /// <summary>How often it was given before, as far as the broker counts it: when a process ends, what it had in hand is given again.</summary>
    public int TimesGiven { get; init; }

    /// <summary>When it arrived here, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public long ArrivedAt { get; } = System.Diagnostics.Stopwatch.GetTimestamp();

    /// <summary>Names the publisher only: the body is about a person.</summary>
    public override string ToString() => $"message of {Publisher}";
}

/// <summary>What became of a message.</summary>
/// <param name="Outcome">Accepted, known already, or set apart.</param>
/// <param name="EventId">Id of the event; null when it could not be read.</param>
/// <param name="N">Its entry in the person's log.</param>
/// <param name="Hash">Hash of that entry, lower-case hex.</param>
/// <param name="Quarantine">Number under which it is kept when it was refused.</param>
/// <param name="Problems">Why it was refused.</param>
public sealed record Receipt(
    ReceiptOutcome Outcome, string? EventId, long? N, string? Hash, Guid? Quarantine, IReadOnlyList<Problem> Problems);

/// <summary>What became of a message.</summary>
public enum ReceiptOutcome
{
    /// <summary>Committed now.</summary>
    Accepted,
    /// <summary>Committed before; this was a resend.</summary>
    Duplicate,
    /// <summary>Refused, and kept in quarantine.</summary>
    Quarantined,
}
