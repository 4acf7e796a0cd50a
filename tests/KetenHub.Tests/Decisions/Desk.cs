using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Decisions;

/// <summary>One person's state and pending deadlines, as the hub keeps them; checks after each decision what must always hold.</summary>
internal sealed class Desk(Policy policy)
{
    private readonly Policy policy = policy;

    public PersonState State { get; private set; } = PersonState.Empty;

    public Dictionary<string, DateTimeOffset> Pending { get; } = [];

    public List<Effect.Notify> Told { get; } = [];

    public Decision Receive(Received received, DateTimeOffset now) => Apply(Decide.On(State, received, policy, now));

    public Decision Merge(Desk absorbed, DateTimeOffset now) =>
        Apply(Decide.OnMerge(State, absorbed.State, Send.Received(Send.Merge()), policy, now));

    /// <summary>Delivers a deadline, pending or not; the hub takes it away when it delivers it.</summary>
    public void Deliver(string key, DateTimeOffset now)
    {
        if (Pending.TryGetValue(key, out var at) && at <= now)
            Pending.Remove(key);
        var before = State;
        var decision = Decide.OnDeadline(before, key, policy, now);
        foreach (var notify in decision.Effects.OfType<Effect.Notify>())
            MayStillBeTold(before, notify.Notification, now);
        Apply(decision);
    }

    /// <summary>Runs every pending deadline out.</summary>
    public DateTimeOffset RunOut(DateTimeOffset now)
    {
        for (var i = 0; Pending.Count > 0; i++)
        {
            Assert.True(i < 200, "deadlines that never end");
            var (key, at) = Pending.MinBy(pair => pair.Value);
            now = at > now ? at : now;
            Deliver(key, now);
        }
        return now;
    }

    public void NothingIsMissed()
    {
        foreach (var readiness in State.Readinesses)
        {
            var key = $"readiness:{readiness.DecisionNumber}";
            if (readiness.Status is ReadinessStatus.Requested or ReadinessStatus.Overdue)
            {
                Assert.NotNull(readiness.Request);
                if (readiness.Request.Ladder.Count > 0)
                    Assert.Equal(readiness.Request.Ladder[0].At, Pending[key]);
                else
                    Assert.Equal(ReadinessStatus.Overdue, readiness.Status);
            }
            if (readiness.Status == ReadinessStatus.HandedOut)
                Assert.Contains($"interview:{readiness.DecisionNumber}", Pending.Keys);
        }
        foreach (var agreement in State.Agreements.Where(agreement => State.EndOf(agreement) is null && agreement.Ladder.Count > 0))
            Assert.Equal(agreement.Ladder[0].At, Pending[$"agreement:{agreement.Maker}/{agreement.Number}"]);
        if (State is { Attention: { Unsent: true, SentAt: not null }, CaseNumbers.Count: > 0 })
            Assert.Contains("attention", Pending.Keys);
    }

    private static void MayStillBeTold(PersonState before, Notification notification, DateTimeOffset now)
    {
        if (notification is AgreementReminder or AgreementEscalated)
        {
            var agreed = notification is AgreementReminder reminded ? reminded.AgreementNumber : ((AgreementEscalated)notification).AgreementNumber;
            Assert.Contains(before.Agreements, agreement => agreement.Number == agreed && before.EndOf(agreement) is null && agreement.Ladder[0].At <= now);
            Assert.True(notification is not AgreementEscalated escalated || escalated.DueAt <= now, "called to account before the term");
            return;
        }
        var (number, request) = notification switch
        {
            ReadinessReminder reminder => (reminder.DecisionNumber, reminder.RequestNumber),
            ReadinessEscalated { Reason: EscalationReason.NoAnswer } escalated => (escalated.DecisionNumber, 0),
            _ => ("", 0),
        };
        if (number.Length == 0)
            return;
        var readiness = before.Find(number)!;
        Assert.False(readiness.Answered);
        Assert.Null(readiness.CancelCause);
        Assert.Null(readiness.HandedOut);
        Assert.True(readiness.Request!.Ladder[0].At <= now, "told before its moment");
        Assert.True(readiness.Request.IsFor(readiness.Plan), "about a plan that was replaced");
        Assert.True(request == 0 || request == readiness.Request.Number, "about a request that was replaced");
    }

    private Decision Apply(Decision decision)
    {
        foreach (var effect in decision.Effects)
        {
            switch (effect)
            {
                case Effect.SetDeadline set: Pending[set.Key] = set.At; break;
                case Effect.CancelDeadline cancel: Pending.Remove(cancel.Key); break;
                case Effect.Notify notify: Told.Add(notify); break;
                default: break;
            }
        }
        // What is stored and read back must decide the same.
        var stored = StateJson.Write(decision.State);
        State = StateJson.Read(stored);
        Assert.Equal(stored, StateJson.Write(State));
        return decision;
    }
}
