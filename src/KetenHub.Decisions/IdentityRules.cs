using System.Collections.Immutable;
using KetenHub.Contracts;

namespace KetenHub.Decisions;

/// <summary>Link, merge and split of identifiers. Which identifiers belong to whom is the hub's to store; here is what it means
/// for readiness, minority and attention.</summary>
internal static class IdentityRules
{
    public static void On(Turn turn, PersonIdentifiersChanged message)
    {
        if (message.Minority is { } minority)
            MinorityRules.Established(turn, new MinorityFact(message.Revision, minority));
        if (message.Change != IdentifierChange.Link)
            return;
        turn.Remember(Why.Linked);
        MinorityRules.Called(turn, message.Other?.IsMinor);
    }

    public static Decision Merge(PersonState stays, PersonState absorbed, Received received, Policy policy, DateTimeOffset now)
    {
        var message = (PersonIdentifiersChanged)received.Message;
        var joined = Join(stays, absorbed, now).WithCase(message.CaseNumber);
        var turn = new Turn(joined with { CalledMinor = joined.CalledMinor || CallsMinor(message.Person) || CallsMinor(message.Other) }, policy, now);
        turn.Remember(Why.Merged);
        // Deadlines of the absorbed person end with it; those still wanted are set for the person that stays.
        foreach (var moved in absorbed.Readinesses)
            Move(turn, stays, moved);
        if (turn.State is { Attention: { Unsent: true, SentAt: { } sentAt } })
            turn.SetDeadline(DeadlineKeys.Attention, sentAt + policy.AttentionUpdateAfter);
        On(turn, message);
        TellGuardianOfJoined(turn, stays, absorbed);
        SafetyRules.OnJoined(turn, stays, absorbed);
        SafetyRules.OnJoined(turn, absorbed, stays);
        AttentionRules.ProposeWhenCaseOpened(turn);
        AgreementRules.FollowAll(turn);
        CaseRules.Settle(turn);
        return turn.Decision();
    }

    public static (Decision Stays, Decision Leaves) Split(PersonState state, Received received, Policy policy, DateTimeOffset now)
    {
        var message = (PersonIdentifiersChanged)received.Message;
        var stays = new Turn(state, policy, now);
        // Which of the two was the minor is not known: until ind or avim establishes it, both are treated as one.
        // And what was restricted or held is so for both, until it is lifted.
        var leaves = new Turn(
            PersonState.Empty with { CalledMinor = state.IsMinor || CallsMinor(message.Other), RestrictedSince = state.RestrictedSince, HeldSince = state.HeldSince }, policy, now);
        stays.Remember(Why.Split);
        leaves.Remember(Why.Split);
        stays.Update(stays.State.WithCase(message.CaseNumber));
        MinorityRules.Called(stays, message.Person.IsMinor);
        // What went to another person before does not go to a third.
        foreach (var readiness in message.DecisionNumbers.Distinct().Select(state.Find).OfType<Readiness>().Where(known => !known.RelinkedAway))
        {
            ReadinessRules.Settle(stays, readiness, readiness with { RelinkedAway = true }, RequestReason.PersonChanged);
            var none = new Readiness { DecisionNumber = readiness.DecisionNumber };
            ReadinessRules.Settle(leaves, none, none with
            {
                Decision = readiness.Decision,
                HandOut = readiness.HandOut,
                HandedOut = readiness.HandedOut,
                InterviewHeldAt = readiness.InterviewHeldAt,
                Removability = readiness.Removability,
            }, RequestReason.PersonChanged);
        }
        On(stays, message);
        CaseRules.Settle(stays);
        CaseRules.Settle(leaves);
        return (stays.Decision(), leaves.Decision());
    }

    private static bool CallsMinor(PersonReference? person) => person?.IsMinor == true;

    private static PersonState Join(PersonState stays, PersonState absorbed, DateTimeOffset now)
    {
        var joined = stays with
        {
            CaseNumbers = stays.CaseNumbers.Union(absorbed.CaseNumbers).Order(StringComparer.Ordinal).ToImmutableList(),
            CalledMinor = stays.CalledMinor || absorbed.CalledMinor,
            Minority = Later(stays.Minority, absorbed.Minority, MinorityRules.Later),
            View = Later(stays.View, absorbed.View, ViewRules.Later),
            SeriousIncidentAt = Later(stays.SeriousIncidentAt, absorbed.SeriousIncidentAt),
            Attention = AttentionRules.Join(stays.Attention, absorbed.Attention, now),
            Director = Later(stays.Director, absorbed.Director, DirectorRules.Later),
            FirstReportAt = stays.FirstReportAt is null || absorbed.FirstReportAt < stays.FirstReportAt ? absorbed.FirstReportAt : stays.FirstReportAt,
            ReportedAt = Later(stays.ReportedAt, absorbed.ReportedAt),
            Place = PlaceRules.Later(stays.Place, absorbed.Place),
            Progress = CaseRules.Join(stays.Progress, absorbed.Progress),
        };
        joined = RestrictionRules.Join(TransportRules.Join(AgreementRules.Join(joined, stays, absorbed), absorbed), absorbed);
        foreach (var readiness in absorbed.Readinesses)
            joined = joined.With(stays.Find(readiness.DecisionNumber) is { } own ? Join(own, readiness) : readiness);
        return joined;
    }

    // Both identities can carry facts of one decision: the latest revision of each fact wins, as if all had come to one person.
    private static Readiness Join(Readiness own, Readiness other) => own with
    {
        Decision = Later(own.Decision, other.Decision, fact => fact.Revision),
        HandOut = Later(own.HandOut, other.HandOut, fact => fact.Revision),
        Answer = Later(own.Answer, other.Answer, fact => fact.Revision),
        HandedOut = own.HandedOut ?? other.HandedOut,
        InterviewHeldAt = own.InterviewHeldAt ?? other.InterviewHeldAt,
        InterviewOverdueAt = own.InterviewOverdueAt ?? other.InterviewOverdueAt,
        Removability = Later(own.Removability, other.Removability, fact => fact.Revision),
        RelinkedAway = own.RelinkedAway && other.RelinkedAway,
        Request = Later(own.Request, other.Request, request => request.AskedAt),
        Requests = Math.Max(own.Requests, other.Requests),
    };

    private static void Move(Turn turn, PersonState stays, Readiness moved)
    {
        if (stays.Find(moved.DecisionNumber) is { } own)
        {
            // Facts of both: do what the news asks for, compared with the one that was still going on.
            var joined = turn.State.Find(moved.DecisionNumber)!;
            var before = IsGoingOn(moved) && !IsGoingOn(own) ? moved : own;
            ReadinessRules.Settle(turn, before with { Request = joined.Request, Requests = joined.Requests }, joined, RequestReason.PersonChanged);
        }
        SetDeadlineOf(turn, turn.State.Find(moved.DecisionNumber)!);
    }

    private static bool IsGoingOn(Readiness readiness) =>
        readiness.IsOpen || readiness.Status is ReadinessStatus.HandedOut or ReadinessStatus.InterviewOverdue;

    private static void SetDeadlineOf(Turn turn, Readiness readiness)
    {
        if (readiness.Status is ReadinessStatus.Requested or ReadinessStatus.Overdue)
            ReadinessLadder.SetNext(turn, readiness);
        else if (readiness is { Status: ReadinessStatus.HandedOut, HandedOut: { } handedOut })
            turn.SetDeadline(DeadlineKeys.ForInterview(readiness.DecisionNumber),
                handedOut.HandedOutAt + turn.Policy.TermsAt(readiness.Plan?.Location).InterviewWithin);
    }

    private static void TellGuardianOfJoined(Turn turn, PersonState stays, PersonState absorbed)
    {
        // The guardian heard of both.
        if (stays.IsMinor && absorbed.IsMinor)
            return;
        // One of the two was held to be an adult until now: what DT&V was asked about that one, the guardian has not heard.
        var heardOf = stays.IsMinor ? stays : absorbed.IsMinor ? absorbed : PersonState.Empty;
        if (turn.State.IsMinor)
            MinorityRules.TellUnheard(turn, heardOf);
    }

    private static T? Later<T, TKey>(T? a, T? b, Func<T, TKey> by) where T : class where TKey : IComparable<TKey> =>
        a is null ? b : b is null ? a : by(b).CompareTo(by(a)) > 0 ? b : a;

    private static T? Later<T>(T? a, T? b, Func<T, T, T> later) where T : class => a is null ? b : b is null ? a : later(a, b);

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b : a;
}
