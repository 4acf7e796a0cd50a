using System.Collections.Immutable;
using KetenHub.Contracts;

namespace KetenHub.Decisions;

/// <summary>Reports about a person with an open case propose attention to IND's interventieteam: reason codes and counts,
/// gathered per window, never a score.</summary>
internal static class AttentionRules
{
    private const int MostIncidentsKept = 100;

    public static void On(Turn turn, CaseSignal signal, string eventId)
    {
        var window = Window(turn, eventId);
        Gather(turn, window with { Counts = Add(window.Counts, $"signal.{signal.Kind}", 1) }, urgent: false);
    }

    /// <summary>Counts an incident, or corrects the count of its earlier revision.</summary>
    /// <returns>True when it is news of High or VeryHigh impact.</returns>
    public static bool On(Turn turn, IncidentRegistered incident, string publisher, string eventId)
    {
        var known = turn.State.Attention?.Incidents.Find(other => other.Publisher == publisher && other.Number == incident.IncidentNumber);
        if (known is not null && known.Revision >= incident.Revision)
        {
            turn.Remember(known.Revision == incident.Revision ? Why.SameRevision : Why.OlderRevision);
            return false;
        }
        var window = Window(turn, eventId);
        var counted = new CountedIncident(publisher, incident.IncidentNumber, incident.Revision, incident.Category, incident.Impact, window.ProposalId,
            incident.Location.Name, incident.OccurredAt);
        // A correction of what an earlier proposal counted is told in this one.
        var counts = known?.ProposalId == window.ProposalId ? Count(window.Counts, known, -1) : window.Counts;
        counts = Count(counts, counted, 1);
        var incidents = Latest((known is null ? window.Incidents : window.Incidents.Remove(known)).Add(counted));
        var serious = IsSerious(incident.Impact) && (known is null || !IsSerious(known.Impact));
        Gather(turn, window with { Counts = counts, Incidents = incidents }, urgent: serious);
        return serious;
    }

    public static void OnDeadline(Turn turn)
    {
        if (turn.State is { Attention: { Unsent: true } window, CaseNumbers.Count: > 0 })
            Propose(turn, window);
        else
            turn.Remember(Why.NothingDue);
    }

    /// <summary>Reports can come before the case is known.</summary>
    public static void ProposeWhenCaseOpened(Turn turn)
    {
        if (turn.State is { Attention: { Unsent: true, Revision: 0 } window, CaseNumbers.Count: > 0, RestrictedSince: null } && turn.Now < window.Until)
            Propose(turn, window);
    }

    /// <summary>What was gathered while processing was restricted.</summary>
    public static void ProposeWhatWasWithheld(Turn turn)
    {
        if (turn.State is { Attention: { Unsent: true } window, CaseNumbers.Count: > 0 })
            Propose(turn, window);
    }

    /// <summary>Two persons are one: what is gathered for both is one proposal.</summary>
    public static AttentionWindow? Join(AttentionWindow? own, AttentionWindow? other, DateTimeOffset now)
    {
        if (own is null || other is null)
            return own ?? other;
        if (IsOver(own, now))
            (own, other) = (other, own);
        // What was told in a window that is over is not news again; only its incidents stay known.
        if (IsOver(other, now))
        {
            var unknown = other.Incidents.Where(incident => FindSame(own, incident) is null);
            return own with { Incidents = Latest(own.Incidents.InsertRange(0, unknown)) };
        }
        var joined = own with
        {
            Since = own.Since < other.Since ? own.Since : other.Since,
            Until = own.Until > other.Until ? own.Until : other.Until,
            Counts = other.Counts.Aggregate(own.Counts, (counts, reason) => Add(counts, reason.Code, reason.Count)),
            Unsent = true,
        };
        foreach (var incident in other.Incidents)
            joined = Join(joined, incident.ProposalId == other.ProposalId ? incident with { ProposalId = own.ProposalId } : incident);
        return joined;
    }

    // One incident registered under both identities, in two revisions: the earlier one does not count.
    private static AttentionWindow Join(AttentionWindow window, CountedIncident incident)
    {
        if (FindSame(window, incident) is not { } known)
            return window with { Incidents = Latest(window.Incidents.Add(incident)) };
        var (earlier, later) = known.Revision >= incident.Revision ? (incident, known) : (known, incident);
        return window with
        {
            Counts = earlier.ProposalId == window.ProposalId && later.ProposalId == window.ProposalId
                ? Count(window.Counts, earlier, -1) : window.Counts,
            Incidents = window.Incidents.Replace(known, later),
        };
    }

    private static CountedIncident? FindSame(AttentionWindow window, CountedIncident incident) =>
        window.Incidents.Find(other => other.Publisher == incident.Publisher && other.Number == incident.Number);

    private static bool IsOver(AttentionWindow window, DateTimeOffset now) => window.Until <= now && !window.Unsent;

    private static void Gather(Turn turn, AttentionWindow window, bool urgent)
    {
        window = window with { Unsent = true };
        turn.Update(turn.State with { Attention = window, ReportedAt = turn.Now });
        if (turn.State.CaseNumbers.Count == 0)
        {
            turn.Remember(Why.AttentionNoCase);
        }
        else if (window.SentAt is not { } sentAt || urgent || turn.Now >= sentAt + turn.Policy.AttentionUpdateAfter)
        {
            Propose(turn, window);
        }
        else
        {
            turn.Remember(Why.AttentionGathered);
            turn.SetDeadline(DeadlineKeys.Attention, sentAt + turn.Policy.AttentionUpdateAfter);
        }
    }

    private static void Propose(Turn turn, AttentionWindow window)
    {
        // Gathered on, and proposed when the restriction is lifted.
        if (turn.State.RestrictedSince is not null)
        {
            turn.CancelDeadline(DeadlineKeys.Attention);
            turn.Remember(Why.Withheld);
            return;
        }
        var sent = window with { Revision = window.Revision + 1, SentAt = turn.Now, Unsent = false };
        turn.Update(turn.State with { Attention = sent });
        turn.CancelDeadline(DeadlineKeys.Attention);
        turn.Tell(Role.Decisions, new AttentionProposed
        {
            PolicyVersion = turn.Policy.Version,
            ProposalId = sent.ProposalId,
            Revision = sent.Revision,
            CaseNumber = turn.State.CaseNumbers[^1],
            Reasons = sent.Counts,
            Since = sent.Since,
            Until = sent.Until,
            PersonIsMinor = turn.State.IsMinor,
        }, Why.Attention, sent.ProposalId);
    }

    private static AttentionWindow Window(Turn turn, string eventId)
    {
        if (turn.State.Attention is { } open && (turn.Now < open.Until || (open.Unsent && turn.State.RestrictedSince is not null)))
            return open;
        // What the last window gathered and did not send yet is not forgotten with it.
        if (turn.State is { Attention: { Unsent: true } last, CaseNumbers.Count: > 0 })
            Propose(turn, last);
        return new AttentionWindow
        {
            ProposalId = $"attention-{eventId}",
            Since = turn.Now,
            Until = turn.Now + turn.Policy.AttentionWindow,
            Incidents = turn.State.Attention?.Incidents ?? [],
        };
    }

    private static ImmutableList<CountedIncident> Latest(ImmutableList<CountedIncident> incidents) =>
        incidents.RemoveRange(0, Math.Max(0, incidents.Count - MostIncidentsKept));

    private static ImmutableList<AttentionReason> Count(ImmutableList<AttentionReason> counts, CountedIncident incident, int by) =>
        Add(Add(counts, $"incident.{incident.Category}", by), $"impact.{incident.Impact}", by);

    private static ImmutableList<AttentionReason> Add(ImmutableList<AttentionReason> counts, string code, int by)
    {
        var known = counts.Find(reason => reason.Code == code);
        var count = (known?.Count ?? 0) + by;
        var others = known is null ? counts : counts.Remove(known);
        return count <= 0 ? others
            : others.Add(new AttentionReason { Code = code, Count = count }).Sort((a, b) => string.CompareOrdinal(a.Code, b.Code));
    }

    private static bool IsSerious(IncidentImpact impact) => impact is IncidentImpact.High or IncidentImpact.VeryHigh;
}
