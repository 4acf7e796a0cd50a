namespace KetenHub.Dashboard;

/// <summary>Lines from what caused something to what it caused, beside a list that stands in order: tracks next to each other, each with one cause at a time,
/// so that no two lines lie on each other.</summary>
public sealed class CauseLines
{
    // More beside each other than a phone has room for; the words beside an entry say its cause anyhow.
    private const int MostTracks = 4;

    private readonly List<(int Track, int Cause, HashSet<int> Effects, int End)> lines = [];
    private readonly HashSet<int> fromElsewhere = [];

    /// <summary>Of a page of entries.</summary>
    public CauseLines(IReadOnlyList<TimelineEntry> entries)
    {
        var places = entries.Select((entry, place) => (Key: (entry.Member, entry.Row.N), place)).ToDictionary(pair => pair.Key, pair => pair.place);
        var effects = new SortedDictionary<int, HashSet<int>>();
        foreach (var (place, entry) in entries.Index())
        {
            if (entry.Cause is not { } because)
                continue;
            if (!places.TryGetValue(because, out var cause) || cause >= place)
                fromElsewhere.Add(place);
            else if (effects.TryGetValue(cause, out var known))
                known.Add(place);
            else
                effects.Add(cause, [place]);
        }
        var ends = new List<int>();
        foreach (var (cause, caused) in effects)
        {
            var track = ends.FindIndex(end => end < cause);
            if (track < 0 && ends.Count == MostTracks)
                continue;
            if (track < 0)
            {
                track = ends.Count;
                ends.Add(0);
            }
            ends[track] = caused.Max();
            lines.Add((track, cause, caused, caused.Max()));
        }
        Tracks = Math.Max(ends.Count, fromElsewhere.Count > 0 ? 1 : 0);
    }

    /// <summary>How many lines lie next to each other at most; 0: nothing on this page has a cause.</summary>
    public int Tracks { get; }

    /// <summary>The cause of this entry stands on another page, or is filtered out.</summary>
    public bool IsFromElsewhere(int place) => fromElsewhere.Contains(place);

    /// <summary>A line begins or ends at this entry.</summary>
    public bool Has(int place) => IsFromElsewhere(place) || lines.Exists(line => line.Cause == place || line.Effects.Contains(place));

    /// <summary>What passes this entry.</summary>
    public IEnumerable<CausePart> At(int place) => lines.Where(line => line.Cause <= place && place <= line.End)
        .Select(line => new CausePart(line.Track, place > line.Cause, place < line.End, place == line.Cause, line.Effects.Contains(place)));
}

/// <summary>What of a line is drawn beside one entry.</summary>
/// <param name="Track">Which track, from 0, nearest to the entries.</param>
/// <param name="Above">It comes from above.</param>
/// <param name="Below">It goes on below.</param>
/// <param name="IsCause">It begins here.</param>
/// <param name="IsEffect">An arrow leads to this entry.</param>
public sealed record CausePart(int Track, bool Above, bool Below, bool IsCause, bool IsEffect);
