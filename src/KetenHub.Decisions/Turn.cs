using KetenHub.Contracts;

namespace KetenHub.Decisions;

/// <summary>One decision in the making: the state as it becomes, and the effects so far. Lives within one call of
/// <see cref="Decide"/>; nothing outside sees it.</summary>
internal sealed class Turn(PersonState state, Policy policy, DateTimeOffset now)
{
    private readonly List<Effect> effects = [];

    public PersonState State { get; private set; } = state;

    public Policy Policy { get; } = policy;

    public DateTimeOffset Now { get; } = now;

    public void Update(PersonState changed) => State = changed;

    public void Remember(string why) => effects.Add(new Effect.Remember(why));

    public void SetDeadline(string key, DateTimeOffset at) => effects.Add(new Effect.SetDeadline(key, at));

    public void CancelDeadline(string key) => effects.Add(new Effect.CancelDeadline(key));

    /// <summary>Tells a role; what DT&amp;V is told about departure the guardian of a minor is told as well.</summary>
    public void Tell(Role role, Notification notification, string why, string thread)
    {
        TellOnly(Recipients.PartnerOf(role, Policy.Roles)!, notification, why, thread);
        if (role == Role.Departure && State.IsMinor && Recipients.GuardianIsTold(notification))
            MinorityRules.TellGuardian(this, notification, thread);
    }

    /// <summary>Tells one partner, without a copy to anybody. Nobody is told the very same twice in one decision, although two rules
    /// can have reason to, for example when persons are joined.</summary>
    public void TellOnly(string partner, Notification notification, string why, string thread)
    {
        if (RestrictionRules.IsWithheld(State, notification.GetType()))
            Remember(Why.Withheld);
        else if (!effects.OfType<Effect.Notify>().Any(told => told.Recipient == partner && told.Notification == notification))
            effects.Add(new Effect.Notify(partner, notification, why, thread));
    }

    public Decision Decision() => new(State, effects);
}
