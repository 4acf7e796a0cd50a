namespace KetenHub.Hub;

/// <summary>Whether the hub can do its work now. Written by the runners, read by health and pages.</summary>
public sealed class HubHealth
{
    private volatile string? storeProblem;
    private volatile string? evidenceProblem;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> delivery = new(StringComparer.Ordinal);

    /// <summary>Why nothing can be accepted now; null when all is well.</summary>
    public string? StoreProblem
    {
        get => storeProblem;
        set => storeProblem = value;
    }

    /// <summary>Why nothing may be accepted now, although it could be stored (KH306); null when all is well.</summary>
    public string? EvidenceProblem
    {
        get => evidenceProblem;
        set => evidenceProblem = value;
    }

    /// <summary>How the broker differs from what the partners file asks for; empty when it does not.</summary>
    public IReadOnlyList<string> TopologyProblems { get; set; } = [];

    /// <summary>Recipients that can't be reached now, with the reason.</summary>
    public IReadOnlyDictionary<string, string> DeliveryProblems => delivery;

    /// <summary>Notes how the latest try to reach a recipient went.</summary>
    public void Delivered(string recipient, string? problem)
    {
        if (problem is null)
            delivery.TryRemove(recipient, out _);
        else
            delivery[recipient] = problem;
    }
}
