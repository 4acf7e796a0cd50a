using System.Collections.Concurrent;
using KetenHub.Decisions;

namespace KetenHub.Storage;

/// <summary>Names under which figures are kept: a reader need not go through all figures to know which there are. Remembers which ones this process
/// wrote, so that writing figures costs no more than before.</summary>
internal sealed class FigureNames
{
    private readonly ConcurrentDictionary<FigureName, bool> written = [];

    /// <summary>Names of these samples that this process did not write yet, in one order for all writers: they lock rows in it.</summary>
    public List<FigureName> News(IEnumerable<Sample> samples) =>
    [
        .. samples.Select(FigureName.Of).Distinct().Where(name => !written.ContainsKey(name))
            .OrderBy(name => name.Measure, StringComparer.Ordinal).ThenBy(name => name.Location, StringComparer.Ordinal)
            .ThenBy(name => name.Partner, StringComparer.Ordinal).ThenBy(name => name.Label, StringComparer.Ordinal),
    ];

    /// <summary>These were committed.</summary>
    public void Wrote(IReadOnlyList<FigureName> names)
    {
        foreach (var name in names)
            written[name] = true;
    }
}

/// <summary>One name.</summary>
internal readonly record struct FigureName(string Measure, string Location, string Partner, string Label)
{
    /// <summary>That of a sample.</summary>
    public static FigureName Of(Sample sample) => new(sample.Measure.ToString(), sample.Location, sample.Partner, sample.Label);
}
