using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Decisions;

/// <summary>Rules go by behaviour and occasion. Who reads them must be sure that no free text, language or name of a place tips one.</summary>
public sealed class BehaviourOnlyTests
{
    private static readonly string[] ProtectedGround =
        ["national", "origin", "religi", "ethnic", "race", "gender", "sex", "appearance", "birth", "country", "health", "politic", "score", "risk", "language", "skin"];

    [Fact]
    public void No_free_text_language_or_name_of_a_place_changes_an_effect() => Story.Check((numbers, order) =>
    {
        var story = Story.Tell(numbers);
        var plain = Effects(story, order);
        var changed = Effects([.. story.Select(received => received with { Message = Reworded(received.Message) })], order);
        // Copies of a changed field are all that may differ.
        Assert.Equal(plain, changed.Select(line => line.Replace("Elsewhere ", "", StringComparison.Ordinal).Replace("\"ar-x-other\"", "\"fr\"", StringComparison.Ordinal)
            .Replace("Reworded ", "", StringComparison.Ordinal)));
        return true;
    }, 150);

    [Fact]
    public void The_rewording_reaches_what_it_should_and_is_copied_where_it_may() =>
        Assert.Contains(Effects([Send.Received(Reworded(Send.Issued(Send.Plan(72))))], []), line =>
            line.Contains("ar-x-other", StringComparison.Ordinal) && line.Contains("Elsewhere Ter Apel", StringComparison.Ordinal));

    [Fact]
    public void What_happened_is_not_remembered_and_not_told()
    {
        var outcome = Given.Nobody.And(0, Send.Issued(Send.Plan(72)))
            .When(Send.Incident(impact: IncidentImpact.High, caseNumber: "Z-1") with { WhatHappened = "a very telling text" }, 1);
        Assert.Equal(3, outcome.Told.Count());
        Assert.All(outcome.Effects.OfType<Effect.Notify>(), notify =>
            Assert.DoesNotContain("telling", CloudEventWriter.Data(notify.Notification).GetRawText(), StringComparison.Ordinal));
        Assert.DoesNotContain("telling", System.Text.Encoding.UTF8.GetString(StateJson.Write(outcome.State)), StringComparison.Ordinal);
    }

    [Fact]
    public void No_notification_holds_an_identifier_of_the_person() => Story.Check((numbers, order) =>
    {
        // The V-nummers of the stories; ids of events have hyphens where these have none.
        Assert.All(Effects(Story.Tell(numbers), order), line =>
        {
            Assert.DoesNotContain("\"0000000001\"", line, StringComparison.Ordinal);
            Assert.DoesNotContain("v-nummer", line, StringComparison.Ordinal);
        });
        return true;
    }, 50);

    [Fact]
    public void No_message_state_or_term_has_a_field_for_protected_ground_or_a_score()
    {
        var roots = MessageTypes.Messages.Concat(MessageTypes.Notifications).Select(type => type.Record).Concat([typeof(PersonState), typeof(Policy)]);
        var fields = roots.SelectMany(type => Fields(type, [])).Distinct().Where(field => field != "HandOutPlan.Language");
        Assert.DoesNotContain(fields, field => ProtectedGround.Any(ground => field.Contains(ground, StringComparison.OrdinalIgnoreCase)));
    }

    private static List<string> Fields(Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type))
            return [];
        var inner = type.IsGenericType ? type.GetGenericArguments() : [];
        var own = type.Namespace?.StartsWith("KetenHub", StringComparison.Ordinal) != true ? []
            : type.IsEnum ? Enum.GetNames(type).Select(name => $"{type.Name}.{name}")
            : type.GetProperties().Where(property => property.GetIndexParameters().Length == 0)
                .SelectMany(property => Fields(property.PropertyType, seen).Prepend($"{type.Name}.{property.Name}"));
        return [.. own, .. inner.SelectMany(argument => Fields(argument, seen))];
    }

    private static List<string> Effects(IReadOnlyList<Received> story, int[] order)
    {
        var lines = new List<string>();
        var (state, hour) = (PersonState.Empty, 0.0);
        foreach (var received in story)
        {
            hour += order.Length == 0 ? 1 : order[0] % 9;
            state = Add(lines, Decide.On(state, received, Shipped.Policy, Send.At(hour)));
            foreach (var key in new[] { Send.Readiness1, Send.Interview1, Send.Attention, "agreement:ind/A-0", "agreement:ind/A-1" })
                state = Add(lines, Decide.OnDeadline(state, key, Shipped.Policy, Send.At(hour)));
        }
        return lines;
    }

    private static PersonState Add(List<string> lines, Decision decision)
    {
        lines.AddRange(decision.Effects.Select(effect => effect is Effect.Notify notify
            ? $"{notify.Recipient} {notify.Why} {CloudEventWriter.Data(notify.Notification).GetRawText()}" : effect.ToString()));
        return decision.State;
    }

    private static KetenMessage Reworded(KetenMessage message) => message switch
    {
        CaseSignal signal => signal with { WhatHappened = "another text", Place = Elsewhere(signal.Place), RequestedAttention = RequestedAttention.AtOnce },
        IncidentRegistered incident => incident with { WhatHappened = "another text", Location = Elsewhere(incident.Location)! },
        DecisionIssued issued => issued with { HandOut = Elsewhere(issued.HandOut) },
        HandOutPlanned planned => planned with { HandOut = Elsewhere(planned.HandOut)! },
        DecisionHandedOut handedOut => handedOut with { HandedOutBy = "another team" },
        DepartureInterviewHeld held => held with { HeldBy = "another team" },
        AgreementMade made => made with { What = "another text", Location = Elsewhere(made.Location), MadeAtTable = "another table" },
        ProcessDirectorAssigned assigned => assigned with { Function = "another function" },
        TransportPlanned planned => planned with { PickUpLocation = Elsewhere(planned.PickUpLocation)! },
        AgreementClosed closed => closed with { Reason = "another text" },
        ReadinessReported answer => answer with
        {
            Location = Elsewhere(answer.Location),
            WhoComes = answer.WhoComes is null ? null : $"Reworded {answer.WhoComes}",
            InterviewSlot = answer.InterviewSlot is { } slot ? slot with { Room = $"Reworded {slot.Room}" } : null,
        },
        _ => message,
    };

    private static HandOutPlan? Elsewhere(HandOutPlan? plan) => plan is null ? null
        : plan with { Language = plan.Language is null ? null : "ar-x-other", Location = Elsewhere(plan.Location)! };

    private static Location? Elsewhere(Location? location) => location is null ? null : location with { Name = $"Elsewhere {location.Name}" };
}
