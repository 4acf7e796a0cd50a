using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Demo;

/// <summary>Where a story is played: a hub with a clock, and partners that keep what they are told.</summary>
internal abstract class StoryStage
{
    /// <summary>Its clock.</summary>
    public abstract DateTimeOffset Now { get; }

    /// <summary>Lets time pass up to a moment, with all that is due by then.</summary>
    public abstract Task AdvanceAsync(DateTimeOffset moment, CancellationToken cancellation);

    /// <summary>Sends a message and waits for what becomes of it.</summary>
    public abstract Task<Played> SendAsync(InboundMessage message, CancellationToken cancellation);

    /// <summary>What partners were told since the last call, each once.</summary>
    public abstract IReadOnlyList<Told> TakeTold();
}

/// <summary>What became of a message.</summary>
/// <param name="Outcome">Accepted or not.</param>
/// <param name="At">When, on the clock of the stage.</param>
/// <param name="Problems">Why it was refused.</param>
internal sealed record Played(StepOutcome Outcome, DateTimeOffset At, IReadOnlyList<Problem> Problems);
