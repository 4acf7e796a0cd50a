using System.Text;
using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Decisions;

/// <summary>What holds for every story of messages. The same stories in every run.</summary>
public sealed class PropertyTests
{
    [Fact]
    public void Any_order_of_messages_from_different_partners_ends_in_the_same_facts_and_status() => Story.Check((numbers, order) =>
    {
        var story = Story.Tell(numbers);
        var woven = Story.Interleave(story, order);
        Assert.Equal(Facts(Run(story), attention: true), Facts(Run(woven), attention: true));
        Assert.Equal(Facts(Run(story)), Facts(Run(woven, hoursApart: 7)));
        return true;
    });

    [Fact]
    public void A_message_once_more_right_away_or_later_changes_nothing_and_tells_nobody() => Story.Check((numbers, order) =>
    {
        var story = Story.Tell(numbers);
        var state = PersonState.Empty;
        for (var i = 0; i < story.Count; i++)
        {
            var now = Send.At(order.Length == 0 ? 0 : i * (order[0] % 40));
            state = Decide.On(state, story[i], Shipped.Policy, now).State;
            ChangesNothing(state, story[i], now);
            if (order.Length > 0)
                ChangesNothing(state, story[order[i % order.Length] % (i + 1)], now.AddHours(order[0] % 60));
        }
        return true;
    });

    [Fact]
    public void Deadlines_late_twice_and_in_any_order_tell_nothing_stale_and_miss_nothing() => Story.Check((numbers, order) =>
    {
        var desk = new Desk(Shipped.Policy);
        var now = Live(desk, Story.Tell(numbers), order, Send.Start);
        desk.RunOut(now);
        AllIsEscalated(desk);
        return true;
    });

    [Fact]
    public void A_merge_in_the_middle_misses_no_deadline_of_either_person() => Story.Check((numbers, order) =>
    {
        var story = Story.Tell(numbers);
        var (stays, absorbed) = (new Desk(Shipped.Policy), new Desk(Shipped.Policy));
        Live(stays, [.. story.Where((_, i) => Goes(order, i) == 0)], order, Send.Start);
        Live(absorbed, [.. story.Where((_, i) => Goes(order, i) == 1)], order, Send.Start);
        var now = Send.At(numbers.Length == 0 ? 0 : numbers[0] % 100);
        stays.Merge(absorbed, now);
        stays.NothingIsMissed();
        now = Live(stays, [.. story.Where((_, i) => Goes(order, i) == 2)], order, now);
        stays.RunOut(now);
        AllIsEscalated(stays);
        return true;
    });

    [Fact]
    public void A_merge_is_as_if_all_messages_had_been_about_one_person() => Story.Check((numbers, order) =>
    {
        var story = Story.Tell(numbers, revisionsOnce: true);
        var (one, other) = (Run(story.Where((_, i) => Goes(order, i) == 0)), Run(story.Where((_, i) => Goes(order, i) == 1)));
        var rest = story.Where((_, i) => Goes(order, i) == 2).ToList();
        var expected = Facts(Run([.. story.Where((_, i) => Goes(order, i) != 2), .. rest]));
        foreach (var (stays, absorbed) in new[] { (one, other), (other, one) })
        {
            var merged = Decide.OnMerge(stays, absorbed, Send.Received(Send.Merge()), Shipped.Policy, Send.Start).State;
            Assert.Equal(expected, Facts(Run(rest, from: merged)));
            Assert.All(stays.Readinesses.Where(own => absorbed.Find(own.DecisionNumber) is null),
                own => Assert.Equal(own.Status, merged.Find(own.DecisionNumber)!.Status));
            Assert.All(absorbed.Readinesses.Where(own => stays.Find(own.DecisionNumber) is null),
                own => Assert.Equal(own.Status, merged.Find(own.DecisionNumber)!.Status));
        }
        return true;
    });

    [Fact]
    public void Every_notification_goes_by_the_table_and_reads_back_without_problems() => Story.Check((numbers, order) =>
    {
        foreach (var policy in new[] { Shipped.Policy, Shipped.WithoutGuardian })
        {
            var desk = new Desk(policy);
            desk.RunOut(Live(desk, Story.Tell(numbers), order, Send.Start));
            Assert.All(desk.Told, notify => GoesByTheTable(notify, policy));
        }
        return true;
    }, 150);

    [Fact]
    public void A_split_takes_the_decisions_along_and_leaves_none_of_their_deadlines_behind() => Story.Check((numbers, order) =>
    {
        var desk = new Desk(Shipped.Policy);
        var now = Live(desk, Story.Tell(numbers), order, Send.Start);
        var before = desk.State;
        var (stays, leaves) = Decide.OnSplit(before, Send.Received(Send.Split(Send.D1)), Shipped.Policy, now);
        if (before.Find(Send.D1) is { } readiness)
        {
            Assert.False(stays.State.Find(Send.D1)!.IsOpen);
            Assert.Equal(readiness.IsOpen, leaves.State.Find(Send.D1)!.IsOpen);
            Assert.DoesNotContain(stays.Effects, effect => effect is Effect.SetDeadline);
        }
        Assert.True(leaves.State.IsMinor || !before.IsMinor);
        Assert.All(stays.Effects.Concat(leaves.Effects).OfType<Effect.Notify>(), notify => GoesByTheTable(notify, Shipped.Policy));
        return true;
    });

    [Fact]
    public void The_stories_hold_every_message_and_every_status()
    {
        var (messages, statuses) = (new HashSet<Type>(), new HashSet<ReadinessStatus>());
        Story.Check((numbers, order) =>
        {
            var desk = new Desk(Shipped.Policy);
            foreach (var received in Story.Tell(numbers))
            {
                messages.Add(received.Message.GetType());
                desk.Receive(received, Send.Start);
                statuses.UnionWith(desk.State.Readinesses.Select(readiness => readiness.Status));
            }
            desk.RunOut(Send.Start);
            statuses.UnionWith(desk.State.Readinesses.Select(readiness => readiness.Status));
            return true;
        }, 100);
        Assert.Equal(MessageTypes.Messages.Select(type => type.Record).ToHashSet(), messages);
        Assert.Equal(Enum.GetValues<ReadinessStatus>().ToHashSet(), statuses);
    }

    private static int Goes(int[] order, int i) => order.Length == 0 ? 0 : order[i % order.Length] % 3;

    private static PersonState Run(IEnumerable<Received> messages, double hoursApart = 0, PersonState? from = null)
    {
        var hour = 0.0;
        return messages.Aggregate(from ?? PersonState.Empty, (state, message) => Decide.On(state, message, Shipped.Policy, Send.At(hour += hoursApart)).State);
    }

    // Time goes on between messages; of what is due some is delivered now, some later, some twice.
    private static DateTimeOffset Live(Desk desk, IReadOnlyList<Received> messages, int[] order, DateTimeOffset now)
    {
        var chance = order.Length == 0 ? 0 : order[0];
        foreach (var message in messages)
        {
            chance = ((chance * 31) + 17) & 0xFFFFFF;
            now = now.AddMinutes(chance % 9 == 0 ? 1500 : chance % 200);
            foreach (var key in desk.Pending.Keys.Where((_, i) => (chance >> i) % 2 == 0).ToList())
                desk.Deliver(key, now);
            if (chance % 3 == 0)
                desk.Deliver(chance % 2 == 0 ? Send.Readiness1 : Send.Interview1, now);
            desk.NothingIsMissed();
            desk.Receive(message, now);
            desk.NothingIsMissed();
        }
        return now;
    }

    private static void AllIsEscalated(Desk desk)
    {
        desk.NothingIsMissed();
        Assert.DoesNotContain(desk.State.Readinesses, readiness => readiness.Status is ReadinessStatus.Requested or ReadinessStatus.HandedOut);
        Assert.All(desk.State.Readinesses.Where(readiness => readiness.Status == ReadinessStatus.Overdue),
            readiness => Assert.Empty(readiness.Request!.Ladder));
    }

    private static void ChangesNothing(PersonState state, Received message, DateTimeOffset now)
    {
        var again = Decide.On(state, message, Shipped.Policy, now);
        // A signal has no revision: who sends it under another id reports it once more, and that counts. The inbox drops the same id.
        if (message.Message is CaseSignal)
        {
            Assert.Equal(Facts(state), Facts(again.State));
            Assert.DoesNotContain(again.Effects.OfType<Effect.Notify>(), notify => notify.Notification is not AttentionProposed);
            return;
        }
        Assert.Empty(again.Effects.OfType<Effect.Notify>().Select(Outcome.Line));
        Assert.Equal(Encoding.UTF8.GetString(StateJson.Write(state)), Encoding.UTF8.GetString(StateJson.Write(again.State)));
    }

    private static void GoesByTheTable(Effect.Notify notify, Policy policy)
    {
        Assert.Contains(Recipients.Table, line =>
            line.Notification == notify.Notification.GetType() && (Recipients.PartnerOf(line.Role, policy.Roles) == notify.Recipient
                || (line.Role is Role.Owner or Role.Director && policy.Agreements.Told.Contains(notify.Recipient))));
        var problems = new List<Problem>();
        var type = MessageTypes.Of(notify.Notification);
        type.Read(new Fields(CloudEventWriter.Data(notify.Notification), "", problems));
        Assert.Empty(problems);
    }

    // What is asked and counted depends on the order of things; what is known does not.
    private static string Facts(PersonState state, bool attention = false)
    {
        var facts = state with
        {
            Readinesses = [.. state.Readinesses.Select(readiness => readiness with { Request = null, Requests = 0 })],
            Agreements = [.. state.Agreements.Select(agreement => agreement with { Ladder = [], Level = 0, PassedAt = null })],
            Progress = state.Progress is { } progress ? progress with { OpenedAt = Send.Start, Since = Send.Start } : null,
            Attention = null,
            SeriousIncidentAt = null,
            ReportedAt = null,
        };
        var lines = state.Readinesses.Select(readiness => $"{readiness.DecisionNumber} {readiness.Status}")
            .Concat(state.Agreements.Select(agreement => $"{agreement.Maker} {agreement.Number} {state.EndOf(agreement)?.Result}"))
            .Append($"minor {state.IsMinor}, out of view {state.IsOutOfView}")
            .Append(Encoding.UTF8.GetString(StateJson.Write(facts)));
        if (attention && state.Attention is { } window)
            lines = lines.Concat(window.Counts.Select(reason => $"{reason.Code} {reason.Count}"));
        return string.Join(Environment.NewLine, lines);
    }
}
