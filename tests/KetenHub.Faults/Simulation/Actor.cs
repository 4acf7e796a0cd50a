namespace KetenHub.Faults.Simulation;

/// <summary>One flow of work, such as a lane of a hub. It runs until it parks; nothing else runs meanwhile.</summary>
internal sealed class Actor(string name)
{
    private TaskCompletionSource? resume;

    public string Name => name;

    /// <summary>Not run before this moment: it is stalled.</summary>
    public DateTimeOffset NotBefore { get; private set; }

    /// <summary>Runs from this moment, whatever else.</summary>
    public DateTimeOffset? WakeAt { get; private set; }

    /// <summary>Runs once this holds.</summary>
    public Func<bool>? Condition { get; private set; }

    public bool IsFinished { get; set; }

    public bool IsReady(DateTimeOffset now) => NotBefore <= now && !IsFinished && (WakeAt <= now || Condition?.Invoke() == true);

    /// <summary>The moment it can run next without anybody else doing anything; null when there is none.</summary>
    public DateTimeOffset? NextAt()
    {
        if (IsFinished)
            return null;
        if (Condition?.Invoke() == true)
            return NotBefore;
        return WakeAt > NotBefore ? WakeAt : WakeAt is null ? null : NotBefore;
    }

    public Task Park(DateTimeOffset notBefore, DateTimeOffset? wakeAt, Func<bool>? condition)
    {
        (NotBefore, WakeAt, Condition) = (notBefore, wakeAt, condition);
        resume = new TaskCompletionSource();
        return resume.Task;
    }

    public void Resume()
    {
        var parked = resume!;
        resume = null;
        parked.SetResult();
    }

    /// <summary>The process it is part of is gone.</summary>
    public void End(Exception crash)
    {
        var parked = resume!;
        resume = null;
        parked.SetException(crash);
    }
}

/// <summary>The process was killed here. As a cancellation nobody takes it for a fault of a message.</summary>
internal sealed class CrashException() : OperationCanceledException("the process was killed");
