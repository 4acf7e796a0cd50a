using KetenHub.Contracts;
using KetenHub.Decisions;

namespace KetenHub.Hub;

// How long data are kept.
public static partial class PolicyFile
{
    private static RetentionTerms ReadRetention(Fields fields) => new(
        OptionalDurationOf(fields, "every"),
        OptionalKeep(fields, "person", RetentionTerms.WholePerson),
        fields.Has("content") ? fields.Objects("content", 1, 100, term => ReadKeep(term, term.Text("type", 40))) : [])
    {
        Refused = OptionalKeep(fields, "refused", RetentionTerms.RefusedName),
        RefusedOpen = OptionalKeep(fields, "refusedOpen", RetentionTerms.RefusedOpenName),
        Sent = OptionalKeep(fields, "sent", RetentionTerms.SentName),
    };

    private static KeepTerm? OptionalKeep(Fields fields, string name, string type) => fields.Has(name) ? fields.Object(name, term => ReadKeep(term, type)) : null;

    private static KeepTerm ReadKeep(Fields fields, string type) => new(type, DurationOf(fields, "keep"), fields.Text("ground", 200));

    private static void CheckRetention(RetentionTerms terms, ICollection<Problem> problems)
    {
        var known = MessageTypes.Messages.Concat(MessageTypes.Notifications).Select(type => type.Name).Append(RetentionTerms.LookUp).Append(RetentionTerms.Deadline).ToHashSet(StringComparer.Ordinal);
        foreach (var term in terms.Content.Where(term => !known.Contains(term.Type)))
            problems.Add(Errors.PolicyInvalid.At("/retention/content", $"type: a message or notification of contracts/, {RetentionTerms.LookUp} or {RetentionTerms.Deadline}"));
        if (terms.Content.DistinctBy(term => term.Type).Count() < terms.Content.Count)
            problems.Add(Errors.PolicyInvalid.At("/retention/content", "each type has one term: of two grounds the longer one counts"));
        if (terms.All.Any(term => term.Keep < TimeSpan.FromDays(1)))
            problems.Add(Errors.PolicyInvalid.At("/retention", "keep is a day or longer"));
        if (terms.Every is { } every && (every < TimeSpan.FromMinutes(1) || terms.IsEmpty))
            problems.Add(Errors.PolicyInvalid.At("/retention/every", "a minute or longer, and there are terms"));
    }
}
