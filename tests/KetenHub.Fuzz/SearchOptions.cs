namespace KetenHub.Fuzz;

/// <summary>What a search is to do.</summary>
internal sealed record SearchOptions
{
    /// <summary>For how long, all targets together.</summary>
    public int Seconds { get; init; } = 60;

    /// <summary>The only target; null: all.</summary>
    public string? Only { get; init; }

    /// <summary>Seed of the changes.</summary>
    public int Seed { get; init; } = 20261129;

    /// <summary>Inputs that reach new branches go into the corpus.</summary>
    public bool Keep { get; init; }

    /// <summary>Where inputs are put that something went wrong with.</summary>
    public string Failures { get; init; } = "fuzz-failures";

    /// <summary>The file that the input at hand stands in: this process is the one that is watched.</summary>
    public string? Input { get; init; }
}
