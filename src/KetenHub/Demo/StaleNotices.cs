using KetenHub.Contracts;

namespace KetenHub.Demo;

/// <summary>Judges, from what was sent and told alone and without the rules of the hub, whether DT&amp;V was reminded of, or somebody troubled with,
/// a hand-out that was answered, cancelled, withdrawn, granted or done by then.</summary>
internal sealed class StaleNotices
{
    private readonly Dictionary<string, Facts> byDecision = new(StringComparer.Ordinal);

    /// <summary>How many notices were stale.</summary>
    public int Count { get; private set; }

    /// <summary>A message was accepted.</summary>
    public void Accepted(KetenMessage message)
    {
        switch (message)
        {
            case DecisionIssued issued:
                var facts = Of(issued.DecisionNumber);
                if (issued.Revision > facts.DecisionRevision)
                    (facts.DecisionRevision, facts.Ended) = (issued.Revision, !issued.IsNegative);
                Plan(facts, issued.HandOut?.Revision ?? 0, issued.HandOut);
                break;
            case DecisionWithdrawn withdrawn when withdrawn.Revision > Of(withdrawn.DecisionNumber).DecisionRevision:
                (Of(withdrawn.DecisionNumber).DecisionRevision, Of(withdrawn.DecisionNumber).Ended) = (withdrawn.Revision, true);
                break;
            case HandOutPlanned planned:
                Plan(Of(planned.DecisionNumber), planned.HandOut.Revision, planned.HandOut);
                break;
            case HandOutCancelled cancelled:
                Plan(Of(cancelled.DecisionNumber), cancelled.HandOutRevision, null);
                break;
            case ReadinessReported reported when reported.Revision > (Of(reported.DecisionNumber).Answer?.Revision ?? 0):
                Of(reported.DecisionNumber).Answer = reported;
                break;
            case DecisionHandedOut handedOut:
                Of(handedOut.DecisionNumber).HandedOut = true;
                break;
            default:
                break;
        }
    }

    /// <summary>A notification was told.</summary>
    public void Told(Told told)
    {
        var nagging = told.Type == "readiness-reminder"
            || (told.Type == "readiness-escalated" && told.Data.GetProperty("reason").GetString() is "NoAnswer" or "ShortNotice");
        if (nagging && Of(told.Data.GetProperty("decisionNumber").GetString()!).IsSettled)
            Count++;
    }

    private static void Plan(Facts facts, int revision, HandOutPlan? plan)
    {
        if (revision > facts.PlanRevision)
            (facts.PlanRevision, facts.Plan) = (revision, plan);
    }

    private Facts Of(string decisionNumber)
    {
        if (!byDecision.TryGetValue(decisionNumber, out var facts))
            byDecision.Add(decisionNumber, facts = new Facts());
        return facts;
    }

    private sealed class Facts
    {
        public int DecisionRevision { get; set; }

        public bool Ended { get; set; }

        public int PlanRevision { get; set; }

        public HandOutPlan? Plan { get; set; }

        public ReadinessReported? Answer { get; set; }

        public bool HandedOut { get; set; }

        public bool IsSettled => Ended || HandedOut || (PlanRevision > 0 && Plan is null) || (Answer is { } answer && Holds(answer));

        private bool Holds(ReadinessReported answer) => Plan is null
            || ((answer.HandOutAt == Plan.At
                    || (answer.Answer == ReadinessAnswer.Ready && answer.AvailableFrom <= Plan.At && Plan.At <= answer.AvailableUntil))
                && (answer.Location is null || answer.Location.Name == Plan.Location.Name)
                && (answer.InterviewSlot is null || answer.InterviewSlot.Start >= Plan.At));
    }
}
