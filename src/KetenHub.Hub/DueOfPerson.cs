using KetenHub.Contracts;
using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>What of a person was kept long enough.</summary>
/// <param name="Root">The person.</param>
/// <param name="WholePerson">Everything, with the key.</param>
/// <param name="Entries">Entries whose content goes, by the term that ended; also of those merged into the person. Empty when everything goes.</param>
internal sealed record DueOfPerson(Guid Root, bool WholePerson, IReadOnlyList<(KeptEntry Entry, KeepTerm Term)> Entries)
{
    /// <summary>What is due of these entries; persons of whom nothing is are left out.</summary>
    public static IReadOnlyList<DueOfPerson> Of(RetentionTerms terms, IReadOnlyList<KeptEntry> entries, DateTimeOffset now) =>
        [.. entries.GroupBy(entry => entry.Root).Select(person => Of(terms, person.Key, [.. person], now)).Where(due => due.WholePerson || due.Entries.Count > 0)];

    private static DueOfPerson Of(RetentionTerms terms, Guid root, IReadOnlyList<KeptEntry> entries, DateTimeOffset now)
    {
        // That somebody looked, or that content went, does not make the term begin anew.
        var last = entries.Where(entry => entry.Kind is LogKind.Received or LogKind.Notified).Select(entry => (DateTimeOffset?)entry.At).Max() ?? entries.Max(entry => entry.At);
        if (terms.Person is { } whole && last + whole.Keep <= now)
            return new DueOfPerson(root, true, []);
        return new DueOfPerson(root, false,
            [.. entries.Where(entry => entry.HasContent).Select(entry => (entry, term: terms.Ended(NameOf(entry), entry.At, now))).Where(pair => pair.term is not null).Select(pair => (pair.entry, pair.term!))]);
    }

    // Who changed a person's rights, corrected, merged or split stays as long as the person.
    private static string NameOf(KeptEntry entry) => entry.Kind switch
    {
        LogKind.Received or LogKind.Notified => entry.Type,
        LogKind.LookedUp => RetentionTerms.LookUp,
        LogKind.Deadline => RetentionTerms.Deadline,
        _ => "",
    };
}

/// <summary>Adds up what a run does, by term.</summary>
internal sealed class RetentionTally(RetentionTerms terms)
{
    private readonly Dictionary<string, (long Gone, long Held, long Needed)> counts = new(StringComparer.Ordinal);

    /// <summary>What was due of a person, and why it stays; null when it went.</summary>
    public void Add(DueOfPerson due, Problem? stays)
    {
        foreach (var type in due.WholePerson ? [RetentionTerms.WholePerson] : due.Entries.Select(entry => entry.Term.Type))
            Add(type, stays);
    }

    /// <summary>One thing that was due by this term, and why it stays; null when it went.</summary>
    public void Add(string type, Problem? stays)
    {
        var (gone, held, needed) = counts.GetValueOrDefault(type);
        counts[type] = stays is null ? (gone + 1, held, needed) : stays.Kind == Errors.UnderHold ? (gone, held + 1, needed) : (gone, held, needed + 1);
    }

    /// <summary>Every term, also those that nothing was due for.</summary>
    public IReadOnlyList<RetentionCount> Counts() => [.. terms.All.Select(term =>
    {
        var (gone, held, needed) = counts.GetValueOrDefault(term.Type);
        return new RetentionCount(term.Type, term.Ground, term.Keep.TotalDays, gone, held, needed);
    })];
}
