namespace KetenHub.Hub;

/// <summary>Whether the hub can do its work now. Written by the runners, read by health and pages.</summary>
#pragma warning disable CA1001 // A source without a timer, whose wait handle nobody asks for, has nothing to give back.
public sealed class HubHealth
#pragma warning restore CA1001
{
    private volatile string? storeProblem;
    private volatile string? evidenceProblem;
    private volatile IReadOnlyList<PauseRow>? pauses = [];
    private CancellationTokenSource pausesChanged = new();
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> delivery = new(StringComparer.Ordinal);
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, Func<string?>> connections = new(StringComparer.Ordinal);

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

    /// <summary>Messages that nobody took and that the broker keeps, by queue; empty when there are none.</summary>
    public IReadOnlyDictionary<string, uint> KeptMessages { get; set; } = new Dictionary<string, uint>();

    /// <summary>Queues near their limit, with the messages in them.</summary>
    public IReadOnlyDictionary<string, uint> FullQueues { get; set; } = new Dictionary<string, uint>();

    /// <summary>Queues of the broker, by name; empty where none is watched, or the broker can't be asked.</summary>
    public IReadOnlyDictionary<string, QueueDepth> Queues { get; set; } = new Dictionary<string, QueueDepth>();

    /// <summary>Adapters of partners, by code, as far as their processes answer.</summary>
    public IReadOnlyDictionary<string, AdapterHealth> Adapters { get; set; } = new Dictionary<string, AdapterHealth>();

    /// <summary>How it is with each partner; empty until it was looked.</summary>
    public IReadOnlyList<PartnerHealth> Partners { get; set; } = [];

    /// <summary>What is paused; null while that is not known yet: then nothing is read and nothing sent.</summary>
    public IReadOnlyList<PauseRow>? Pauses
    {
        get => pauses;
        set
        {
            var before = pauses;
            pauses = value;
            if (value is null || before is null || !value.SequenceEqual(before))
                Interlocked.Exchange(ref pausesChanged, new CancellationTokenSource()).Cancel();
        }
    }

    /// <summary>Cancelled when what is paused changes the next time.</summary>
    public CancellationToken PausesChanged => Volatile.Read(ref pausesChanged).Token;

    /// <summary>Connections to the broker that can't work now, with the reason: lanes that can't be read, and sending to whomever.</summary>
    public IReadOnlyDictionary<string, string> BrokerProblems => connections.Select(connection => (connection.Key, Problem: connection.Value()))
        .Where(connection => connection.Problem is not null).ToDictionary(connection => connection.Key, connection => connection.Problem!);

    /// <summary>Recipients that can't be reached now, with the reason.</summary>
    public IReadOnlyDictionary<string, string> DeliveryProblems => delivery;

    /// <summary>Has a connection to the broker asked how it is, whenever health is.</summary>
    public void Watch(string connection, Func<string?> problem) => connections[connection] = problem;

    /// <summary>Whether a side of a partner is paused, or it is not known yet whether it is.</summary>
    public bool IsPaused(string partner, PauseSide side)
    {
        if (pauses is not { } known)
            return true;
        foreach (var pause in known)
        {
            if (pause.Partner == partner && pause.Side == side)
                return true;
        }
        return false;
    }

    /// <summary>Notes how the latest try to reach a recipient went.</summary>
    public void Delivered(string recipient, string? problem)
    {
        if (problem is null)
            delivery.TryRemove(recipient, out _);
        else
            delivery[recipient] = problem;
    }
}
