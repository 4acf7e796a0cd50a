namespace KetenHub.Hub;

/// <summary>A month as published.</summary>
/// <param name="Month">Year and month, for example 202603.</param>
/// <param name="Stars">Counts with their breakdowns.</param>
/// <param name="Distributions">How often times were how long, with how many there are.</param>
/// <param name="Times">How long things took.</param>
public sealed record PublishedMonth(int Month, IReadOnlyList<PublishedStar> Stars, IReadOnlyList<PublishedStar> Distributions, IReadOnlyList<PublishedTime> Times)
{
    /// <summary>Everything that is counted.</summary>
    public IReadOnlyList<PublishedStar> All => [.. Stars, .. Distributions];
}

/// <summary>A cell as it is published.</summary>
/// <param name="Kind">How it is shown.</param>
/// <param name="Tens">For a rounded one: the multiple of ten.</param>
public readonly record struct PublishedCell(PublishedKind Kind, long Tens)
{
    /// <summary>As the ministry shows it: rounded to tens, <c>&lt; 10</c> from 0 to 9, <c>x</c> where showing it would give a small cell away.</summary>
    public override string ToString() => Kind switch
    {
        PublishedKind.Small => "< 10",
        PublishedKind.Hidden => "x",
        _ => Tens.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    internal static PublishedCell Of(long count) => count < 10
        ? new PublishedCell(PublishedKind.Small, 0) : new PublishedCell(PublishedKind.Rounded, (count + 5) / 10 * 10);
}

/// <summary>How a cell is shown.</summary>
public enum PublishedKind
{
    /// <summary>0 to 9.</summary>
    Small,
    /// <summary>Rounded to tens.</summary>
    Rounded,
    /// <summary>Not shown.</summary>
    Hidden,
}

/// <summary>What is counted together: one total with its breakdowns. Incidents have four of them: by place, partner, category and impact; times have one,
/// <see cref="Durations"/>.</summary>
/// <param name="Name">Name of what is counted.</param>
/// <param name="Total">All of it.</param>
/// <param name="Breakdowns">By dimension, the cells by name; every name that ever occurred is among them, so that a name that is missing says nothing.</param>
public sealed record PublishedStar(string Name, PublishedCell Total, IReadOnlyDictionary<string, IReadOnlyDictionary<string, PublishedCell>> Breakdowns);
