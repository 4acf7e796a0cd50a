using KetenHub.Contracts;

namespace KetenHub.Decisions;

/// <summary>Out of view (MOB) and seen again.</summary>
internal static class ViewRules
{
    public static void On(Turn turn, CaseSignal signal)
    {
        View? view = signal.Kind switch
        {
            CaseSignalKind.LeftView => View.LeftView,
            CaseSignalKind.Reappeared => View.Reappeared,
            _ => null,
        };
        if (view is null)
            return;
        var known = turn.State.View;
        var observed = new ViewFact(view.Value, signal.ObservedAt);
        if (known is not null && Later(known, observed) == known)
        {
            turn.Remember(Why.ViewKnown);
            return;
        }
        turn.Update(turn.State with { View = observed });
        if (known?.View == view || (known is null && view == View.Reappeared))
            return;
        foreach (var readiness in turn.State.Readinesses.Where(readiness => readiness.IsOpen && readiness.Plan is not null))
            Tell(turn, readiness);
    }

    /// <summary>The one that counts. On the same moment leaving does: the safe side for who goes to the hand-out.</summary>
    public static ViewFact Later(ViewFact known, ViewFact other) =>
        other.ObservedAt > known.ObservedAt || (other.ObservedAt == known.ObservedAt && other.View == View.LeftView) ? other : known;

    public static void Tell(Turn turn, Readiness readiness)
    {
        var view = turn.State.View!;
        var notification = new PersonOutOfView
        {
            PolicyVersion = turn.Policy.Version,
            DecisionNumber = readiness.DecisionNumber,
            View = view.View,
            ObservedAt = view.ObservedAt,
            HandOutAt = readiness.Plan?.At,
        };
        var why = view.View == View.LeftView ? Why.LeftView : Why.Reappeared;
        turn.Tell(Role.Decisions, notification, why, readiness.DecisionNumber);
        turn.Tell(Role.Departure, notification, why, readiness.DecisionNumber);
    }
}
