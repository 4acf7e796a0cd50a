namespace KetenHub.Faults.Real;

/// <summary>What a message of a publisher is for the checker.</summary>
internal enum SentKind
{
    /// <summary>A new negative decision: DT&amp;V is asked exactly once.</summary>
    Decision,
    /// <summary>A later plan of its hand-out.</summary>
    Replan,
    /// <summary>DT&amp;V's answer: IND is told exactly once.</summary>
    Answer,
    /// <summary>An incident or signal.</summary>
    Report,
}

/// <summary>A line of a publisher's ledger, kept outside of the hub.</summary>
/// <param name="Id">Id of the event.</param>
/// <param name="Partner">Publisher.</param>
/// <param name="Person">Number of the person.</param>
/// <param name="Sequence">Place among what this publisher sent.</param>
/// <param name="Thread">Decision number, or empty.</param>
/// <param name="Digest">SHA-256 of the body.</param>
/// <param name="Kind">What it is.</param>
internal sealed record Sent(Guid Id, string Partner, int Person, long Sequence, string Thread, byte[] Digest, SentKind Kind)
{
    /// <summary>When the broker confirmed it; null before.</summary>
    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>Place among what this publisher really sent; the sequence unless it was shuffled.</summary>
    public long Place { get; init; } = Sequence;

}

/// <summary>A line of a receiver's ledger.</summary>
/// <param name="Place">Place among what this receiver got, resends included.</param>
/// <param name="Id">Id of the event.</param>
/// <param name="Type">Short type.</param>
/// <param name="Thread">Its <c>correlationid</c>.</param>
internal sealed record Told(long Place, Guid Id, string Type, string Thread);
