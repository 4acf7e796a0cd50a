using KetenHub.Contracts;
using KetenHub.Partners;
using Xunit;

namespace KetenHub.Tests.Partners;

public sealed class DepartureAnswersTests
{
    [Fact]
    public void The_first_case_is_answered_five_hours_after_it_was_asked_which_is_an_hour_too_late()
    {
        var file = SimulatedCaseTests.File(1);
        var request = Assert.Single(SimulatedCaseTests.Requests(file));
        var answer = Assert.Single(Answers(file, request));
        Assert.Equal(ReadinessAnswer.Ready, ((ReadinessReported)answer.Message).Answer);
        Assert.InRange(answer.At, request.RespondBy.AddMinutes(59), request.RespondBy.AddMinutes(61));
    }

    [Fact]
    public void The_first_case_is_asked_with_the_full_term_within_the_first_minutes()
    {
        var file = SimulatedCaseTests.File(1);
        var request = Assert.Single(SimulatedCaseTests.Requests(file));
        Assert.InRange(request.ReceivedAt - file.Start, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        Assert.InRange(request.HandOut!.At - request.ReceivedAt, TimeSpan.FromHours(28), TimeSpan.FromHours(31));
    }

    [Fact]
    public void The_second_case_is_answered_at_once_handed_out_with_DTV_and_interviewed_within_the_hour()
    {
        var timeline = SimulatedCaseTests.Timeline(2);
        var request = SimulatedCaseTests.Requests(SimulatedCaseTests.File(2))[0];
        var answer = timeline.First(next => next.Message is ReadinessReported);
        Assert.InRange(answer.At - request.ReceivedAt, TimeSpan.Zero, TimeSpan.FromMinutes(6));
        Assert.True(timeline.Select(next => next.Message).OfType<DecisionHandedOut>().Single().DtvPresent);
    }

    [Fact]
    public void DTV_answers_at_once_late_and_too_late_refuses_and_stays_silent()
    {
        var first = new HashSet<string>(StringComparer.Ordinal);
        for (var number = 3; number < 400; number++)
        {
            var file = SimulatedCaseTests.File(number);
            if (SimulatedCaseTests.Requests(file) is [var request, ..])
                first.Add(Kind(request, Answers(file, request)));
        }
        Assert.Equal(["at once", "late", "refused, then ready", "silent", "too late"], first.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_later_request_changes_nothing_that_was_sent_before_it()
    {
        for (var number = 1; number <= 1000; number++)
        {
            var file = SimulatedCaseTests.File(number);
            var requests = SimulatedCaseTests.Requests(file);
            for (var known = 0; known < requests.Count; known++)
            {
                var before = Sent(file, requests[..known], requests[known].ReceivedAt);
                Assert.Equal(before, Sent(file, requests[..(known + 1)], requests[known].ReceivedAt));
            }
        }
    }

    [Fact]
    public void DTV_is_present_only_when_its_last_answer_before_the_hand_out_was_Ready()
    {
        for (var number = 1; number <= 1000; number++)
        {
            var messages = SimulatedCaseTests.Timeline(number).Select(next => next.Message).ToList();
            if (messages.OfType<DecisionHandedOut>().FirstOrDefault() is { DtvPresent: true } handedOut)
                Assert.Equal(ReadinessAnswer.Ready, messages.TakeWhile(message => message != handedOut).OfType<ReadinessReported>().Last().Answer);
        }
    }

    [Fact]
    public void An_answer_names_the_notification_that_it_answers()
    {
        var file = SimulatedCaseTests.File(1);
        var request = SimulatedCaseTests.Requests(file)[0];
        Assert.Equal(request.NotificationId, Answers(file, request)[0].Cause);
        Assert.NotEqual(Answers(file, request)[0].Id, Answers(file, request with { NotificationId = "another" })[0].Id);
    }

    [Fact]
    public void Without_a_request_DTV_sends_nothing_before_the_hand_out() =>
        Assert.DoesNotContain(CaseTimeline.Of(SimulatedCaseTests.File(1), []), next => next.Message is ReadinessReported or DecisionHandedOut { DtvPresent: true });

    private static IReadOnlyList<SimulatedEvent> Answers(SimulatedCase file, ReceivedRequest request) =>
        DepartureAnswers.To(file, CaseScript.Of(file), [request]);

    private static string Kind(ReceivedRequest request, IReadOnlyList<SimulatedEvent> answers) => answers switch
    {
        [] => "silent",
        [{ Message: ReadinessReported { Answer: ReadinessAnswer.NotReady } }, ..] => "refused, then ready",
        [var only] when only.At > request.RespondBy => "too late",
        [var only] when only.At > request.ReceivedAt.AddHours(2) => "late",
        _ => "at once",
    };

    private static List<byte[]> Sent(SimulatedCase file, IReadOnlyList<ReceivedRequest> requests, DateTimeOffset now) =>
        [.. CaseTimeline.Of(file, requests).Where(next => next.At <= now).Select(SimulatedCaseTests.Body)];
}
