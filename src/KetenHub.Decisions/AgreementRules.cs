using System.Collections.Immutable;
using KetenHub.Contracts;

namespace KetenHub.Decisions;

/// <summary>Agreements with a term: the owner is reminded, and a missed term escalates to the process director. What was agreed stays
/// with the partners; the hub follows the term.</summary>
internal static class AgreementRules
{
    public static void On(Turn turn, AgreementMade message, string maker)
    {
        var known = turn.State.FindAgreement(maker, message.AgreementNumber);
        var revision = message.Revision ?? 1;
        if (known is not null && known.Made.Revision >= revision)
        {
            turn.Remember(known.Made.Revision == revision ? Why.SameRevision : Why.OlderRevision);
            return;
        }
        var fact = new AgreementFact(revision, message.Owner, message.Kind, message.DueAt, turn.Policy.WorkingDays.EndOf(message.DueAt, message.Owner),
            message.MadeAt, message.Location?.Name, message.MadeAtTable);
        var agreement = new Agreement { Maker = maker, Number = message.AgreementNumber, Made = fact };
        turn.Remember(Why.AgreementMade);
        if (fact.EndsAt != fact.DueAt)
            turn.Remember(Why.AgreementMoved);
        if (message.Kind is { } kind && turn.Policy.Agreements.Owners.TryGetValue(kind, out var usual) && usual != message.Owner)
            turn.Remember(Why.OwnerUnusual);
        Follow(turn, agreement with { Ladder = Plan(fact, turn.Policy, turn.Now) });
    }

    public static void On(Turn turn, AgreementClosed message, string publisher)
    {
        var end = new AgreementEnd(message.AgreementNumber, publisher, message.Result, message.ClosedAt);
        var ends = turn.State.AgreementEnds;
        var known = ends.Find(other => other.Number == end.Number && other.Publisher == publisher);
        if (known is not null && Later(known, end) == known)
        {
            turn.Remember(Why.CloseKnown);
            return;
        }
        turn.Update(turn.State with { AgreementEnds = Sorted((known is null ? ends : ends.Remove(known)).Add(end)) });
        var named = turn.State.Agreements.Where(agreement => agreement.Number == end.Number).ToList();
        var closed = named.Where(end.Closes).ToList();
        turn.Remember(named.Count == 0 ? Why.CloseEarly : closed.Count == 0 ? Why.CloseByAnother : Why.AgreementClosed);
        foreach (var agreement in closed)
            Follow(turn, agreement);
        if (closed.Count > 0)
            CaseRules.AgreementClosed(turn);
    }

    /// <summary>Climbs every rung that is due.</summary>
    public static void OnDeadline(Turn turn, string subject)
    {
        var slash = subject.IndexOf('/', StringComparison.Ordinal);
        var agreement = turn.State.FindAgreement(subject[..slash], subject[(slash + 1)..]);
        if (agreement is null || turn.State.EndOf(agreement) is not null)
        {
            turn.Remember(Why.NothingDue);
            return;
        }
        var climb = Ladder.At(agreement.Ladder, turn.Now);
        var climbed = agreement with
        {
            Ladder = climb.Left,
            Level = agreement.Level + climb.Escalations,
            PassedAt = agreement.PassedAt ?? (turn.Now >= agreement.Made.EndsAt ? turn.Now : null),
        };
        if (climb.Due == 0)
            turn.Remember(Why.NothingDue);
        else if (climb.Escalations == 0)
            Remind(turn, climbed);
        foreach (var target in climb.Targets)
            Escalate(turn, climbed, target);
        Follow(turn, climbed);
    }

    /// <summary>Two persons are one: agreements of both, each with its latest revision and close.</summary>
    public static PersonState Join(PersonState joined, PersonState stays, PersonState absorbed)
    {
        joined = joined with { Agreements = stays.Agreements, AgreementEnds = stays.AgreementEnds };
        foreach (var agreement in absorbed.Agreements)
        {
            if (stays.FindAgreement(agreement.Maker, agreement.Number) is not { } own || agreement.Made.Revision > own.Made.Revision)
                joined = joined.With(agreement);
        }
        foreach (var end in absorbed.AgreementEnds)
        {
            var own = joined.AgreementEnds.Find(other => other.Number == end.Number && other.Publisher == end.Publisher);
            if (own is null || Later(own, end) == end)
                joined = joined with { AgreementEnds = Sorted((own is null ? joined.AgreementEnds : joined.AgreementEnds.Remove(own)).Add(end)) };
        }
        return joined;
    }

    /// <summary>Sets what is still to be followed after persons were joined.</summary>
    public static void FollowAll(Turn turn)
    {
        foreach (var agreement in turn.State.Agreements)
            Follow(turn, agreement);
    }

    private static void Follow(Turn turn, Agreement agreement)
    {
        var isOpen = turn.State.EndOf(agreement) is null;
        var followed = isOpen ? agreement : agreement with { Ladder = [] };
        turn.Update(turn.State.With(followed));
        Ladder.SetNext(turn, DeadlineKeys.ForAgreement(agreement), followed.Ladder);
    }

    private static IReadOnlyList<PlannedRung> Plan(AgreementFact fact, Policy policy, DateTimeOffset now) =>
    [
        .. policy.Agreements.Ladder
            .Select(rung => new PlannedRung(MomentOf(rung, fact, policy, now), rung.EscalateTo))
            // A reminder whose moment went by says nothing new; an escalation is made up for.
            .Where(rung => rung.At > now || rung.EscalateTo.Count > 0)
            .OrderBy(rung => rung.At),
    ];

    private static DateTimeOffset MomentOf(AgreementRung rung, AgreementFact fact, Policy policy, DateTimeOffset now)
    {
        var moment = rung.Fraction is { } fraction
            ? now + ((fact.EndsAt - now) * fraction)
            : policy.WorkingDays.Add(fact.EndsAt, rung.WorkingDays!.Value, fact.Owner);
        // Nobody is called to account before the term has passed.
        return rung.EscalateTo.Count > 0 && moment < fact.EndsAt ? fact.EndsAt : moment;
    }

    private static void Remind(Turn turn, Agreement agreement) =>
        turn.TellOnly(OwnerOr(turn, agreement), new AgreementReminder
        {
            PolicyVersion = turn.Policy.Version,
            AgreementNumber = agreement.Number,
            DueAt = agreement.Made.EndsAt,
        }, Why.AgreementReminded, agreement.Number);

    private static void Escalate(Turn turn, Agreement agreement, EscalationTarget target) =>
        turn.TellOnly(target.Role == Role.Owner ? OwnerOr(turn, agreement) : DirectorRules.PartnerOf(turn), new AgreementEscalated
        {
            PolicyVersion = turn.Policy.Version,
            AgreementNumber = agreement.Number,
            Audience = target.Audience,
            Level = agreement.Level,
            DueAt = agreement.Made.EndsAt,
        }, Why.AgreementMissed, agreement.Number);

    // What has no other addressee goes to the director.
    private static string OwnerOr(Turn turn, Agreement agreement)
    {
        if (turn.Policy.Agreements.Told.Contains(agreement.Made.Owner))
            return agreement.Made.Owner;
        turn.Remember(Why.OwnerNotTold);
        return DirectorRules.PartnerOf(turn);
    }

    private static AgreementEnd Later(AgreementEnd known, AgreementEnd other) =>
        other.ClosedAt > known.ClosedAt || (other.ClosedAt == known.ClosedAt && other.Result > known.Result) ? other : known;

    private static ImmutableList<AgreementEnd> Sorted(ImmutableList<AgreementEnd> ends) =>
        ends.Sort((a, b) => string.CompareOrdinal($"{a.Number} {a.Publisher}", $"{b.Number} {b.Publisher}"));
}
