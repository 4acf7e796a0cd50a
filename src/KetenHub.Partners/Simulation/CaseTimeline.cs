using KetenHub.Contracts;

namespace KetenHub.Partners;

/// <summary>All that is sent about a case, as far as the requests to DT&amp;V are known.</summary>
internal static class CaseTimeline
{
    /// <summary>Events in order of sending. A request received later changes only what is sent after it was received.</summary>
    public static IReadOnlyList<SimulatedEvent> Of(SimulatedCase file, IReadOnlyList<ReceivedRequest> requests)
    {
        var script = CaseScript.Of(file);
        var answers = DepartureAnswers.To(file, script, requests);
        var events = new List<SimulatedEvent>(script.Events);
        events.AddRange(answers);
        if (script.HandOut is { } plan)
            HandOut(file, plan, Covers(answers, plan), events);
        // OrderBy is stable: at the same second the script's own order counts.
        return [.. events.OrderBy(next => next.At)];
    }

    private static bool Covers(IReadOnlyList<SimulatedEvent> answers, HandOutPlan plan) =>
        answers is [.., { Message: ReadinessReported { Answer: ReadinessAnswer.Ready } last }]
        && (last.HandOutAt == plan.At || (last.AvailableFrom <= plan.At && plan.At <= last.AvailableUntil));

    private static void HandOut(SimulatedCase file, HandOutPlan plan, bool dtvPresent, List<SimulatedEvent> events)
    {
        events.Add(new SimulatedEvent("handed out", file.Id("handed out"), plan.At, "ind", new DecisionHandedOut
        {
            Person = file.Person,
            CaseNumber = file.CaseNumber,
            DecisionNumber = file.DecisionNumber,
            HandedOutAt = plan.At,
            HandedOutBy = file.Pick("handed out by", SimulatedTexts.HandedOutBy),
            DtvPresent = dtvPresent,
        }));
        // Usually within the hour; without DT&V at the table it comes late or, now and then, not at all.
        var late = file.Draw("interview");
        if (!dtvPresent && late > 0.85)
            return;
        var after = dtvPresent && late < 0.95 ? file.Minutes("interview after", 15, 50)
            : late < 0.5 ? file.Minutes("interview soon", 45, 58) : file.Minutes("interview late", 70, 150);
        var heldAt = plan.At + after;
        events.Add(new SimulatedEvent("interview", file.Id("interview"), heldAt, "dtv", new DepartureInterviewHeld
        {
            Person = file.Person,
            CaseNumber = file.CaseNumber,
            DecisionNumber = file.DecisionNumber,
            HeldAt = heldAt,
            HeldBy = file.Pick("held by", SimulatedTexts.Teams),
        }));
    }
}
