namespace KetenHub.Hub;

/// <summary>Seam 3: where notifications go. Implementations pass the outbound suite of <c>tests/KetenHub.Conformance</c>.</summary>
public interface IOutbound : IAsyncDisposable
{
    /// <summary>Sends in order and waits until each is confirmed: the recipient's queue, or the recipient itself where there is no
    /// durable queue, has it. A result per event, in order; never throws for a recipient that can't be reached.</summary>
    Task<IReadOnlyList<Delivery>> SendAsync(string recipient, IReadOnlyList<OutboundEvent> events, CancellationToken cancellation);

    /// <summary>Why nothing can be sent to anybody now, in words without content; null when all is well. It is no fault of any notification or
    /// recipient, and counts against none.</summary>
    string? Problem => null;
}

/// <summary>A notification to send.</summary>
/// <param name="Id">Stable: receivers deduplicate on it.</param>
/// <param name="Type">CloudEvents type.</param>
/// <param name="Body">The event, as structured CloudEvents JSON.</param>
public sealed record OutboundEvent(Guid Id, string Type, byte[] Body)
{
    /// <summary>W3C trace context of this sending, for a header; null when it is not traced.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Names type and id only.</summary>
    public override string ToString() => $"{Type} {Id}";
}

/// <summary>What became of it.</summary>
/// <param name="Reason">Null when it was confirmed; else why not, without any content of the event.</param>
public sealed record Delivery(string? Reason)
{
    /// <summary>Confirmed.</summary>
    public static Delivery Confirmed { get; } = new((string?)null);

    /// <summary>Whether it was confirmed.</summary>
    public bool IsConfirmed => Reason is null;
}
