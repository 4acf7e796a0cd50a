using KetenHub.Contracts;

namespace KetenHub.Partners;

/// <summary>How the simulated DT&amp;V answers. Everything follows from the case and the requests it received, so that after a restart the
/// same requests give the same answers, with the same ids.</summary>
internal static class DepartureAnswers
{
    /// <summary>DT&amp;V's answers about a case, in order.</summary>
    public static IReadOnlyList<SimulatedEvent> To(SimulatedCase file, CaseScript script, IReadOnlyList<ReceivedRequest> requests)
    {
        var answers = new List<SimulatedEvent>();
        for (var i = 0; i < requests.Count; i++)
        {
            var revision = answers.Count;
            // What a newer request or the end of the case overtook is not sent any more.
            var until = i + 1 < requests.Count ? requests[i + 1].ReceivedAt : DateTimeOffset.MaxValue;
            answers.AddRange(Answers(file, script.Plot, requests[i])
                .Where(answer => answer.At <= until && !(answer.At >= script.CalledOffAt) && !(answer.At >= script.HandOut?.At))
                .OrderBy(answer => answer.At)
                .Select(answer => answer with { Message = (ReadinessReported)answer.Message with { Revision = ++revision } }));
        }
        return answers;
    }

    private static List<SimulatedEvent> Answers(SimulatedCase file, Plot plot, ReceivedRequest request)
    {
        var name = $"answer to {request.Number}";
        var term = request.RespondBy - request.ReceivedAt;
        var atOnce = request.ReceivedAt + file.Minutes(name + " at once", 4, 20);
        if (request.Number == 1 && plot == Plot.AnsweredAfterEscalation)
            return [Ready(file, name, request, request.ReceivedAt + TimeSpan.FromHours(5))];
        if (request.Number == 1 && plot == Plot.AnsweredAtOnce)
            return [Ready(file, name, request, request.ReceivedAt + TimeSpan.FromMinutes(5))];
        return file.Draw(name) switch
        {
            < 0.45 => [Ready(file, name, request, atOnce)],
            < 0.62 => [Ready(file, name, request, request.ReceivedAt + (term * 0.75))],
            < 0.77 => [Ready(file, name, request, request.RespondBy + file.Minutes(name + " late", 15, 90))],
            < 0.90 =>
            [
                NotReady(file, name + ", refused", request, atOnce),
                Ready(file, name, request, atOnce + file.Minutes(name + " later", 60, 180)),
            ],
            _ => [],
        };
    }

    private static SimulatedEvent Ready(SimulatedCase file, string key, ReceivedRequest request, DateTimeOffset at)
    {
        // Half of the time DT&V keeps some hours free, so that a small re-plan needs no new answer.
        var plan = request.HandOut;
        var roomy = plan is not null && file.Draw(key + " roomy") < 0.5;
        return Event(file, key, request, at, new ReadinessReported
        {
            Person = file.Person,
            CaseNumber = file.CaseNumber,
            DecisionNumber = file.DecisionNumber,
            Revision = 1,
            Answer = ReadinessAnswer.Ready,
            ReportedAt = Whole(at),
            HandOutAt = plan?.At,
            AvailableFrom = roomy ? plan!.At.AddHours(-1) : null,
            AvailableUntil = roomy ? plan!.At.AddHours(5) : null,
            Location = plan?.Location,
            WhoComes = file.Pick(key + " team", SimulatedTexts.Teams),
            InterviewSlot = plan is null ? null : new InterviewSlot { Start = plan.At.AddMinutes(15), Room = file.Pick(key + " room", SimulatedTexts.Rooms) },
        });
    }

    private static SimulatedEvent NotReady(SimulatedCase file, string key, ReceivedRequest request, DateTimeOffset at) =>
        Event(file, key, request, at, new ReadinessReported
        {
            Person = file.Person,
            CaseNumber = file.CaseNumber,
            DecisionNumber = file.DecisionNumber,
            Revision = 1,
            Answer = ReadinessAnswer.NotReady,
            ReportedAt = Whole(at),
            HandOutAt = request.HandOut?.At,
            NotReadyReason = file.Pick(key + " reason", SimulatedTexts.NotReady),
        });

    // The id derives from the notification that is answered.
    private static SimulatedEvent Event(SimulatedCase file, string key, ReceivedRequest request, DateTimeOffset at, ReadinessReported message) =>
        new(key, file.Id($"{request.NotificationId}/{key}"), Whole(at), "dtv", message, request.NotificationId);

    private static DateTimeOffset Whole(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond));
}
