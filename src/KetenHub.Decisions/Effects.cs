using KetenHub.Contracts;

namespace KetenHub.Decisions;

/// <summary>What the hub does because of a message or a deadline. The hub carries effects out; rules only name them.</summary>
public abstract record Effect
{
    private Effect() { }

    /// <summary>Tell a partner something.</summary>
    /// <param name="Recipient">Code of the partner.</param>
    /// <param name="Notification">What it is told.</param>
    /// <param name="Why">The reason, one of <see cref="Decisions.Why"/>; stands in the log.</param>
    /// <param name="Thread">Decision or proposal it belongs to; the event's correlation id.</param>
    public sealed record Notify(string Recipient, Notification Notification, string Why, string Thread) : Effect;

    /// <summary>Decide again at a moment. Replaces a deadline of the same key.</summary>
    public sealed record SetDeadline(string Key, DateTimeOffset At) : Effect;

    /// <summary>The moment no longer matters.</summary>
    public sealed record CancelDeadline(string Key) : Effect;

    /// <summary>A reason for the log, where nobody is told.</summary>
    public sealed record Remember(string Why) : Effect;
}

/// <summary>A decision of the hub: what it remembers from now on, and what it does.</summary>
public sealed record Decision(PersonState State, IReadOnlyList<Effect> Effects);

/// <summary>Reasons that stand in the log, readable by a lawyer. Codes are kept for as long as the log.</summary>
public static class Why
{
#pragma warning disable CS1591 // the code says it
    public const string Recorded = "recorded";
    public const string Delivered = "the partner has the notification";
    public const string NotDelivered = "the partner does not have the notification";
    public const string OlderRevision = "ignored: a later revision is known";
    public const string SameRevision = "ignored: this revision is known";
    public const string Asked = "readiness asked";
    public const string AskedAgain = "readiness asked again: the earlier answer does not cover the plan";
    public const string ShortNotice = "short notice: the hand-out is nearer than the lead time";
    public const string Reminded = "no answer yet";
    public const string Escalated = "no answer before it was due";
    public const string Answered = "DT&V answered";
    public const string AnswerKept = "the earlier answer covers the new plan";
    public const string AnswerOutOfPlan = "the answer does not cover the plan as it stands";
    public const string AnswerEarly = "the answer is kept until its decision or hand-out is known";
    public const string InterviewEarly = "the interview is kept until the hand-out is known";
    public const string PlanChanged = "hand-out planned or changed";
    public const string Cancelled = "the hand-out does not take place";
    public const string HandedOut = "the decision was handed out";
    public const string MissedPresence = "missed presence: handed out without DT&V";
    public const string HandedOutWhileCancelled = "handed out although it was cancelled, withdrawn or granted";
    public const string InterviewHeld = "first departure interview held";
    public const string InterviewOverdue = "no departure interview in time after the hand-out";
    public const string GuardianTold = "the person is a minor: the guardian is told what DT&V is told";
    public const string GuardianMissing = "the person is a minor and no guardian partner is configured";
    public const string Removability = "removability changed";
    public const string Attention = "report about a person with an open case";
    public const string AttentionGathered = "gathered into the open proposal";
    public const string AttentionNoCase = "gathered: no case is known yet";
    public const string Safety = "serious incident while a hand-out is prepared";
    public const string LeftView = "out of view while a hand-out is planned";
    public const string Reappeared = "seen again while a hand-out is planned";
    public const string ViewKnown = "ignored: a later observation is known";
    public const string Minority = "minority established";
    public const string Linked = "identifiers linked";
    public const string NotLinked = "an identifier was not linked: only ind and avim may say whose it is";
    public const string Merged = "persons merged";
    public const string Split = "identifiers split off";
    public const string AgreementMade = "agreement made";
    public const string AgreementMoved = "the term of the agreement is another than the one sent: it ended on a day that is no working day";
    public const string AgreementClosed = "agreement closed";
    public const string AgreementReminded = "the term of the agreement comes near";
    public const string AgreementMissed = "the term of the agreement passed";
    public const string CloseEarly = "the close is kept until its agreement is known";
    public const string CloseKnown = "ignored: this or a later close is known";
    public const string CloseByAnother = "without effect: neither who made the agreement nor its owner closed it";
    public const string OwnerNotTold = "the owner receives no reminders: the process director is told";
    public const string OwnerUnusual = "another owner than policy names for this kind of agreement";
    public const string Director = "process director changed";
    public const string DirectorNotNamed = "without effect: policy names no such process director";
    public const string Transport = "transport changed";
    public const string Restricted = "processing restricted";
    public const string RestrictionLifted = "restriction lifted";
    public const string Withheld = "withheld: processing is restricted";
    public const string HoldSet = "legal hold set";
    public const string HoldLifted = "legal hold lifted";
    public const string Corrected = "what was told earlier was wrong";
    public const string NothingDue = "ignored: nothing is due";
#pragma warning restore CS1591
}
