using System.Globalization;
using KetenHub.Contracts;
using KetenHub.Decisions;
using Xunit;

namespace KetenHub.Tests.Decisions;

/// <summary>Given a state, when a message comes or a deadline passes, then exactly these effects. Moments are hours after
/// <see cref="Send.Start"/>; every message is sent by the partner that sends its kind.</summary>
internal sealed class Given(PersonState state, Policy? policy = null)
{
    private readonly Policy policy = policy ?? Shipped.Policy;

    public static Given Nobody => new(PersonState.Empty);

    public PersonState State { get; } = state;

    public Given Under(Policy other) => new(State, other);

    /// <summary>What came before, one after the other, at an hour.</summary>
    public Given And(double hour, params KetenMessage[] messages) =>
        messages.Aggregate(this, (given, message) => given.When(message, hour).Next);

    public Given AndDue(string key, double hour) => WhenDue(key, hour).Next;

    public Outcome When(KetenMessage message, double hour, string? publisher = null) =>
        new(Decide.On(State, Send.Received(message, publisher), policy, Send.At(hour)), policy);

    public Outcome WhenDue(string key, double hour) => new(Decide.OnDeadline(State, key, policy, Send.At(hour)), policy);

    public Outcome WhenMerged(Given absorbed, double hour, PersonIdentifiersChanged? message = null) =>
        new(Decide.OnMerge(State, absorbed.State, Send.Received(message ?? Send.Merge()), policy, Send.At(hour)), policy);

    public (Outcome Stays, Outcome Leaves) WhenSplit(PersonIdentifiersChanged message, double hour)
    {
        var (stays, leaves) = Decide.OnSplit(State, Send.Received(message), policy, Send.At(hour));
        return (new Outcome(stays, policy), new Outcome(leaves, policy));
    }
}

/// <summary>What was decided, as lines a lawyer can read.</summary>
internal sealed class Outcome(Decision decision, Policy policy)
{
    public Given Next => new(State, policy);

    public PersonState State => decision.State;

    public IReadOnlyList<Effect> Effects => decision.Effects;

    public IEnumerable<string> Lines => decision.Effects.Select(Line);

    public IEnumerable<string> Told => decision.Effects.OfType<Effect.Notify>().Select(Line);

    /// <summary>Exactly these effects, in order.</summary>
    public Outcome Then(params string[] lines)
    {
        Assert.Equal(lines, Lines);
        return this;
    }

    /// <summary>Exactly these are told, in order, whatever else is remembered.</summary>
    public Outcome ThenTells(params string[] lines)
    {
        Assert.Equal(lines, Told);
        return this;
    }

    public Outcome ThenNobodyIsTold() => ThenTells();

    public Outcome AndLogs(string why)
    {
        Assert.Contains(decision.Effects, effect => effect is Effect.Remember remember && remember.Why == why);
        return this;
    }

    public Outcome AndDeadline(string key, double hour)
    {
        Assert.Equal(Send.At(hour), decision.Effects.OfType<Effect.SetDeadline>().Last(set => set.Key == key).At);
        return this;
    }

    public Outcome AndNoDeadline(string key)
    {
        Assert.Contains(new Effect.CancelDeadline(key), decision.Effects);
        Assert.DoesNotContain(decision.Effects, effect => effect is Effect.SetDeadline set && set.Key == key);
        return this;
    }

    public Outcome AndStatus(ReadinessStatus status, string decisionNumber = Send.D1)
    {
        Assert.Equal(status, decision.State.Find(decisionNumber)!.Status);
        return this;
    }

    public static string Line(Effect effect) => effect switch
    {
        Effect.Notify notify => $"{notify.Recipient}: {notify.Notification.GetType().Name}{Details(notify.Notification)}",
        Effect.SetDeadline set => $"deadline {set.Key} {Hour(set.At)}",
        Effect.CancelDeadline cancel => $"no deadline {cancel.Key}",
        Effect.Remember remember => $"log: {remember.Why}",
        _ => throw new ArgumentOutOfRangeException(nameof(effect)),
    };

    private static string Details(Notification notification) => notification switch
    {
        ReadinessRequested asked => $" {asked.RequestNumber} {asked.Reason} by {Hour(asked.RespondBy)}"
            + (asked.ShortNotice ? " short notice" : "") + (asked.PersonIsMinor ? " minor" : ""),
        ReadinessEscalated escalated => $" {escalated.Reason} {escalated.Audience} {escalated.Level}",
        HandOutClearance clearance => $" {clearance.Clearance}",
        HandOutChanged changed => $" {changed.Change}" + (changed.CancelCause is { } cause ? $" {cause}" : "")
            + (changed.AnswerKept == true ? " kept" : "") + (changed.Removable is { } removable ? $" {removable}" : ""),
        AttentionProposed proposed => $" {proposed.Revision}: {string.Join(", ", proposed.Reasons.Select(reason => $"{reason.Code} {reason.Count}"))}",
        PersonOutOfView view => $" {view.View}",
        AgreementReminder reminder => $" {reminder.AgreementNumber} by {Hour(reminder.DueAt)}",
        AgreementEscalated escalated => $" {escalated.AgreementNumber} {escalated.Audience} {escalated.Level}",
        _ => "",
    };

    private static string Hour(DateTimeOffset at) => (at - Send.Start).TotalHours.ToString("0.####", CultureInfo.InvariantCulture) + "h";
}
